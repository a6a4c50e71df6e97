import Foundation
import HostTesting
import Postgres
import StandIns
import Testing

@testable import Host

@Suite("Settings that admins change")
struct ConfigTests {
    private static let path = "/api/admin/config"

    private static func count(_ from: String, in app: TestApp) async throws -> Int? {
        let statement = Statement("tests.count", "SELECT count(*) AS n FROM \(from)")
        return try await app.database.first(statement) { row in try row.get("n", as: Int.self) }
    }

    private static func setting(_ key: String, _ caller: Caller) async throws -> [String: Any] {
        try await caller.get("\(path)/\(key)").data
    }

    @Test("an admin sees every declared setting, typed and bounded, and what the host was started with as default")
    func list() async throws {
        let options = TestApp.Options(settings: ["processing.slice=12", "timeouts.job=90m"])
        try await TestApp.run(options) { app in
            let ada = try await DeadLetterTests.admin(of: app)
            let all = try await ada.get(Self.path).list
            let names = all.compactMap { $0["key"] as? String }
            #expect(names == names.sorted() && Set(names).count == names.count)
            #expect(names.count == ConfigCatalog(platforms: [ToyPlatform.descriptor]).declarations.count)
            #expect(all.allSatisfy { $0["changedBy"] == nil && ($0["about"] as? String)?.isEmpty == false })
            let slice = try await Self.setting("processing.slice", ada)
            #expect(slice["category"] as? String == "processing")
            #expect(slice["type"] as? String == "number")
            for (member, number) in [("value", 12), ("default", 12), ("minimum", 1), ("maximum", 200)] {
                #expect(slice[member] as? Int == number, "\(member)")
            }
            #expect(slice["isDefault"] as? Bool == true)
            let job = try await Self.setting("timeouts.job", ada)
            #expect(job["type"] as? String == "duration")
            #expect(job["value"] as? String == "90m")
            #expect(job["maximum"] as? String == "7d")
            #expect(try await ada.get("\(Self.path)/processing.nothing").code == "NOT_FOUND")
            for stranger in [try await app.caller("joe@example.com"), app.stranger] {
                #expect([401, 403].contains(try await stranger.get(Self.path).status))
                #expect([401, 403].contains(try await stranger.put(Self.path, [:]).status))
            }
        }
    }

    @Test("what an admin sets holds at once, names them, is in the history, and goes back by one click")
    func change() async throws {
        let clock = ManualEffects()
        try await TestApp.run(TestApp.Options(effects: clock.effects)) { app in
            let ada = try await DeadLetterTests.admin(of: app)
            let id = try #require(try await ada.get("/api/profile").data["id"] as? String)
            let set = try await ada.post(
                Self.path, ["key": "timeouts.job", "value": "120m", "reason": "Long walks."])
            #expect(set.status == 200)
            #expect(set.data["value"] as? String == "2h")
            #expect(set.data["default"] as? String == "1h")
            #expect(set.data["isDefault"] as? Bool == false)
            #expect(set.data["reason"] as? String == "Long walks.")
            #expect((set.data["changedBy"] as? [String: Any])?["id"] as? String == id)
            #expect(set.data["changedAt"] as? String == "2026-01-02T03:04:05.000Z")
            // Writing the same again changes nothing.
            #expect(try await ada.post(Self.path, ["key": "timeouts.job", "value": "2h"]).status == 200)
            #expect(try await ada.post(Self.path, ["key": "timeouts.job", "value": "3h"]).status == 200)
            let changes = try await ada.get("\(Self.path)/history?key=timeouts.job").list
            #expect(changes.map { $0["after"] as? String } == ["3h", "2h"])
            #expect(changes.map { $0["before"] as? String } == ["2h", nil])
            #expect(changes.last?["reason"] as? String == "Long walks.")
            #expect((changes.last?["by"] as? [String: Any])?["id"] as? String == id)
            let latest = try #require(changes.first?["id"] as? String)
            let reverted = try await ada.post("\(Self.path)/history/\(latest)/revert", [:])
            #expect(reverted.data["value"] as? String == "2h")
            #expect(reverted.data["reason"] as? String == "Reverted the change of 2026-01-02T03:04:05.000Z.")
            let first = try #require(changes.last?["id"] as? String)
            #expect(try await ada.post("\(Self.path)/history/\(first)/revert", [:]).data["value"] as? String == "1h")
            #expect(try await Self.count("system_configurations", in: app) == 0)
            #expect(try await ada.post("\(Self.path)/history/\(id)/revert", [:]).code == "NOT_FOUND")
            _ = try await ada.post(Self.path, ["key": "processing.slice", "value": 7])
            let deleted = try await ada.send("DELETE", "\(Self.path)/processing.slice")
            #expect(deleted.data["value"] as? Int == 10 && deleted.data["changedBy"] == nil)
            #expect(try await ada.send("DELETE", "\(Self.path)/nothing").code == "NOT_FOUND")
            let audited = Statement(
                "tests.audited",
                """
                SELECT action || ' ' || subject || ' ' || coalesce(before::text, '-') || ' ' || coalesce(after::text, '-')
                    AS text FROM audit_log ORDER BY id
                """)
            let entries = try await app.database.query(audited) { row in try row.get("text", as: String.self) }
            #expect(
                entries == [
                    #"config.set config/timeouts.job {} {"timeouts.job": "2h"}"#,
                    #"config.set config/timeouts.job {"timeouts.job": "2h"} {"timeouts.job": "3h"}"#,
                    #"config.revert config/timeouts.job {"timeouts.job": "3h"} {"timeouts.job": "2h"}"#,
                    #"config.revert config/timeouts.job {"timeouts.job": "2h"} {}"#,
                    #"config.set config/processing.slice {} {"processing.slice": 7}"#,
                    #"config.reset config/processing.slice {"processing.slice": 7} {}"#,
                ])
            let page = try await ada.get("\(Self.path)/history?limit=4")
            let cursor = try #require(page.pagination["nextCursor"] as? String)
            let rest = try await ada.get("\(Self.path)/history?limit=4&cursor=\(cursor)")
            #expect(page.list.count == 4 && rest.list.count == 2)
            #expect(Set((page.list + rest.list).compactMap { $0["id"] as? String }).count == 6)
            #expect(rest.pagination["nextCursor"] == nil)
            #expect(try await ada.get("\(Self.path)/history?key=timeouts.job&cursor=\(cursor)").fields == ["cursor"])
        }
    }

    private static let bad: [(body: [String: any Sendable], fields: [String])] = [
        (["key": "processing.slice", "value": 0], ["value"]),
        (["key": "processing.slice", "value": 201], ["value"]),
        (["key": "processing.slice", "value": 1.5], ["value"]),
        (["key": "processing.slice", "value": "10"], ["value"]),
        (["key": "processing.slice", "value": true], ["value"]),
        (["key": "processing.slice"], ["value"]),
        (["key": "timeouts.job", "value": "8d"], ["value"]),
        (["key": "timeouts.job", "value": "soon"], ["value"]),
        (["key": "timeouts.job", "value": 60], ["value"]),
        (["key": "timeouts.nothing", "value": 60], ["key"]),
        (["key": "Processing.slice", "value": 60], ["key"]),
        (["value": 1], ["key"]),
        (["key": "processing.slice", "value": 5, "expected": "5"], ["expected"]),
        (["key": "processing.slice", "value": 0, "expected": 201], ["value", "expected"]),
        (["key": "processing.slice", "value": 5, "reason": ""], ["reason"]),
        (["key": "processing.slice", "value": 5, "why": "x"], ["why"]),
    ]

    @Test("what no setting takes is refused with the field and what it takes; nothing is written")
    func bounds() async throws {
        try await TestApp.run { app in
            let ada = try await DeadLetterTests.admin(of: app)
            for (body, fields) in Self.bad {
                let answer = try await ada.post(Self.path, body)
                #expect(answer.status == 400 && answer.code == "VALIDATION_FAILED", "\(body)")
                #expect(answer.fields == fields, "\(body)")
            }
            let high = try await ada.post(Self.path, ["key": "processing.slice", "value": 500])
            let details = high.body["details"] as? [[String: Any]]
            #expect(details?.first?["accepted"] as? String == "a whole number from 1 to 200")
            #expect(try await Self.count("system_configurations", in: app) == 0)
            #expect(try await Self.count("configuration_history", in: app) == 0)
            #expect(try await Self.count("audit_log", in: app) == 0)
        }
    }

    @Test("several settings change together or not at all, every bad one named")
    func many() async throws {
        try await TestApp.run { app in
            let ada = try await DeadLetterTests.admin(of: app)
            func put(_ settings: [(String, any Sendable)]) async throws -> Caller.Answer {
                try await ada.put(Self.path, ["settings": settings.map { ["key": $0.0, "value": $0.1] }])
            }
            let bad = try await put([
                ("processing.slice", 5), ("timeouts.job", "1y"), ("nothing", 1), ("processing.max_runs", 5001),
                ("processing.slice", 6),
            ])
            #expect(bad.fields == ["settings[1].value", "settings[2].key", "settings[3].value", "settings[4].key"])
            #expect(try await put([]).fields == ["settings"])
            #expect(try await Self.count("system_configurations", in: app) == 0)
            let good = try await put([("processing.slice", 5), ("timeouts.job", "2h"), ("processing.max_runs", 300)])
            #expect(
                good.list.map { $0["key"] as? String } == ["processing.slice", "timeouts.job", "processing.max_runs"])
            let changes = try await ada.get("\(Self.path)/history").list
            #expect(changes.count == 3 && Set(changes.compactMap { $0["transaction"] as? String }).count == 1)
            #expect(try await Self.count("audit_log WHERE subject = 'config'", in: app) == 1)
            // What was changed together goes back together, by any of the changes.
            let one = try #require(changes.last?["id"] as? String)
            #expect(try await ada.post("\(Self.path)/history/\(one)/revert", [:]).status == 200)
            #expect(try await Self.count("system_configurations", in: app) == 0)
            let all = try await ada.get("\(Self.path)/history").list.prefix(3).compactMap {
                $0["transaction"] as? String
            }
            #expect(all.count == 3 && Set(all).count == 1)
        }
    }

    @Test("what is not as expected any more is not replaced, nor anything with it; the answer says what it is")
    func expected() async throws {
        try await TestApp.run(TestApp.Options(settings: ["processing.slice=12"])) { app in
            let ada = try await DeadLetterTests.admin(of: app)
            func set(_ value: Int, expecting expected: Int) async throws -> Caller.Answer {
                try await ada.post(Self.path, ["key": "processing.slice", "value": value, "expected": expected])
            }
            #expect(try await set(20, expecting: 12).data["value"] as? Int == 20)
            #expect(try await set(30, expecting: 20).data["value"] as? Int == 30)
            let late = try await set(40, expecting: 20)
            #expect(late.status == 409 && late.code == "CONFLICT")
            let details = late.body["details"] as? [String: Any]
            #expect(details?["key"] as? String == "processing.slice" && details?["value"] as? Int == 30)
            // As the setting's one form has it: an hour is sixty minutes.
            let both: [[String: any Sendable]] = [
                ["key": "timeouts.job", "value": "2h", "expected": "60m"],
                ["key": "processing.slice", "value": 50, "expected": 12],
            ]
            #expect(try await ada.put(Self.path, ["settings": both]).code == "CONFLICT")
            #expect(try await Self.setting("timeouts.job", ada)["isDefault"] as? Bool == true)
            #expect(try await ada.put(Self.path, ["settings": [both[0]]]).status == 200)
            #expect(try await Self.count("configuration_history", in: app) == 3)
        }
    }

    @Test("each key without a row gets one with its default, once")
    func initialize() async throws {
        try await TestApp.run(TestApp.Options(settings: ["processing.slice=12"])) { app in
            let ada = try await DeadLetterTests.admin(of: app)
            let all = try await ada.get(Self.path).list.count
            _ = try await ada.post(Self.path, ["key": "timeouts.job", "value": "2h"])
            #expect(try await ada.post("\(Self.path)/init", [:]).data["created"] as? Int == all - 1)
            #expect(try await ada.post("\(Self.path)/init", [:]).data["created"] as? Int == 0)
            // Not what this host alone was started with.
            #expect(try await Self.setting("processing.slice", ada)["value"] as? Int == 10)
            #expect(try await Self.setting("timeouts.job", ada)["value"] as? String == "2h")
        }
    }

    @Test("of two admins at once the last one's word holds, and the history tells what each of them replaced")
    func together() async throws {
        try await TestApp.run { app in
            let ada = try await DeadLetterTests.admin(of: app)
            try await withThrowingTaskGroup { group in
                for value in 1...12 {
                    group.addTask {
                        let set = try await ada.post(Self.path, ["key": "processing.slice", "value": value])
                        #expect(set.status == 200)
                    }
                }
                try await group.waitForAll()
            }
            let changes = try await ada.get("\(Self.path)/history?key=processing.slice").list
            #expect(changes.count == 12)
            // Each replaced what another one had written: they form one chain, from the default to what holds.
            let befores = changes.map { $0["before"] as? Int }
            let afters = changes.map { $0["after"] as? Int }
            #expect(befores.count { $0 == nil } == 1)
            #expect(Set(befores.compactMap { $0 }).count == 11)
            let last = Set(afters.compactMap { $0 }).subtracting(befores.compactMap { $0 })
            #expect(last.count == 1)
            #expect(try await Self.setting("processing.slice", ada)["value"] as? Int == last.first)
        }
    }

    @Test("a change that cannot go back is refused: its key is gone, or its value is out of today's bounds")
    func gone() async throws {
        try await TestApp.run { app in
            let ada = try await DeadLetterTests.admin(of: app)
            let old = Statement(
                "tests.old",
                """
                INSERT INTO configuration_history (id, category, key, value_type, before, after, changed_by, changed_at,
                                                   transaction_id)
                SELECT gen_random_uuid(), 'processing', key, 'number', '9000', '5', gen_random_uuid(), now(),
                       gen_random_uuid() FROM unnest(ARRAY['slice', 'rhythm']) AS key
                """)
            try await app.database.execute(old)
            for change in try await ada.get("\(Self.path)/history").list {
                #expect(change["before"] as? Int == 9000)
                let id = try #require(change["id"] as? String)
                #expect(try await ada.post("\(Self.path)/history/\(id)/revert", [:]).code == "CONFLICT")
            }
        }
    }

    @Test("a change that is rolled back is told to nobody", .timeLimit(.minutes(5)))
    func rolledBack() async throws {
        try await TestApp.run { app in
            let ada = try await DeadLetterTests.admin(of: app)
            try await app.database.run(
                script: Statement("tests.no_audit", "ALTER TABLE audit_log ADD CHECK (subject NOT LIKE '%max_runs')"))
            let listener = try Listener(connectionString: app.databaseURL, channels: ["gemz_config", "tests_end"])
            var heard: [String] = []
            for await event in listener.listen() {
                if case .connected = event {
                    let refused = try await ada.post(Self.path, ["key": "processing.max_runs", "value": 5])
                    #expect(refused.status == 500)
                    #expect(try await ada.post(Self.path, ["key": "processing.slice", "value": 5]).status == 200)
                    try await app.database.execute(Statement("tests.end", "SELECT pg_notify('tests_end', '')"))
                } else if case .notification(let channel, _) = event {
                    heard.append(channel)
                    if channel == "tests_end" { break }
                }
            }
            #expect(heard == ["gemz_config", "tests_end"])
            #expect(try await Self.setting("processing.max_runs", ada)["isDefault"] as? Bool == true)
            #expect(try await Self.count("configuration_history", in: app) == 1)
        }
    }
}
