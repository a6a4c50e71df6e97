import Foundation
import HostTesting
import Postgres
import StandIns
import Testing

@Suite("The log of what admins changed")
struct AuditTests {
    private static let path = "/api/admin/audit"

    @Test("entries are found by who, what, on what and when, page by page, the newest first")
    func filters() async throws {
        let clock = ManualEffects()
        try await TestApp.run(TestApp.Options(effects: clock.effects)) { app in
            let ada = try await DeadLetterTests.admin(of: app)
            let id = try #require(try await ada.get("/api/profile").data["id"] as? String)
            var instants: [String] = []
            for name in ["retention", "profile_cache", "retention"] {
                clock.advance(by: .seconds(10))
                #expect(try await ada.post("/api/admin/schedules/\(name)/run", [:]).status == 200)
                instants.append(try #require(try await ada.get(Self.path).list.first?["at"] as? String))
            }
            func found(_ query: String) async throws -> [String?] {
                try await ada.get("\(Self.path)?\(query)").list.map { $0["at"] as? String }
            }
            let all = Array(instants.reversed())
            #expect(try await found("") == all)
            #expect(try await found("actor=\(id)&action=schedule.run") == all)
            #expect(try await found("actor=\(UUID())") == [])
            #expect(try await found("action=schedule.stop") == [])
            #expect(try await found("subject=schedule/retention") == [all[0], all[2]])
            #expect(try await found("since=\(instants[1])") == [all[0], all[1]])
            #expect(try await found("until=\(instants[1])") == [all[2]])
            #expect(try await found("since=\(instants[1])&until=\(instants[2])") == [all[1]])
            var seen: [String?] = []
            var cursor = ""
            repeat {
                let page = try await ada.get("\(Self.path)?limit=1\(cursor)")
                seen += page.list.map { $0["at"] as? String }
                cursor = (page.pagination["nextCursor"] as? String).map { "&cursor=\($0)" } ?? ""
                if !cursor.isEmpty {
                    #expect(try await ada.get("\(Self.path)?action=x\(cursor)").fields == ["cursor"], "of another list")
                }
            } while !cursor.isEmpty
            #expect(seen == all)
            let bad = try await ada.get("\(Self.path)?actor=me&action=&since=today&limit=1000")
            #expect(bad.fields == ["actor", "action", "since", "limit"])
        }
    }

    @Test("every write of an admin tells what was before and after, and which request made it")
    func beforeAndAfter() async throws {
        let broken = TestApp.Options(
            settings: [
                "qstash_delays.retry_base=1ms", "polling.interval=50ms", "platforms.toy.call_attempts=1",
                "processing.max_attempts=1",
            ], faults: try FaultPlan(parsing: "500=100%"))
        try await TestApp.run(broken) { app in
            let jane = try await app.caller()
            let ada = try await DeadLetterTests.admin(of: app)
            let id = try await jane.search("keyword", ["one"], results: 10)
            _ = try await app.job(id, as: jane)
            let retry = try await ada.post("/api/admin/jobs/\(id)/retry", [:])
            #expect(retry.status == 200)
            let run = try await ada.post("/api/admin/schedules/retention/run", [:])
            let acts = try await ada.get(Self.path).list
            #expect(acts.map { $0["action"] as? String } == ["schedule.run", "dead_letter.retry"])
            #expect(acts.map { $0["requestId"] as? String } == [run, retry].map { $0.meta["requestId"] as? String })
            for act in acts { #expect(act["before"] != nil && act["after"] != nil, "\(act)") }
            _ = try await app.job(id, as: jane)
            let letter = try #require(try await ada.get("/api/admin/jobs/dead-letters").list.first?["id"] as? String)
            #expect(try await ada.send("DELETE", "/api/admin/jobs/dead-letters/\(letter)").status == 200)
            let discard = try #require(try await ada.get(Self.path).list.first)
            #expect((discard["before"] as? [String: Any])?["id"] as? String == letter)
            #expect(discard["after"] == nil, "nothing is left of it")
        }
    }

    @Test("an entry stays when its author goes, without their address")
    func gone() async throws {
        try await TestApp.run { app in
            let (ada, bob) = (try await DeadLetterTests.admin(of: app), try await app.caller("bob@example.com"))
            let id = try #require(try await ada.get("/api/profile").data["id"] as? String)
            try await app.database.execute(
                Statement(
                    "tests.everybody", "UPDATE users SET is_admin = true, email = 'ada@example.com' WHERE id = $1"),
                [UUID(uuidString: id)])
            _ = try await bob.get("/api/profile")
            try await app.database.execute(Statement("tests.all", "UPDATE users SET is_admin = true"))
            #expect(try await ada.post("/api/admin/schedules/retention/run", [:]).status == 200)
            func actor() async throws -> [String: String]? {
                try await bob.get(Self.path).list.first?["actor"] as? [String: String]
            }
            #expect(try await actor() == ["id": id, "email": "ada@example.com"])
            #expect(try await ada.send("DELETE", "/api/profile").status == 200)
            #expect(try await actor() == ["id": id])
        }
    }

    @Test(
        "the database refuses to change or remove entries, and takes new ones",
        arguments: ["UPDATE audit_log SET action = 'nothing'", "DELETE FROM audit_log WHERE action <> ''"])
    func unchangeable(sql: String) async throws {
        try await TestApp.run { app in
            let ada = try await DeadLetterTests.admin(of: app)
            #expect(try await ada.post("/api/admin/schedules/retention/run", [:]).status == 200)
            let error = await #expect(throws: PostgresError.self) {
                try await app.database.run(script: Statement("tests.forge", sql))
            }
            #expect("\(error as Any)".contains("audit_log keeps its entries"))
            #expect(try await ada.post("/api/admin/schedules/retention/run", [:]).status == 200)
            #expect(
                try await ada.get(Self.path).list.map { $0["action"] as? String } == ["schedule.run", "schedule.run"])
        }
    }
}
