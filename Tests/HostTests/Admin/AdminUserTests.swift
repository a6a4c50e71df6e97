import Foundation
import Host
import HostTesting
import Postgres
import StandIns
import Testing

@Suite("Users, as admins see and change them")
struct AdminUserTests {
    private static let path = "/api/admin/users"

    private static func id(of caller: Caller) async throws -> String {
        try #require(try await caller.get("/api/profile").data["id"] as? String)
    }

    /// A user who has been there since 1 January 2020, and a number of days.
    private static func add(_ number: Int, _ columns: [String: String], to app: TestApp) async throws -> String {
        let id = "00000000-0000-7000-8000-00000000000\(number)"
        let values = columns.map { (name: $0.key, value: "'\($0.value)'") }
        try await app.database.execute(
            Statement(
                "tests.user",
                """
                INSERT INTO users (id, clerk_id, created_at, updated_at\(values.map { ", \($0.name)" }.joined()))
                VALUES ('\(id)', 'user_\(number)', '2020-01-01', '2020-01-01'\(values.map { ", \($0.value)" }.joined()))
                """))
        return id
    }

    private static func ids(_ answer: Caller.Answer) -> [String] { answer.list.compactMap { $0["id"] as? String } }

    @Test("users are found by part of an address or name, by either id, and by being admins; the newest first")
    func search() async throws {
        try await TestApp.run(TestApp.Options(adminEmails: "LISTED@example.com")) { app in
            let ada = try await DeadLetterTests.admin(of: app)
            let own = try await Self.id(of: ada)
            let jane = try await Self.add(1, ["email": "Jane@Example.com", "full_name": "Jane Baker"], to: app)
            let zoe = try await Self.add(2, ["email": "listed@example.com", "business_name": "50%_off"], to: app)
            let bob = try await Self.add(3, ["full_name": "Bob 50 Doff", "is_admin": "true"], to: app)
            func found(_ query: String) async throws -> [String] {
                Self.ids(try await ada.get("\(Self.path)?\(query)"))
            }
            #expect(try await found("") == [own, bob, zoe, jane])
            #expect(try await found("q=jANE@EX") == [jane])
            #expect(try await found("q=baker") == [jane])
            #expect(try await found("q=50%25_O") == [zoe], "the signs of patterns stand for themselves")
            #expect(try await found("q=\(bob.uppercased())") == [bob])
            #expect(try await found("q=user_2") == [zoe])
            #expect(try await found("q=nobody") == [])
            #expect(try await found("admins=true") == [own, bob, zoe])
            #expect(try await found("admins=false") == [jane])
            #expect(try await found("admins=true&q=off") == [bob, zoe])
            let user = try await ada.get("\(Self.path)/\(zoe)").data
            #expect(user["adminBy"] as? String == "environment" && user["isAdmin"] as? Bool == true)
            #expect(user["fullName"] == nil && user["clerkId"] as? String == "user_2")
            let plain = try await ada.get("\(Self.path)/\(jane)").data
            #expect(plain["adminBy"] == nil && plain["isAdmin"] as? Bool == false)
            #expect(try await ada.get("\(Self.path)/\(UUID())").code == "NOT_FOUND")
            let bad = try await ada.get("\(Self.path)?q=&admins=yes&limit=0")
            #expect(bad.fields == ["q", "admins", "limit"])
        }
    }

    @Test("pages follow one another, and a cursor is good for its own list alone")
    func pages() async throws {
        try await TestApp.run { app in
            let ada = try await DeadLetterTests.admin(of: app)
            var all = [try await Self.id(of: ada)]
            for number in 1...4 { all.insert(try await Self.add(number, [:], to: app), at: 1) }
            var seen: [String] = []
            var query = "limit=2"
            while true {
                let page = try await ada.get("\(Self.path)?\(query)")
                seen += Self.ids(page)
                guard let cursor = page.pagination["nextCursor"] as? String else { break }
                query = "limit=2&cursor=\(cursor)"
                #expect(try await ada.get("\(Self.path)?admins=false&cursor=\(cursor)").fields == ["cursor"])
            }
            #expect(seen == all)
        }
    }

    @Test("searches and the credits of thirty days are told of each user")
    func spending() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            _ = try await app.job(jane.search("keyword", ["toys"], results: 19), as: jane)
            try await app.database.execute(
                Statement(
                    "tests.old_call",
                    """
                    INSERT INTO provider_calls (id, user_id, platform, vendor, path, attempt, credits, is_cached,
                                                milliseconds, called_at)
                    SELECT gen_random_uuid(), user_id, platform, vendor, path, 1, 1000, false, 1, now() - interval '31 days'
                    FROM provider_calls LIMIT 1
                    """))
            let ada = try await DeadLetterTests.admin(of: app)
            let user = try await ada.get("\(Self.path)/\(Self.id(of: jane))").data
            #expect([user["jobs"] as? Int, user["creditsSpent"] as? Int] == [1, 21])
        }
    }

    @Test("promoted is an admin at once, demoted is none at once; both are audited with their request")
    func rights() async throws {
        try await TestApp.run { app in
            let ada = try await DeadLetterTests.admin(of: app)
            let jane = try await app.caller()
            let id = try await Self.id(of: jane)
            #expect(try await jane.get(Self.path).code == "FORBIDDEN")
            let headers = [("X-Request-Id", "promotion-1")]
            let promoted = try await ada.post("\(Self.path)/\(id)/promote", [:], headers: headers)
            #expect(promoted.status == 200)
            #expect(promoted.data["isAdmin"] as? Bool == true && promoted.data["adminBy"] as? String == "database")
            #expect(try await jane.get(Self.path).status == 200)
            #expect(try await ada.post("\(Self.path)/\(id)/promote", [:]).code == "CONFLICT")
            #expect(try await jane.post("\(Self.path)/\(id)/demote", [:]).code == "CONFLICT", "oneself")
            #expect(try await ada.post("\(Self.path)/\(id)/demote", [:]).data["isAdmin"] as? Bool == false)
            #expect(try await jane.get(Self.path).code == "FORBIDDEN")
            #expect(try await ada.post("\(Self.path)/\(id)/demote", [:]).code == "CONFLICT", "none already")
            for action in ["promote", "demote"] {
                #expect(try await ada.post("\(Self.path)/\(UUID())/\(action)", [:]).code == "NOT_FOUND")
            }
            let acts = try await ada.get("/api/admin/audit?subject=user/\(id)").list
            #expect(acts.map { $0["action"] as? String } == ["user.demote", "user.promote"])
            #expect(acts.map { ($0["before"] as? [String: Bool])?["isAdmin"] } == [true, false])
            #expect(acts.map { ($0["after"] as? [String: Bool])?["isAdmin"] } == [false, true])
            #expect(acts.last?["requestId"] as? String == "promotion-1")
            #expect(try await (acts.last?["actor"] as? [String: Any])?["id"] as? String == Self.id(of: ada))
        }
    }

    @Test("of admins who demote each other at once, one stays; again and again")
    func lastAdmin() async throws {
        try await TestApp.run { app in
            let (ada, bob) = (try await DeadLetterTests.admin(of: app), try await app.caller("bob@example.com"))
            let (adaID, bobID) = (try await Self.id(of: ada), try await Self.id(of: bob))
            let promote = Statement("tests.both", "UPDATE users SET is_admin = true WHERE id = ANY($1)")
            let count = Statement("tests.admins", "SELECT count(*) AS n FROM users WHERE is_admin")
            for _ in 1...10 {
                try await app.database.execute(promote, [[adaID, bobID].compactMap { UUID(uuidString: $0) }])
                async let first = ada.post("\(Self.path)/\(bobID)/demote", [:])
                async let second = bob.post("\(Self.path)/\(adaID)/demote", [:])
                let statuses = [try await first.status, try await second.status].sorted()
                #expect(statuses.first == 200 && [403, 409].contains(statuses[1]), "\(statuses)")
                #expect(try await app.database.first(count) { row in try row.get("n", as: Int.self) } == 1)
            }
        }
    }

    @Test("where the environment lists an address the last admin by row can be demoted, and a listed one cannot")
    func listed() async throws {
        try await TestApp.run(TestApp.Options(adminEmails: "eve@example.com")) { app in
            let bob = try await DeadLetterTests.admin(of: app)
            let eve = try await app.caller("eve@example.com")
            let (bobID, eveID) = (try await Self.id(of: bob), try await Self.id(of: eve))
            try await app.database.execute(
                Statement("tests.address", "UPDATE users SET email = 'Eve@example.com' WHERE id = $1"),
                [UUID(uuidString: eveID)])
            let refused = try await bob.post("\(Self.path)/\(eveID)/demote", [:])
            #expect(refused.code == "CONFLICT")
            #expect((refused.body["error"] as? String)?.contains("NEXT_PUBLIC_ADMIN_EMAILS") == true)
            #expect(try await eve.post("\(Self.path)/\(bobID)/demote", [:]).status == 200)
            #expect(try await bob.get(Self.path).code == "FORBIDDEN")
        }
    }

    @Test("a test user is made at the issuer and here, once, and is signed in without their doing")
    func testUsers() async throws {
        try await TestApp.run { app in
            let ada = try await DeadLetterTests.admin(of: app)
            let path = "/api/admin/create-test-user"
            let made = try await ada.post(path, ["email": "Zoe@example.com", "fullName": "Zoe M. Test", "admin": true])
            #expect(made.status == 201)
            #expect(made.data["email"] as? String == "zoe@example.com" && made.data["isAdmin"] as? Bool == true)
            let id = try #require(made.data["id"] as? String)
            #expect(try await made.data["clerkId"] as? String == app.standIns.clerk.userID(email: "zoe@example.com"))
            #expect(try await ada.post(path, ["email": "zoe@example.com"]).code == "CONFLICT")
            let other = try await ada.post(path, [:])
            #expect((other.data["email"] as? String)?.hasSuffix("@example.com") == true)
            #expect(other.data["isAdmin"] as? Bool == false)

            let login = try await ada.post("/api/admin/test-login", ["userId": id])
            #expect(login.status == 200 && login.data["expiresAt"] != nil)
            var zoe = app.stranger
            zoe.token = login.data["token"] as? String
            #expect(try await zoe.get("/api/profile").data["id"] as? String == id)
            #expect(try await zoe.get("/api/profile").data["fullName"] as? String == "Zoe M. Test")
            #expect(try await zoe.get(Self.path).status == 200)
            #expect(try await ada.post("/api/admin/test-login", ["userId": UUID().uuidString]).code == "NOT_FOUND")
            let acts = try await ada.get("/api/admin/audit?subject=user/\(id)").list
            #expect(acts.map { $0["action"] as? String } == ["user.test_login", "user.create_test"])
            #expect((acts.last?["after"] as? [String: Any])?["id"] as? String == id)
        }
    }

    @Test(
        "a test user's address belongs to nobody",
        arguments: ["jane@example.org", "jane@example.com.example.org", "jane", "@example.com", "a b@example.com", " "])
    func foreignAddress(email: String) async throws {
        try await TestApp.run { app in
            let ada = try await DeadLetterTests.admin(of: app)
            #expect(try await ada.post("/api/admin/create-test-user", ["email": email]).fields == ["email"])
        }
    }

    @Test("production serves no route for tests, and its document does not name one")
    func production() async throws {
        try await TestApp.run(TestApp.Options(stage: .production)) { app in
            let ada = try await DeadLetterTests.admin(of: app)
            let paths = try await app.stranger.get("/openapi.json").body["paths"] as? [String: Any] ?? [:]
            for path in ["/api/admin/create-test-user", "/api/admin/test-login"] {
                #expect(try await ada.post(path, [:]).code == "NOT_FOUND")
                #expect(paths[path] == nil)
            }
            #expect(paths[Self.path] != nil)
        }
    }

    @Test("who is no admin is refused, and who is not signed in too, whatever they ask for")
    func access() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let user = "\(Self.path)/\(try await Self.id(of: jane))"
            let routes = [
                ("GET", Self.path), ("GET", user), ("POST", "\(user)/promote"), ("POST", "\(user)/demote"),
                ("POST", "/api/admin/create-test-user"), ("POST", "/api/admin/test-login"), ("GET", "/api/admin/audit"),
                ("GET", "/api/admin/metrics"), ("GET", "/api/admin/jobs"),
            ]
            for (method, path) in routes {
                #expect(try await jane.send(method, path).code == "FORBIDDEN", "\(path)")
                #expect(try await app.stranger.send(method, path).code == "UNAUTHENTICATED", "\(path)")
            }
        }
    }
}
