import Foundation
import HostTesting
import Postgres
import Testing

@Suite("The log, as admins read it")
struct LogTests {
    private static let path = "/api/admin/logs"

    @Test("a request's lines by its id, with level, tag, mark and host, and nobody else's")
    func request() async throws {
        try await TestApp.run { app in
            let ada = try await DeadLetterTests.admin(of: app)
            _ = try await app.stranger.get("/api/campaigns", headers: [("X-Request-Id", "lost-1")])
            _ = try await app.stranger.get("/api/platforms", headers: [("X-Request-Id", "lost-2")])
            let lines = try await ada.get("\(Self.path)?request=lost-1").list
            #expect(lines.count == 1)
            let line = try #require(lines.first)
            #expect(line["tag"] as? String == "http" && line["level"] as? String == "info")
            #expect(line["mark"] as? String == "📊" && line["request"] as? String == "lost-1")
            #expect((line["message"] as? String)?.hasPrefix("GET /api/campaigns 401") == true)
            #expect((line["host"] as? String)?.isEmpty == false && line["job"] == nil)
            #expect(try await ada.get("\(Self.path)?request=lost").list.isEmpty)
        }
    }

    @Test("a job's lines from its acceptance to its end, the oldest first; by tag and level as well")
    func job() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let id = try await jane.search("keyword", ["toys"], results: 19)
            _ = try await app.job(id, as: jane)
            let ada = try await DeadLetterTests.admin(of: app)
            func messages(_ query: String) async throws -> [String] {
                try await ada.get("\(Self.path)?\(query)").list.compactMap { $0["message"] as? String }
            }
            let lines = try await messages("job=\(id.uppercased())")
            #expect(lines.first?.hasPrefix("accepted toy keyword") == true)
            #expect(lines.last == "completed with 19 of 19 creators", "\(lines)")
            #expect(try await messages("job=\(id)&level=notice") == [lines.first, lines.last])
            #expect(try await messages("job=\(id)&tag=search") == [lines.first])
            #expect(try await messages("job=\(id)&limit=1") == [lines.last])
            #expect(try await messages("job=\(UUID())") == [])
            let bad = try await ada.get("\(Self.path)?request=&job=1&tag=x&level=loud&limit=501")
            #expect(bad.fields == ["request", "job", "tag", "level", "limit"])
            #expect(try await jane.get(Self.path).code == "FORBIDDEN")
            #expect(try await app.stranger.get(Self.path).code == "UNAUTHENTICATED")
        }
    }

    @Test("an admin changes levels while hosts run, by tag, and every host follows")
    func levels() async throws {
        try await TestApp.run(TestApp.Options(settings: ["logging.level=warning"])) { app in
            let ada = try await DeadLetterTests.admin(of: app)
            @Sendable func isLogged(_ id: String, asking caller: Caller) async throws -> Bool {
                _ = try await caller.get("/api/platforms", headers: [("X-Request-Id", id)])
                return try await !ada.get("\(Self.path)?request=\(id)").list.isEmpty
            }
            @Sendable func set(_ key: String, _ value: String) async throws {
                #expect(try await ada.post("/api/admin/config", ["key": key, "value": value]).status == 200)
            }
            #expect(try await !isLogged("quiet", asking: app.stranger))
            try await set("logging.http.level", "info")
            #expect(try await isLogged("loud", asking: app.stranger))
            try await app.withSecondHost { second in
                // They hear of each other while the second one starts.
                var start = 1
                while try await !isLogged("start-\(start)", asking: second.stranger) { start += 1 }
                try await set("logging.http.level", "inherit")
                #expect(try await !isLogged("quiet-again", asking: app.stranger))
                // The second host hears of it a moment later.
                var count = 1
                while try await isLogged("there-\(count)", asking: second.stranger) { count += 1 }
                try await set("logging.level", "debug")
                #expect(try await isLogged("loud-again", asking: app.stranger))
            }
            let bad = try await ada.post("/api/admin/config", ["key": "logging.level", "value": "inherit"])
            #expect(bad.code == "VALIDATION_FAILED")
        }
    }

    @Test("while the others cannot be asked a host tells its own lines; who kept silent once is asked again")
    func partition() async throws {
        try await TestApp.run { app in
            let ada = try await DeadLetterTests.admin(of: app)
            @Sendable func lines(_ id: String) async throws -> [[String: Any]] {
                let answer = try await ada.get("\(Self.path)?request=\(id)")
                #expect(answer.status == 200)
                return answer.list
            }
            try await app.withSecondHost { second in
                _ = try await second.stranger.get("/api/campaigns", headers: [("X-Request-Id", "there")])
                _ = try await app.stranger.get("/api/campaigns", headers: [("X-Request-Id", "here")])
                // They hear of each other while the second one starts.
                while try await lines("there").isEmpty {}
                try await app.database.execute(
                    Statement("tests.away", "ALTER TABLE log_answers RENAME TO log_answers_away"))
                #expect(try await lines("here").count == 1, "its own lines")
                #expect(try await lines("there").isEmpty)
                try await app.database.execute(
                    Statement("tests.back", "ALTER TABLE log_answers_away RENAME TO log_answers"))
                var asked = 1
                while try await lines("there").isEmpty, asked < 200 { asked += 1 }
                #expect(asked < 200, "a host that kept silent once is left out for ever")
            }
        }
    }

    @Test("any host tells what another has written, and does not wait for one that is gone a second time")
    func hosts() async throws {
        try await TestApp.run { app in
            let ada = try await DeadLetterTests.admin(of: app)
            let asked = [("X-Request-Id", "elsewhere")]
            try await app.withSecondHost { second in
                _ = try await second.stranger.get("/api/campaigns", headers: asked)
                var lines: [[String: Any]] = []
                // They hear of each other while the second one starts.
                while lines.isEmpty { lines = try await ada.get("\(Self.path)?request=elsewhere").list }
                #expect(lines.map { $0["request"] as? String } == ["elsewhere"])
                let there = try await second.caller("ada@example.com")
                _ = try await app.stranger.get("/api/campaigns", headers: [("X-Request-Id", "here")])
                #expect(try await there.get("\(Self.path)?request=here").list.count == 1)
            }
            #expect(try await ada.get("\(Self.path)?request=elsewhere").list.isEmpty)
            // Answers that came too late for their question go with a later one.
            try await app.database.execute(
                Statement("tests.age", "UPDATE log_answers SET answered_at = answered_at - interval '1 minute'"))
            #expect(try await ada.get("\(Self.path)?request=elsewhere").list.isEmpty)
            let kept = Statement("tests.answers", "SELECT count(*) AS n FROM log_answers")
            #expect(try await app.database.first(kept) { row in try row.get("n", as: Int.self) } == 0)
        }
    }
}
