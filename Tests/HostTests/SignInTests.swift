import Foundation
import HTTPClient
import Host
import HostTesting
import StandIns
import Testing

@Suite("Signing in by browser")
struct SignInTests {
    private static let campaign = #"{"name":"Spring"}"#

    /// Without the values, which nobody can foretell.
    private func attributes(of cookies: [String]) -> [String] {
        cookies.map { $0.replacing(/^(?<name>[^=]+)=[^;]+;/) { "\($0.name)=…;" } }
    }

    @Test("a browser is led to the issuer's page and back, and then reads and writes by its cookie")
    func wholeWay() async throws {
        try await TestApp.run { app in
            for host in ["127.0.0.1", "localhost"] {
                var browser = Browser(app, host: host)
                #expect(try await browser.send("GET", "/api/campaigns").code == "UNAUTHENTICATED")
                let answer = try await browser.signIn("\(host)@example.com", return: "/campaigns?sort=name&q=%C3%A9")
                #expect(answer.location == "/campaigns?sort=name&q=%C3%A9")
                #expect(answer.body == [])
                #expect(
                    attributes(of: answer.cookies) == [
                        "__session=…; Path=/; HttpOnly; SameSite=Lax",
                        "__client=…; Path=/auth; Max-Age=2592000; HttpOnly; SameSite=Strict",
                        "__sign_in=; Path=/auth; Max-Age=0; HttpOnly; SameSite=Lax",
                    ])
                #expect(try await browser.send("GET", "/api/campaigns").status == 200)
                let made = try await browser.send(
                    "POST", "/api/campaigns", origin: browser.home, json: Self.campaign)
                #expect(made.status == 201)
                // The same user as with a token of the same address.
                let person = try await app.caller("\(host)@example.com")
                #expect(try await person.get("/api/campaigns").list.map { $0["name"] as? String } == ["Spring"])
            }
        }
    }

    @Test("in production cookies travel by https alone, and the browser comes back by https")
    func production() async throws {
        try await TestApp.run(TestApp.Options(stage: .production)) { app in
            var browser = Browser(app)
            let callback = try await browser.approved("jane@example.com")
            #expect(callback.hasPrefix(app.url.replacing("http:", with: "https:") + "/auth/callback?"))
            let answer = try await browser.send("GET", callback.replacing("https:", with: "http:"))
            #expect(
                attributes(of: answer.cookies) == [
                    "__session=…; Path=/; HttpOnly; SameSite=Lax; Secure",
                    "__client=…; Path=/auth; Max-Age=2592000; HttpOnly; SameSite=Strict; Secure",
                    "__sign_in=; Path=/auth; Max-Age=0; HttpOnly; SameSite=Lax; Secure",
                ])
            let plain = try await browser.send("POST", "/api/campaigns", origin: app.url, json: Self.campaign)
            #expect((plain.status, plain.code) == (403, "FORBIDDEN"))
            let secure = app.url.replacing("http:", with: "https:")
            let made = try await browser.send("POST", "/api/campaigns", origin: secure, json: Self.campaign)
            #expect(made.status == 201)
        }
    }

    @Test("a configured address is where browsers come back to, and is an origin of our own")
    func site() async throws {
        try await TestApp.run(TestApp.Options(siteURL: "https://gemz.example.com")) { app in
            var browser = Browser(app)
            let page = try #require(try await browser.send("GET", "/auth/sign-in").location)
            let redirect = URLComponents(string: page)?.queryItems?.first { $0.name == "redirect_url" }?.value
            #expect(redirect?.hasPrefix("https://gemz.example.com/auth/callback?") == true)
            // Sealed by another host of the same database, so to speak: the stand-in leads to this machine only.
            browser.plant("__session", try await app.standIns.clerk.issueToken(email: "jane@example.com"), path: "/")
            for (origin, status) in [
                ("https://gemz.example.com", 201), ("https://gemz.example.com:443", 201), (app.url, 201),
                ("http://gemz.example.com", 403), ("https://gemz.example.com:8443", 403),
                ("https://evil.example", 403),
            ] {
                let answer = try await browser.send("POST", "/api/campaigns", origin: origin, json: Self.campaign)
                #expect(answer.status == status, "\(origin)")
            }
        }
    }

    @Test("a ticket signs in once, and for a minute")
    func tickets() async throws {
        let clock = ManualEffects()
        try await TestApp.run(TestApp.Options(effects: clock.effects)) { app in
            var browser = Browser(app)
            let callback = try await browser.approved("jane@example.com")
            let attempt = try #require(browser.cookie("__sign_in"))
            #expect(try await browser.send("GET", callback).status == 302)
            browser.plant("__sign_in", attempt, path: "/auth")
            let again = try await browser.send("GET", callback)
            #expect((again.status, again.code) == (401, "UNAUTHENTICATED"))
            #expect(again.cookies == [])

            for (seconds, status) in [(59, 302), (60, 401)] {
                let late = try await browser.approved("jane@example.com")
                clock.advance(by: .seconds(seconds))
                #expect(try await browser.send("GET", late).status == status, "\(seconds) s")
            }
            let state = try #require(browser.cookie("__sign_in"))
            let made = try await browser.send("GET", "/auth/callback?state=\(state)&ticket=eyJh.eyJh.c2ln")
            #expect((made.status, made.code) == (401, "UNAUTHENTICATED"))
            let none = try await browser.send("GET", "/auth/callback?state=\(state)")
            #expect((none.status, none.code) == (400, "VALIDATION_FAILED"))
            #expect(none.fields == ["ticket"])
        }
    }

    @Test("nobody is signed in by a link that another browser began; the ticket is not spent by trying")
    func foreignLink() async throws {
        try await TestApp.run { app in
            var mallory = Browser(app)
            let callback = try await mallory.approved("mallory@example.com")
            var jane = Browser(app)
            for isBegun in [false, true] {
                if isBegun { _ = try await jane.send("GET", "/auth/sign-in") }
                let answer = try await jane.send("GET", callback)
                #expect((answer.status, answer.code) == (403, "FORBIDDEN"))
                #expect(answer.cookies == [])
            }
            let stateless = try await jane.send("GET", callback.replacing(/state=[^&]+/, with: "state="))
            #expect(stateless.status == 403)
            #expect(try await mallory.send("GET", callback).status == 302)
        }
    }

    @Test("a browser whose sign-in fails is led to the page that explains it, and keeps its way back")
    func explained() async throws {
        try await TestApp.run { app in
            let html = [("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8")]
            let back = "return=%2Fcampaigns%3Fa%3D1"
            for (target, location) in [
                ("/auth/callback?ticket=x&state=y&\(back)", "/sign-in?error=FORBIDDEN&\(back)"),
                ("/auth/callback?\(back)", "/sign-in?error=VALIDATION_FAILED&\(back)"),
                ("/auth/callback?return=//evil.example", "/sign-in?error=VALIDATION_FAILED"),
                ("/auth/sign-in?return=//evil.example", "/sign-in?error=VALIDATION_FAILED"),
            ] {
                var browser = Browser(app)
                let answer = try await browser.send("GET", target, headers: html)
                #expect((answer.status, answer.location) == (302, location), "\(target)")
                #expect(answer.cookies == [])
            }
            var browser = Browser(app)
            let callback = try await browser.approved("jane@example.com")
            let state = try #require(browser.cookie("__sign_in"))
            #expect(try await browser.send("GET", callback).status == 302)
            browser.plant("__sign_in", state, path: "/auth")
            let again = try await browser.send("GET", callback, headers: html)
            #expect(again.location == "/sign-in?error=UNAUTHENTICATED&return=%2F")
        }
    }

    @Test("a way back that is too long to be carried is dropped")
    func longReturn() async throws {
        try await TestApp.run { app in
            var browser = Browser(app)
            let long = "/search?q=" + String(repeating: "a", count: 2000)
            let answer = try await browser.signIn(return: long)
            #expect(answer.location == "/")
        }
    }

    private static let foreignPaths = [
        "//evil.example", #"/\evil.example"#, #"\\evil.example"#, "https://evil.example", "https:/evil.example",
        "https:evil.example", "javascript:alert(1)", "evil.example", "", " /", "/\t/evil.example", "/\n/evil.example",
        "/\r\nSet-Cookie: a=b", "/\u{0}", "/caf\u{E9}", #"/a\b"#,
    ]

    @Test("what leads to another site is no place to return to")
    func openRedirects() async throws {
        try await TestApp.run { app in
            var browser = Browser(app)
            for path in Self.foreignPaths {
                for target in ["/auth/sign-in", "/auth/callback"] {
                    let query = URLQuery.encode(["return": path, "ticket": "x", "state": "x"])
                    let answer = try await browser.send("GET", "\(target)?\(query)")
                    #expect((answer.status, answer.code) == (400, "VALIDATION_FAILED"), "\(path)")
                    #expect(answer.fields == ["return"])
                    #expect(answer.location == nil)
                }
            }
        }
    }
}
