import Foundation
import HTTPClient
import HTTPTesting
import HostTesting
import Postgres
import StandIns
import Synchronization
import Testing

@Suite("Attacks on the host's door")
struct TokenAttackTests {
    private static let site = "https://gemz.example.com"

    private func forgery(_ app: TestApp) async throws -> TokenForgery {
        TokenForgery(
            key: try await app.standIns.clerk.signingKey(), foreign: try await ClerkSigningKey(),
            issuer: try await app.standIns.clerk.issuer(), party: Self.site,
            now: Int(Date().timeIntervalSince1970))
    }

    private func bearer(_ token: String) -> [(String, String)] { [("Authorization", "Bearer \(token)")] }
    private func cookie(_ token: String) -> [(String, String)] { [("Cookie", "__session=\(token)")] }

    @Test("every attack is answered 401, as a header and as a cookie, and none makes a user")
    func attacks() async throws {
        try await TestApp.run(TestApp.Options(siteURL: Self.site, corsOrigins: "https://app.example.com")) { app in
            let forgery = try await forgery(app)
            var other = forgery
            other.party = "https://app.example.com"
            #expect(try await app.stranger.get("/api/campaigns", headers: bearer(try other.signed())).status == 200)
            for headers in [bearer(try forgery.signed()), cookie(try forgery.signed())] {
                #expect(try await app.stranger.get("/api/campaigns", headers: headers).status == 200)
            }
            for attack in TokenAttack.all where attack.isSendable {
                // Times are the host's own: an attack that waits would be another.
                var fresh = forgery
                fresh.now = Int(Date().timeIntervalSince1970)
                let token = try attack.token(fresh)
                for headers in [bearer(token), cookie(token)] where !token.contains(";") {
                    let answer = try await app.stranger.get("/api/campaigns", headers: headers)
                    #expect((answer.status, answer.code) == (401, "UNAUTHENTICATED"), "\(attack.name)")
                    let message = answer.body["message"] as? String ?? answer.body["error"] as? String ?? ""
                    #expect(message.contains(attack.refusal), "\(attack.name): \(message)")
                    #expect(!message.contains("eyJ"))
                }
            }
            let users = Statement("tests.users", "SELECT count(*) AS n FROM users")
            #expect(try await app.database.first(users) { row in try row.get("n", as: Int.self) } == 1)
        }
    }

    @Test("a header that is no bearer's, and cookies that only look like the session's, let nobody in")
    func lookalikes() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let token = try #require(jane.token)
            for value in [
                "Bearer", "Bearer\t\(token)", "Basic \(token)", "Token \(token)", token, "bearer:\(token)",
                "Bearer Bearer \(token)", "Bearer  \(token)", "Bearer \(token) x", "Bearer \"\(token)\"",
                "Bearer \(token),Bearer \(token)", "JWT \(token)",
            ] {
                let answer = try await app.stranger.get("/api/campaigns", headers: [("Authorization", value)])
                #expect(answer.status == 401, "\(value.replacing(token, with: "…"))")
            }
            for text in [
                "__session_x=\(token)", "__sessio=\(token)", "__SESSION=\(token)", "x__session=\(token)",
                "__session =x; y=\(token)", "a=__session=\(token)", "__session=", "__session", "__session=\"\(token)\"",
                "__client=\(token)", "__session_=\(token); __session=x", "__session=x; __session=\(token)",
                "__session=\(token.dropLast(2))",
            ] {
                let answer = try await app.stranger.get("/api/campaigns", headers: [("Cookie", text)])
                #expect(answer.status == 401, "\(text.replacing(token, with: "…"))")
            }
        }
    }

    @Test("where there are header and cookie the header counts, right or wrong")
    func both() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let joe = try await app.caller("joe@example.com")
            _ = try await jane.campaign("Jane's")
            let (right, other) = (try #require(jane.token), try #require(joe.token))
            for wrong in ["", "x", "x.y.z", String(right.dropLast(3)) + "AAA"] {
                let answer = try await app.stranger.get(
                    "/api/campaigns", headers: [("Authorization", "Bearer \(wrong)"), ("Cookie", "__session=\(right)")])
                #expect(answer.status == 401, "\(wrong.prefix(5))")
            }
            let answer = try await app.stranger.get("/api/campaigns", headers: bearer(other) + cookie(right))
            #expect((answer.status, answer.list.count) == (200, 0))
            let hers = try await app.stranger.get("/api/campaigns", headers: bearer(right) + cookie("x"))
            #expect((hers.status, hers.list.count) == (200, 1))
            // Two headers are none.
            let two = try await app.stranger.get("/api/campaigns", headers: bearer(right) + bearer(other))
            #expect(two.status == 401)
        }
    }

    @Test("a header of a megabyte is refused, and the host goes on")
    func megabyte() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let long = String(repeating: "x", count: 1 << 20)
            for headers in [bearer(long), cookie(long)] {
                var request = HTTPRequest(url: app.url + "/api/campaigns")
                request.headers = headers
                let http = HTTPClient()
                // The server may hang up before all of it was sent.
                let status = try? await http.send(request).status
                #expect(status.map { (400..<500).contains($0) } ?? true, "\(status ?? 0)")
                await http.shutdown()
            }
            #expect(try await jane.get("/api/campaigns").status == 200)
        }
    }

    // MARK: The issuer's keys

    /// An issuer that publishes a key, counts how often it is asked, and may go away.
    private func withIssuer(
        _ body:
            @escaping @Sendable (
                TestApp, ScriptedServer, Switch, ManualEffects, _ token: @Sendable (String?) throws -> String
            )
            async throws -> Void
    ) async throws {
        let key = try await ClerkSigningKey()
        let (isAway, clock) = (Switch(), ManualEffects())
        let issuer = try ScriptedServer { _ in isAway.isOn ? [.answer(503)] : [.answer(text: key.keySet)] }
        defer { issuer.stop() }
        let forgery = TokenForgery(key: key, foreign: key, issuer: issuer.url, party: "x", now: 0)
        try await TestApp.run(TestApp.Options(effects: clock.effects, issuer: issuer.url)) { app in
            try await body(app, issuer, isAway, clock) { kid in
                var forgery = forgery
                forgery.now = Int(clock.now.timeIntervalSince1970)
                return try forgery.signed(header: forgery.header(kid.map { ["kid": "\"\($0)\""] } ?? [:]))
            }
        }
    }

    @Test("a flood of tokens by unknown keys, or with wrong signatures, asks the issuer once a minute")
    func flood() async throws {
        try await withIssuer { app, issuer, _, clock, token in
            let honest = try token(nil)
            #expect(try await app.stranger.get("/api/campaigns", headers: self.bearer(honest)).status == 200)
            #expect(issuer.tally.requests.map(\.target) == ["/v1/jwks"])
            for minute in 1...3 {
                clock.advance(by: .seconds(60))
                let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                    for number in 0..<60 {
                        let bad =
                            number % 2 == 0 ? try token("ins_\(number)") : String(try token(nil).dropLast(4)) + "AAAA"
                        group.addTask { try await app.stranger.get("/api/campaigns", headers: bearer(bad)).status }
                    }
                    return try await group.reduce(into: Set()) { $0.insert($1) }
                }
                #expect(statuses == [401])
                #expect(issuer.tally.requests.count == 1 + minute)
            }
        }
    }

    @Test("while the issuer is away known keys serve; without any, that is said and nobody is blamed")
    func away() async throws {
        try await withIssuer { app, _, isAway, clock, token in
            isAway.isOn = true
            let first = try await app.stranger.get("/api/campaigns", headers: self.bearer(try token(nil)))
            #expect(first.code == "VENDOR_UNAVAILABLE")
            isAway.isOn = false
            clock.advance(by: .seconds(5))
            #expect(try await app.stranger.get("/api/campaigns", headers: self.bearer(try token(nil))).status == 200)
            isAway.isOn = true
            for _ in 1...3 {
                clock.advance(by: .seconds(3600))
                #expect(
                    try await app.stranger.get("/api/campaigns", headers: self.bearer(try token(nil))).status == 200)
            }
        }
    }
}

/// On or off, as a test says.
private final class Switch: Sendable {
    private let state = Mutex(false)

    var isOn: Bool {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}
