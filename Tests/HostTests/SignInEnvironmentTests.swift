import Host
import Testing
import Vendors

@Suite("What the environment says about signing in")
struct SignInEnvironmentTests {
    private func configuration(_ more: [String: String]) throws -> HostConfiguration {
        let usual = [
            "DATABASE_URL": "postgresql://db.example.com/gemz", "CLERK_SECRET_KEY": "sk_live_x",
            "SCRAPECREATORS_API_KEY": "x",
        ]
        let environment = Environment(usual.merging(more) { $1 })
        return try HostConfiguration(environment: environment, databaseURL: nil, platforms: [])
    }

    /// Of `clerk.example.com$`.
    private static let key = "pk_live_Y2xlcmsuZXhhbXBsZS5jb20k"

    @Test("a publishable key names Clerk's pages; another address of Clerk has its own")
    func clerk() throws {
        let live = try configuration(["NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY": Self.key]).clerk
        #expect(
            [live.apiURL, live.issuer, live.signInURL] == [
                "https://api.clerk.com", "https://clerk.example.com", "https://accounts.example.com/sign-in",
            ])
        #expect(live.keySetURL == "https://clerk.example.com/.well-known/jwks.json")
        let other = "http://127.0.0.1:8788/_dev/clerk"
        let local = try configuration(["CLERK_API_URL": other, "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY": Self.key]).clerk
        #expect([local.apiURL, local.issuer, local.signInURL] == [other, other, other + "/sign-in"])
    }

    @Test("the secret of webhooks is taken, and kept out of logs; outside production it may be left out")
    func webhooks() throws {
        let key = ["NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY": Self.key]
        #expect(try configuration(key).clerk.webhookSecret == nil)
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
        let whole = try configuration(
            key.merging(["CLERK_WEBHOOK_SECRET": secret, "GEMZ_ENV": "production"]) { $1 })
        #expect(whole.clerk.webhookSecret?.exposed == secret)
        #expect(whole.secrets.contains(secret))
    }

    @Test("the site's address loses its last slash", arguments: ["https://gemz.example.com", "http://localhost:8787"])
    func site(url: String) throws {
        for written in [url, url + "/"] {
            let more = ["NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY": Self.key, "NEXT_PUBLIC_SITE_URL": written]
            #expect(try configuration(more).siteURL == url)
        }
        #expect(try configuration(["NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY": Self.key]).siteURL == nil)
    }

    @Test(
        "what cannot be used is named",
        arguments: [
            ([:], "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY is not set."),
            (
                ["NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY": "pk_live_x"],
                "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY is no publishable key"
            ),
            (["NEXT_PUBLIC_SITE_URL": "gemz.example.com"], "NEXT_PUBLIC_SITE_URL is 'gemz.example.com'"),
            (["NEXT_PUBLIC_SITE_URL": "https://gemz.example.com/app"], "it takes an address without a path"),
            (
                ["NEXT_PUBLIC_SITE_URL": "http://localhost:8787", "GEMZ_ENV": "production"],
                "NEXT_PUBLIC_SITE_URL is http://localhost:8787, an address of development"
            ),
            (["GEMZ_ENV": "production"], "CLERK_WEBHOOK_SECRET is not set"),
            (["CLERK_WEBHOOK_SECRET": "hello"], "CLERK_WEBHOOK_SECRET is no signing secret (whsec_…)."),
        ] as [([String: String], String)])
    func problems(more: [String: String], expected: String) throws {
        let error = #expect(throws: EnvironmentError.self) { _ = try configuration(more) }
        #expect(error?.description.contains(expected) == true)
    }
}
