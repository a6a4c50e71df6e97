import Foundation
import HTTPClient
import HostTesting
import Testing

@Suite("A browser that is signed in")
struct BrowserSessionTests {
    private static let signedOut = [
        "__session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax",
        "__client=; Path=/auth; Max-Age=0; HttpOnly; SameSite=Strict",
    ]

    @Test("a write by cookie needs an Origin of this site, a read none")
    func origins() async throws {
        try await TestApp.run { app in
            var browser = Browser(app)
            try await browser.signIn()
            let made = try await browser.send(
                "POST", "/api/campaigns", origin: app.url, json: #"{"name":"Spring"}"#)
            let id = try #require(made.data["id"] as? String)
            let writes: [(method: String, path: String, json: String?)] = [
                ("POST", "/api/campaigns", #"{"name":"Stolen"}"#),
                ("PATCH", "/api/campaigns/\(id)", #"{"name":"Stolen"}"#),
                ("POST", "/auth/refresh", nil), ("POST", "/auth/sign-out", nil),
                ("DELETE", "/api/campaigns/\(id)", nil),
            ]
            let port = try #require(URLComponents(string: app.url)?.port)
            let foreign: [String?] = [
                nil, "", "null", "https://evil.example", app.url.replacing("http:", with: "https:"),
                "http://127.0.0.1", "http://127.0.0.1:\(port + 1)", "http://localhost:\(port)",
                app.url + ".evil.example",
                app.url + "/", app.url + "/page", "http://evil.example@127.0.0.1:\(port)", "\(app.url), \(app.url)",
                "127.0.0.1:\(port)",
            ]
            for write in writes {
                for origin in foreign {
                    let answer = try await browser.send(write.method, write.path, origin: origin, json: write.json)
                    #expect((answer.status, answer.code) == (403, "FORBIDDEN"), "\(write) \(origin ?? "-")")
                    #expect(answer.cookies == [])
                }
            }
            let list = try await browser.send("GET", "/api/campaigns", origin: "https://evil.example")
            #expect((list.json["data"] as? [[String: Any]])?.map { $0["name"] as? String } == ["Spring"])
            for write in writes.reversed() where write.path != "/auth/sign-out" {
                let answer = try await browser.send(write.method, write.path, origin: app.url, json: write.json)
                #expect(answer.status < 300 || answer.status == 404, "\(write)")
            }
        }
    }

    @Test("a header wins over the cookie, right or wrong, and needs no Origin")
    func headerWins() async throws {
        try await TestApp.run { app in
            var browser = Browser(app)
            try await browser.signIn("jane@example.com")
            for header in ["", "Bearer", "Bearer ", "Basic abc", "Bearer a.b.c"] {
                let answer = try await browser.send("GET", "/api/campaigns", headers: [("Authorization", header)])
                #expect((answer.status, answer.code) == (401, "UNAUTHENTICATED"), "'\(header)'")
            }
            let joe = try await app.caller("joe@example.com")
            let bearer = [("Authorization", "Bearer \(joe.token ?? "")")]
            let made = try await browser.send("POST", "/api/campaigns", json: #"{"name":"Joe's"}"#, headers: bearer)
            #expect(made.status == 201)
            #expect(try await joe.get("/api/campaigns").list.count == 1)
            let own = try await browser.send("GET", "/api/campaigns")
            #expect((own.json["data"] as? [Any])?.isEmpty == true)
        }
    }

    @Test("an expired token is renewed while its session lasts, and not after")
    func refresh() async throws {
        let clock = ManualEffects()
        try await TestApp.run(TestApp.Options(effects: clock.effects)) { app in
            var browser = Browser(app)
            try await browser.signIn()
            for _ in 0..<2 {
                clock.advance(by: .seconds(3600))
                #expect(try await browser.send("GET", "/api/campaigns").code == "UNAUTHENTICATED")
                let renewed = try await browser.send("POST", "/auth/refresh", origin: app.url)
                #expect(renewed.status == 200)
                #expect(renewed.data as? [String: String] == ["expiresAt": Self.text(of: clock.now + 60)])
                #expect(renewed.cookies.count == 2)
                #expect(try await browser.send("GET", "/api/campaigns").status == 200)
            }
            clock.advance(by: .seconds(7 * 86_400))
            let over = try await browser.send("POST", "/auth/refresh", origin: app.url)
            #expect((over.status, over.code) == (401, "UNAUTHENTICATED"))
            #expect(over.cookies == Self.signedOut)
        }
    }

    private static func text(of date: Date) -> String {
        date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    @Test("a refresh cookie that this house did not seal renews nothing, and is taken back")
    func forged() async throws {
        try await TestApp.run { app in
            var browser = Browser(app)
            try await browser.signIn()
            let genuine = try #require(browser.cookie("__client"))
            let session = try #require(browser.cookie("__session"))
            let flipped = (genuine.hasPrefix("A") ? "B" : "A") + genuine.dropFirst()
            for value in ["x", "sess_1", session, flipped, String(genuine.dropLast(4)), genuine + genuine] {
                browser.plant("__client", value, path: "/auth")
                let answer = try await browser.send("POST", "/auth/refresh", origin: app.url)
                #expect((answer.status, answer.code) == (401, "UNAUTHENTICATED"), "\(value)")
                #expect(answer.cookies == Self.signedOut)
            }
            browser.plant("__client", genuine, path: "/auth")
            #expect(try await browser.send("POST", "/auth/refresh", origin: app.url).status == 200)
        }
    }

    @Test("signing out takes the cookies back and ends the session, also for who has copied them")
    func signOut() async throws {
        let clock = ManualEffects()
        try await TestApp.run(TestApp.Options(effects: clock.effects)) { app in
            var browser = Browser(app)
            try await browser.signIn()
            let copied = try #require(browser.cookie("__client"))
            let answer = try await browser.send("POST", "/auth/sign-out", origin: app.url)
            #expect(answer.status == 200)
            #expect(answer.data as? [String: Bool] == ["signedOut": true, "sessionEnded": true])
            #expect(answer.cookies == Self.signedOut)
            #expect(try await browser.send("GET", "/api/campaigns").code == "UNAUTHENTICATED")
            browser.plant("__client", copied, path: "/auth")
            #expect(try await browser.send("POST", "/auth/refresh", origin: app.url).code == "UNAUTHENTICATED")
            // Once more, from a browser that is signed out already.
            let again = try await browser.send("POST", "/auth/sign-out", origin: app.url)
            #expect(again.data as? [String: Bool] == ["signedOut": true, "sessionEnded": true])
        }
    }

    @Test(
        "another host of the database opens the cookie; while the issuer is away nothing is renewed, and signing out says so"
    )
    func issuerAway() async throws {
        let database = try await TestCluster.shared.makeDatabase()
        let kept = KeptCookie()
        try await TestApp.run(TestApp.Options(databaseURL: database)) { app in
            var browser = Browser(app)
            try await browser.signIn()
            await kept.keep(try #require(browser.cookie("__client")))
        }
        // Nothing listens on port 1.
        try await TestApp.run(TestApp.Options(databaseURL: database, issuer: "http://127.0.0.1:1")) { app in
            var browser = Browser(app)
            browser.plant("__client", try #require(await kept.value), path: "/auth")
            let refresh = try await browser.send("POST", "/auth/refresh", origin: app.url)
            #expect((refresh.status, refresh.code) == (502, "VENDOR_UNAVAILABLE"))
            #expect(refresh.cookies == [])
            let out = try await browser.send("POST", "/auth/sign-out", origin: app.url)
            #expect(out.data as? [String: Bool] == ["signedOut": true, "sessionEnded": false])
            #expect(out.cookies == Self.signedOut)
        }
    }

    @Test("no ticket, token or cookie reaches the log")
    func log() async throws {
        try await TestApp.run { app in
            var browser = Browser(app)
            let callback = try await browser.approved("jane@example.com")
            let ticket = try #require(URLComponents(string: callback)?.queryItems?.first { $0.name == "ticket" }?.value)
            _ = try await browser.send("GET", callback)
            let secrets = [ticket] + [browser.cookie("__session"), browser.cookie("__client")].compactMap { $0 }
            #expect(secrets.count == 3)
            _ = try await browser.send("POST", "/auth/refresh", origin: app.url)
            _ = try await browser.send("POST", "/auth/sign-out", origin: app.url)
            _ = try await browser.send("GET", callback)
            for secret in secrets { #expect(!app.log.all.contains { $0.contains(secret) }) }
            #expect(app.log.all.contains { $0.contains("GET /auth/callback 302") })
        }
    }

    @Test("the API document names the header, both cookies and the vendors' signatures")
    func document() async throws {
        try await TestApp.run { app in
            let document = try await app.stranger.get("/openapi.json").body
            let components = document["components"] as? [String: Any]
            let schemes = try #require(components?["securitySchemes"] as? [String: [String: String]])
            #expect(
                schemes.mapValues { [$0["type"], $0["scheme"] ?? $0["name"], $0["in"]] } == [
                    "session": ["http", "bearer", nil], "sessionCookie": ["apiKey", "__session", "cookie"],
                    "refreshCookie": ["apiKey", "__client", "cookie"],
                    "qstashSignature": ["apiKey", "Upstash-Signature", "header"],
                    "svixSignature": ["apiKey", "svix-signature", "header"],
                ])
            let paths = try #require(document["paths"] as? [String: [String: [String: Any]]])
            func security(_ method: String, _ path: String) -> [[String]]? {
                (paths[path]?[method]?["security"] as? [[String: Any]])?.map { $0.keys.sorted() }
            }
            #expect(security("post", "/api/campaigns") == [["session"], ["sessionCookie"]])
            #expect(security("post", "/auth/refresh") == [["refreshCookie"]])
            #expect(security("get", "/auth/sign-in") == [])
        }
    }
}

/// Carries a text out of a closure.
private actor KeptCookie {
    private(set) var value: String?

    func keep(_ value: String) { self.value = value }
}
