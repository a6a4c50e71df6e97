import Foundation
import HTTPClient
import HostTesting
import Postgres
import StandIns
import Testing

@Suite("Webhooks of Clerk")
struct ClerkWebhookTests {
    /// What an event says of a user.
    struct User {
        var id = "user_ada"
        var email: String? = "ada@example.com"
        var isVerified = true
        var name: String? = "Ada Lovelace"
        /// Unix milliseconds.
        var updated = 1_767_323_000_000

        func event(_ type: String, at time: Int? = nil) -> String {
            func text(_ value: String?) -> String { value.map { "\"\($0)\"" } ?? "null" }
            let addresses =
                email.map {
                    """
                    {"id":"idn_1","email_address":"\($0)","verification":{"status":"\(isVerified ? "" : "un")verified"}}
                    """
                } ?? ""
            return """
                {"object":"event","type":"\(type)","timestamp":\(time ?? updated),"data":{"object":"user","id":"\(id)",
                "first_name":\(text(name)),"primary_email_address_id":"idn_1","updated_at":\(updated),
                "email_addresses":[\(addresses)]}}
                """
        }

        static func deletion(of id: String) -> String {
            """
            {"object":"event","type":"user.deleted","timestamp":1767323999000,
            "data":{"object":"user","id":"\(id)","deleted":true}}
            """
        }
    }

    private static let row = Statement(
        "tests.user", "SELECT id, email, full_name FROM users WHERE clerk_id = $1")

    /// Address and name of a user's row, separated by a bar; `nil` where there is none.
    private func row(_ clerkID: String, in app: TestApp) async throws -> String? {
        try await app.database.first(Self.row, [clerkID]) { row in
            "\(try row.get("email", as: String?.self) ?? "-")|\(try row.get("full_name", as: String?.self) ?? "-")"
        }
    }

    private func outcome(_ answer: Caller.Answer) -> String {
        "\(answer.status) \(answer.data["outcome"] ?? answer.code ?? "") \(answer.data["ignored"] ?? "")"
    }

    // MARK: Signatures

    @Test("nobody without the secret is heard, whatever is wrong: 401, and nothing is changed")
    func unsigned() async throws {
        try await TestApp.run { app in
            let body = Array(User().event("user.created").utf8)
            let right = Dictionary(uniqueKeysWithValues: SvixSigner().headers("msg_1", body: body))
            let other = SvixSigner(secret: "whsec_" + Data("another".utf8).base64EncodedString())
            let old = SvixSigner(now: { Date().addingTimeInterval(-310) })
            let ahead = SvixSigner(now: { Date().addingTimeInterval(310) })
            var attempts: [[(String, String)]] = [[]]
            attempts += [other, old, ahead].map { $0.headers("msg_1", body: body) }
            attempts += right.keys.map { left in right.filter { $0.key != left }.map { ($0, $1) } }
            for (name, value) in [
                ("svix-signature", "garbage"), ("svix-signature", "v1,%%%"), ("svix-signature", "v1,a,b"),
                ("svix-timestamp", "soon"), ("svix-timestamp", "99999999999999999999"), ("svix-timestamp", "-1"),
                ("svix-id", "msg_other"), ("svix-id", "msg.1"),
            ] {
                attempts.append(right.merging([name: value]) { $1 }.map { ($0, $1) })
            }
            // The session token of an admin is no signature.
            attempts.append([("Authorization", "Bearer \(try await app.caller().token ?? "")")])
            for headers in attempts {
                let answer = try await app.stranger.send(
                    "POST", "/api/webhooks/clerk", headers: [("Content-Type", "application/json")] + headers,
                    body: body)
                #expect((answer.status, answer.code) == (401, "SIGNATURE_INVALID"), "\(headers)")
            }
            let longer = try await app.stranger.send(
                "POST", "/api/webhooks/clerk", headers: right.map { ($0, $1) }, body: body + [0x20])
            #expect(longer.status == 401)
            #expect(try await row("user_ada", in: app) == nil)
            #expect(!app.log.all.contains { $0.contains(right["svix-signature"] ?? "v1,") })
            let renamed = SvixSigner().headers("msg_1", body: body, prefix: "webhook")
            let answer = try await app.stranger.send("POST", "/api/webhooks/clerk", headers: renamed, body: body)
            #expect(answer.status == 200)
        }
    }

    @Test("what is signed and cannot be used is taken and changes nothing")
    func unusable() async throws {
        try await TestApp.run { app in
            let bodies = [
                "", "[]", "{", "é漢字", #"{"type":"user.created","data":{}}"#,
                #"{"type":"user.created","timestamp":1,"data":{"id":"user_\u0000"}}"#,
                #"{"type":"session.created","data":{"id":"sess_1"}}"#, #"{"type":"organization.created"}"#,
                User(id: "org_1").event("user.updated"), User.deletion(of: "user_nobody"),
                #"{"type":"user.created","timestamp":1e300,"data":{"id":"user_1","updated_at":-1}}"#,
            ]
            for (number, body) in bodies.enumerated() {
                let answer = try await app.stranger.tell("msg_\(number)", body)
                #expect(outcome(answer) == "200 unknown 1", "\(body)")
            }
        }
    }

    // MARK: Once, and in order

    @Test("a user is made by whichever comes first, an event or a token, and is the same one")
    func eitherFirst() async throws {
        try await TestApp.run { app in
            for (email, isEventFirst) in [("first@example.com", true), ("second@example.com", false)] {
                let id = try await app.standIns.clerk.userID(email: email)
                let caller = try await app.caller(email)
                if !isEventFirst { #expect(try await caller.get("/api/profile").data["email"] == nil) }
                let answer = try await app.stranger.tell("msg_\(id)", User(id: id, email: email).event("user.created"))
                #expect(outcome(answer) == "200 applied ")
                let profile = try await caller.get("/api/profile").data
                #expect(profile["email"] as? String == email)
                #expect(profile["fullName"] as? String == "Ada Lovelace")
            }
        }
    }

    @Test("a token and events that come at once make one row")
    func atOnce() async throws {
        try await TestApp.run { app in
            let id = try await app.standIns.clerk.userID(email: "ada@example.com")
            let caller = try await app.caller("ada@example.com")
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<8 {
                    group.addTask { try await caller.get("/api/profile").status }
                    group.addTask {
                        try await app.stranger.tell("msg_\(number)", User(id: id).event("user.created")).status
                    }
                }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(statuses == [200])
            #expect(try await row(id, in: app) == "ada@example.com|Ada Lovelace")
        }
    }

    @Test("one message is applied once, also when it comes fifty times at once")
    func repeated() async throws {
        try await TestApp.run { app in
            let body = User().event("user.created")
            let outcomes = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<50 {
                    group.addTask { self.outcome(try await app.stranger.tell("msg_1", body)) }
                }
                return try await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
            }
            #expect(outcomes == ["200 applied ": 1, "200 repeated 1": 49])
            // The id alone says so: what else a replay holds is not looked at.
            let replay = try await app.stranger.tell("msg_1", User(email: "eve@example.com").event("user.updated"))
            #expect(outcome(replay) == "200 repeated 1")
            #expect(try await row("user_ada", in: app) == "ada@example.com|Ada Lovelace")
        }
    }

    @Test("an older state never replaces a newer one, in whatever order they come")
    func order() async throws {
        try await TestApp.run { app in
            let states = (1...3).map { User(email: "\($0)@example.com", name: "Name \($0)", updated: 1000 * $0) }
            for (number, order) in [[1, 2, 3], [1, 3, 2], [2, 1, 3], [2, 3, 1], [3, 1, 2], [3, 2, 1]].enumerated() {
                let id = "user_\(number)"
                for state in order {
                    var user = states[state - 1]
                    user.id = id
                    _ = try await app.stranger.tell(
                        "msg_\(number)_\(state)", user.event(state == 1 ? "user.created" : "user.updated"))
                }
                #expect(try await row(id, in: app) == "3@example.com|Name 3", "\(order)")
            }
            // Two of one change are ordered by when they were made.
            let late = try await app.stranger.tell("msg_a", User(updated: 5000).event("user.updated", at: 5002))
            #expect(outcome(late) == "200 applied ")
            let early = User(email: nil, updated: 5000).event("user.created", at: 5001)
            #expect(outcome(try await app.stranger.tell("msg_b", early)) == "200 outdated 1")
            #expect(try await row("user_ada", in: app) == "ada@example.com|Ada Lovelace")
        }
    }

    @Test("an address that is lost is taken away; a name that the user has set here stays")
    func contents() async throws {
        try await TestApp.run { app in
            let id = try await app.standIns.clerk.userID(email: "ada@example.com")
            let ada = try await app.caller("ada@example.com")
            func tell(_ user: User) async throws -> [String: Any] {
                var user = user
                user.id = id
                _ = try await app.stranger.tell("msg_\(user.updated)", user.event("user.updated"))
                return try await ada.get("/api/profile").data
            }
            #expect(try await tell(User(updated: 1))["fullName"] as? String == "Ada Lovelace")
            #expect(try await tell(User(name: "Ada King", updated: 2))["fullName"] as? String == "Ada King")
            let unverified = try await tell(User(isVerified: false, name: nil, updated: 3))
            #expect(unverified["email"] == nil)
            #expect(unverified["fullName"] as? String == "Ada King")
            _ = try await ada.patch("/api/profile", ["fullName": "Countess"])
            #expect(try await tell(User(updated: 4))["fullName"] as? String == "Countess")
            _ = try await ada.patch("/api/profile", ["fullName": NSNull()])
            let emptied = try await tell(User(updated: 5))
            #expect(emptied["fullName"] == nil)
            #expect(emptied["email"] as? String == "ada@example.com")
        }
    }

    // MARK: The end

    @Test("a deleted user leaves nothing, their token is refused everywhere, and nothing late brings them back")
    func deletion() async throws {
        try await TestApp.run { app in
            try await app.withSecondHost { other in
                let id = try await app.standIns.clerk.userID(email: "ada@example.com")
                let ada = try await app.caller("ada@example.com")
                let joe = try await app.caller("joe@example.com")
                for caller in [ada, joe] { _ = try await caller.search("keyword", ["toys"], results: 5) }
                var elsewhere = try await other.caller("ada@example.com")
                elsewhere.token = ada.token
                #expect(try await elsewhere.get("/api/campaigns").list.count == 1)
                let listener = try Listener(connectionString: app.databaseURL, channels: ["gemz_user"])
                var events = listener.listen().makeAsyncIterator()
                while let event = await events.next(), event != .connected {}

                #expect(outcome(try await app.stranger.tell("msg_1", User.deletion(of: id))) == "200 applied ")
                while let event = await events.next() {
                    if case .notification(_, let payload) = event, payload == id { break }
                }
                for (path, method) in [
                    ("/api/campaigns", "GET"), ("/api/profile", "GET"), ("/api/profile", "DELETE"),
                    ("/api/admin/schedules", "GET"),
                ] {
                    let answer = try await ada.send(method, path)
                    #expect((answer.status, answer.code) == (401, "UNAUTHENTICATED"), "\(method) \(path)")
                }
                #expect(try await elsewhere.post("/api/campaigns", ["name": "x"]).status == 401)
                let late = try await app.stranger.tell("msg_2", User(id: id, updated: 9_999_999).event("user.updated"))
                #expect(outcome(late) == "200 erased 1")
                #expect(outcome(try await app.stranger.tell("msg_3", User.deletion(of: id))) == "200 unknown 1")
                #expect(try await row(id, in: app) == nil)
                #expect(try await joe.get("/api/campaigns").list.count == 1)
            }
        }
    }

    @Test("a deletion that overtakes what makes the user wins")
    func overtaking() async throws {
        try await TestApp.run { app in
            let id = try await app.standIns.clerk.userID(email: "ada@example.com")
            let ada = try await app.caller("ada@example.com")
            #expect(outcome(try await app.stranger.tell("msg_1", User.deletion(of: id))) == "200 unknown 1")
            #expect(outcome(try await app.stranger.tell("msg_2", User(id: id).event("user.created"))) == "200 erased 1")
            #expect(try await ada.get("/api/campaigns").status == 401)
            #expect(try await row(id, in: app) == nil)
        }
    }

    @Test("a deletion and tokens that come at once leave no user behind")
    func deletionAtOnce() async throws {
        try await TestApp.run { app in
            for number in 0..<10 {
                let email = "u\(number)@example.com"
                let id = try await app.standIns.clerk.userID(email: email)
                let caller = try await app.caller(email)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for attempt in 0..<4 {
                        group.addTask {
                            let status = try await caller.post("/api/campaigns", ["name": "x\(attempt)"]).status
                            #expect([201, 401, 404, 503].contains(status), "\(status)")
                        }
                    }
                    group.addTask { _ = try await app.stranger.tell("msg_\(number)", User.deletion(of: id)) }
                    try await group.waitForAll()
                }
                #expect(try await row(id, in: app) == nil)
            }
        }
    }

    @Test("who leaves by themselves is brought back by no event and no token from before, but by signing in again")
    func leaving() async throws {
        let clock = ManualEffects()
        try await TestApp.run(TestApp.Options(effects: clock.effects)) { app in
            let signer = SvixSigner { clock.now }
            let id = try await app.standIns.clerk.userID(email: "ada@example.com")
            let (ada, phone) = (try await app.caller("ada@example.com"), try await app.caller("ada@example.com"))
            _ = try await app.stranger.tell("msg_1", User(id: id).event("user.created"), by: signer)
            #expect(try await phone.get("/api/profile").status == 200)
            #expect(try await ada.send("DELETE", "/api/profile").status == 200)
            let sameSecond = try await app.caller("ada@example.com")
            let requests = [("GET", "/api/profile"), ("DELETE", "/api/profile"), ("GET", "/api/jobs/x")]
            for seconds in [0, 1] {
                clock.advance(by: .seconds(seconds))
                for caller in [ada, phone, sameSecond] {
                    for (method, path) in requests {
                        let answer = try await caller.send(method, path)
                        #expect((answer.status, answer.code) == (401, "UNAUTHENTICATED"), "\(method) \(path)")
                    }
                }
                let late = User(id: id, updated: 9_999_999_999_999).event("user.updated")
                #expect(outcome(try await app.stranger.tell("msg_2_\(seconds)", late, by: signer)) == "200 erased 1")
                #expect(try await row(id, in: app) == nil)
            }
            let anew = try await app.caller("ada@example.com")
            #expect(try await anew.get("/api/profile").data["email"] == nil)
            let next = User(id: id, updated: 9_999_999_999_999).event("user.updated")
            #expect(outcome(try await app.stranger.tell("msg_3", next, by: signer)) == "200 applied ")
            #expect(try await anew.get("/api/profile").data["email"] as? String == "ada@example.com")
        }
    }

    @Test("a page that goes on refreshing its token after the account was deleted does not make it anew")
    func openPage() async throws {
        let clock = ManualEffects()
        try await TestApp.run(TestApp.Options(effects: clock.effects)) { app in
            var page = Browser(app)
            try await page.signIn("ada@example.com")
            let id = try await page.send("GET", "/api/profile").data["id"] as? String ?? ""
            #expect(try await page.send("DELETE", "/api/profile?confirm=\(id)", origin: app.url).status == 200)
            clock.advance(by: .seconds(30))
            #expect(try await page.send("POST", "/auth/refresh", origin: app.url).status == 200)
            #expect(try await page.send("GET", "/api/profile").status == 401)
            try await page.signIn("ada@example.com")
            #expect(try await page.send("GET", "/api/profile").status == 200)
        }
    }

    // MARK: With the stand-in

    @Test("what is done at the stand-in of Clerk reaches the host by itself")
    func standIn() async throws {
        try await TestApp.run(TestApp.Options(webhooks: true)) { app in
            let listener = try Listener(connectionString: app.databaseURL, channels: ["gemz_user"])
            var erasures = listener.listen().makeAsyncIterator()
            while let event = await erasures.next(), event != .connected {}
            let ada = try await app.caller("ada@example.com")
            let id = try await app.standIns.clerk.userID(email: "ada@example.com")
            while try await row(id, in: app) != "ada@example.com|-" { await Task.yield() }
            #expect(try await ada.get("/api/profile").data["email"] as? String == "ada@example.com")
            var request = HTTPRequest(method: "DELETE", url: "\(app.standInsURL)/_dev/clerk/v1/users/\(id)")
            request.headers = [("Authorization", "Bearer sk_test_dev")]
            #expect(try await HTTPClient().send(request).status == 200)
            while let event = await erasures.next() {
                if case .notification(_, let payload) = event, payload == id { break }
            }
            #expect(try await ada.post("/api/campaigns", ["name": "x"]).status == 401)
            #expect(try await row(id, in: app) == nil)
        }
    }

    // MARK: What else it is good for

    @Test("an admin's address that a webhook takes away is lost at once; one that it tells is asked for, in time again")
    func admins() async throws {
        let clock = ManualEffects()
        try await TestApp.run(TestApp.Options(effects: clock.effects, adminEmails: "ada@example.com")) { app in
            let signer = SvixSigner { clock.now }
            var number = 0
            func tell(_ id: String, isVerified: Bool = true) async throws {
                number += 1
                let event = User(id: id, isVerified: isVerified, updated: number).event("user.updated")
                #expect(try await app.stranger.tell("msg_\(number)", event, by: signer).status == 200)
            }
            // Told what the issuer does not confirm.
            let eve = try await app.caller("eve@example.com")
            try await tell(app.standIns.clerk.userID(email: "eve@example.com"))
            #expect(try await eve.get("/api/admin/schedules").status == 403)

            let id = try await app.standIns.clerk.userID(email: "ada@example.com")
            let ada = try await app.caller("ada@example.com")
            try await tell(id)
            #expect(try await ada.get("/api/admin/schedules").status == 200)
            try await tell(id, isVerified: false)
            #expect(try await ada.get("/api/admin/schedules").status == 403)
            try await tell(id)
            #expect(try await ada.get("/api/admin/schedules").status == 200)
            // The issuer's user goes, and the webhook that would tell is lost.
            var request = HTTPRequest(method: "DELETE", url: "\(app.standInsURL)/_dev/clerk/v1/users/\(id)")
            request.headers = [("Authorization", "Bearer sk_test_dev")]
            #expect(try await HTTPClient().send(request).status == 200)
            clock.advance(by: .seconds(60))
            #expect(try await ada.get("/api/admin/schedules").status == 403)
        }
    }
}
