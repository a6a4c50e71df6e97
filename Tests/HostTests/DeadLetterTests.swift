import Foundation
import HostTesting
import Postgres
import StandIns
import Testing

@Suite("Dead letters")
struct DeadLetterTests {
    private static let settings = [
        "qstash_delays.retry_base=1ms", "qstash_delays.retry_cap=5ms", "polling.interval=50ms",
        "platforms.toy.call_attempts=1", "processing.max_attempts=2",
    ]

    private static func away() throws -> TestApp.Options {
        TestApp.Options(settings: settings, faults: try FaultPlan(parsing: "500=100%"))
    }

    /// Somebody who is an admin.
    static func admin(of app: TestApp) async throws -> Caller {
        let ada = try await app.caller("ada@example.com")
        _ = try await ada.get("/api/profile")
        let id = try #require(try await ada.get("/api/profile").data["id"] as? String)
        try await app.database.execute(
            Statement("tests.promote", "UPDATE users SET is_admin = true WHERE id = $1"), [UUID(uuidString: id)])
        return ada
    }

    private static func audited(_ app: TestApp) async throws -> [String] {
        try await app.database.query(Statement("tests.audit", "SELECT action, subject FROM audit_log ORDER BY id")) {
            row in "\(try row.get("action", as: String.self)) \(try row.get("subject", as: String.self))"
        }
    }

    @Test("an admin lists, reads and discards what ran out of attempts, with its whole history; it is audited")
    func inspect() async throws {
        try await TestApp.run(try Self.away()) { app in
            let jane = try await app.caller()
            var jobs: [String] = []
            for term in ["one", "two", "three"] {
                let id = try await jane.search("keyword", [term], results: 10)
                _ = try await app.job(id, as: jane)
                jobs.append(id)
            }
            let ada = try await Self.admin(of: app)
            let first = try await ada.get("/api/admin/jobs/dead-letters?limit=2")
            #expect(first.list.map { $0["jobId"] as? String } == [jobs[2], jobs[1]])
            let cursor = try #require(first.pagination["nextCursor"] as? String)
            let second = try await ada.get("/api/admin/jobs/dead-letters?limit=2&cursor=\(cursor)")
            #expect(second.list.map { $0["jobId"] as? String } == [jobs[0]])
            #expect(second.pagination["nextCursor"] == nil)
            let id = try #require(second.list.first?["id"] as? String)
            let letter = try await ada.get("/api/admin/jobs/dead-letters/\(id)").data
            let history = try #require(letter["history"] as? [[String: Any]])
            #expect(letter["attempts"] as? Int == 2)
            #expect(history.count == 2)
            #expect(history.map { $0["delay"] == nil } == [false, true])
            #expect(
                history.allSatisfy { $0["host"] != nil && ($0["error"] as? String)?.contains("unavailable") == true })
            let job = try await ada.get("/api/admin/jobs/\(jobs[0])").data
            #expect(job["deadLetterId"] as? String == id)
            #expect((job["job"] as? [String: Any])?["status"] as? String == "error")

            #expect(try await ada.send("DELETE", "/api/admin/jobs/dead-letters/\(id)").status == 200)
            #expect(try await ada.send("DELETE", "/api/admin/jobs/dead-letters/\(id)").status == 404)
            #expect(try await ada.post("/api/admin/jobs/\(jobs[0])/retry", [:]).code == "CONFLICT")
            #expect(try await Self.audited(app) == ["dead_letter.discard job/\(jobs[0])"])
        }
    }

    @Test("a retried search goes on where it failed, once, however often it is asked for at the same time")
    func retry() async throws {
        let url = try await TestCluster.shared.makeDatabase()
        let id = HandleBox()
        var broken = try Self.away()
        broken.databaseURL = url
        try await TestApp.run(broken) { app in
            let jane = try await app.caller()
            id.keep([try await jane.search("keyword", ["toys"], results: 30)])
            _ = try await app.job(id.all[0], as: jane)
        }
        try await TestApp.run(TestApp.Options(databaseURL: url)) { app in
            let ada = try await Self.admin(of: app)
            let path = "/api/admin/jobs/\(id.all[0])"
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 1...8 { group.addTask { try await ada.post("\(path)/retry", [:]).status } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.count { $0 == 200 } == 1)
            // The others come too late: for the letter, or for the job that has ended in error.
            #expect(Set(statuses).subtracting([200]).isSubset(of: [404, 409]))
            let listener = try Listener(connectionString: url, channels: ["gemz_job"])
            for await _ in listener.listen() {
                let job = try await ada.get(path).data["job"] as? [String: Any]
                guard job?["status"] as? String == "completed" else { continue }
                #expect(job?["processedResults"] as? Int == 30)
                #expect(job?["error"] == nil)
                break
            }
            #expect(try await ada.get("/api/admin/jobs/dead-letters").list.isEmpty)
            #expect(try await Self.audited(app) == ["dead_letter.retry job/\(id.all[0])"])
        }
    }

    @Test("who is no admin is refused, and who is not signed in too, whatever they ask for")
    func access() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let none = UUID().uuidString
            let routes =
                [
                    ("GET", ""), ("GET", "/\(none)"), ("POST", "/\(none)/retry"), ("DELETE", "/\(none)"),
                ].map { ($0.0, "/api/admin/jobs/dead-letters" + $0.1) } + [
                    ("GET", "/api/admin/jobs/\(none)"), ("POST", "/api/admin/jobs/\(none)/retry"),
                ]
            for (method, path) in routes {
                #expect(try await jane.send(method, path).code == "FORBIDDEN")
                #expect(try await app.stranger.send(method, path).code == "UNAUTHENTICATED")
            }
        }
    }

    @Test("messages that this host was not built for stay in line as they are, and those behind them are worked off")
    func unknown() async throws {
        try await TestApp.run { app in
            try await app.database.execute(
                Statement(
                    "tests.poison",
                    """
                    INSERT INTO messages (id, kind, platform, payload, not_before, max_attempts, created_at, turn)
                    SELECT gen_random_uuid(), kind, platform, '{}', now(), 3, now(), turn
                    FROM (VALUES ('unheard.of', NULL), ('search.step', 'lost')) AS unknown (kind, platform),
                         (VALUES (0), (NULL)) AS place (turn), generate_series(1, 10)
                    """))
            let jane = try await app.caller()
            let id = try await jane.search("keyword", ["toys"], results: 20)
            #expect(try await app.job(id, as: jane)["status"] as? String == "completed")
            let ada = try await Self.admin(of: app)
            #expect(try await ada.get("/api/admin/jobs/dead-letters").list.isEmpty)
            let left = Statement("tests.left", "SELECT lease_token, attempt FROM messages")
            let tokens = try await app.database.query(left) { row in
                [try row.get("lease_token", as: Int.self), try row.get("attempt")]
            }
            #expect(tokens == Array(repeating: [0, 0], count: 40))
        }
    }
}
