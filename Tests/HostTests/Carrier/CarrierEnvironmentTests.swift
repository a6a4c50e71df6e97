import Host
import Testing
import Vendors

@Suite("What the environment says about the carrier")
struct CarrierEnvironmentTests {
    private static let keys = [
        "QSTASH_CURRENT_SIGNING_KEY": "sig_current", "QSTASH_NEXT_SIGNING_KEY": "sig_next",
        "NEXT_PUBLIC_SITE_URL": "https://gemz.example.com",
    ]
    private static let token = ["QSTASH_TOKEN": "eyJ-token"]

    private func configuration(_ more: [String: String]) throws -> HostConfiguration {
        let usual = [
            "DATABASE_URL": "postgresql://db.example.com/gemz", "CLERK_SECRET_KEY": "sk_live_x",
            "SCRAPECREATORS_API_KEY": "x", "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY": "pk_live_Y2xlcmsuZXhhbXBsZS5jb20k",
        ]
        return try HostConfiguration(
            environment: Environment(usual.merging(more) { $1 }), databaseURL: nil, platforms: [])
    }

    private func qstash(_ more: [String: String]) throws -> HostConfiguration.QStash? {
        if case .qstash(let qstash) = try configuration(more).carrier { qstash } else { nil }
    }

    @Test("the database carries, unless there is a token; a name wins over both")
    func choice() throws {
        #expect(try qstash([:]) == nil)
        #expect(try qstash(Self.keys) == nil)
        #expect(try qstash(Self.token.merging(Self.keys) { $1 }) != nil)
        #expect(try qstash(Self.token.merging(["GEMZ_CARRIER": "postgres"]) { $1 }) == nil)
        let named = Self.token.merging(Self.keys) { $1 }.merging(["GEMZ_CARRIER": "qstash"]) { $1 }
        #expect(try qstash(named) != nil)
    }

    @Test("what QStash needs is read, and kept out of logs")
    func values() throws {
        let all = Self.token.merging(Self.keys) { $1 }
        let plain = try #require(try qstash(all))
        #expect(
            [
                plain.apiURL, plain.token.exposed, plain.currentSigningKey.exposed, plain.nextSigningKey.exposed,
                plain.publicURL,
            ] == [
                "https://qstash.upstash.io", "eyJ-token", "sig_current", "sig_next", "https://gemz.example.com",
            ])
        let secrets = try configuration(all).secrets
        #expect(secrets.contains("eyJ-token") && secrets.contains("sig_current") && secrets.contains("sig_next"))
        let other = try qstash(all.merging(["QSTASH_URL": "https://qstash-eu.example.com"]) { $1 })
        #expect(other?.apiURL == "https://qstash-eu.example.com")
    }

    @Test("without a site's address the deployment's is taken")
    func deployment() throws {
        var all = Self.token.merging(Self.keys) { $1 }
        all["VERCEL_URL"] = "gemz-abc.vercel.app"
        #expect(try qstash(all)?.publicURL == "https://gemz.example.com")
        all["NEXT_PUBLIC_SITE_URL"] = nil
        #expect(try qstash(all)?.publicURL == "https://gemz-abc.vercel.app")
        #expect(try configuration(all).siteURL == nil)
    }

    @Test(
        "what is missing or cannot be used is named",
        arguments: [
            (["QSTASH_CURRENT_SIGNING_KEY": ""], "QSTASH_CURRENT_SIGNING_KEY is not set"),
            (["QSTASH_NEXT_SIGNING_KEY": ""], "QSTASH_NEXT_SIGNING_KEY is not set"),
            (["NEXT_PUBLIC_SITE_URL": ""], "NEXT_PUBLIC_SITE_URL is not set, nor VERCEL_URL"),
            (
                ["NEXT_PUBLIC_SITE_URL": "", "VERCEL_URL": "https://x.vercel.app"],
                "VERCEL_URL is 'https://x.vercel.app'"
            ),
            (["QSTASH_TOKEN": "", "GEMZ_CARRIER": "qstash"], "QSTASH_TOKEN is not set"),
            (["GEMZ_CARRIER": "pigeon"], "GEMZ_CARRIER is 'pigeon'; it takes postgres or qstash."),
            (
                ["GEMZ_ENV": "production", "QSTASH_TOKEN": "qstash_dev_token"],
                "QSTASH_TOKEN is the development key"
            ),
            (
                ["GEMZ_ENV": "production", "QSTASH_URL": "http://127.0.0.1:8788/_dev/qstash"],
                "QSTASH_URL is http://127.0.0.1:8788/_dev/qstash, an address of development"
            ),
        ] as [([String: String], String)])
    func problems(more: [String: String], expected: String) throws {
        let all = Self.token.merging(Self.keys) { $1 }.merging(more) { $1 }
        let error = #expect(throws: EnvironmentError.self) { _ = try configuration(all) }
        #expect(error?.description.contains(expected) == true)
    }
}
