import Foundation
import HostTesting
import PlatformAPI
import Postgres
import StandIns
import Testing

@testable import Host

@Suite("Platforms that admins switch off and on")
struct PlatformSwitchTests {
    private static let path = "/api/admin/platforms"
    private static let quick = ["polling.interval=50ms"]
    private static let calls = Statement("tests.calls", "SELECT count(*) AS n FROM provider_calls")

    private static func off(
        _ running: RunningSearches? = nil, mode: String? = nil, for reason: String = "The provider moves house."
    ) -> [String: Any] {
        var body: [String: Any] = ["enabled": false, "reason": reason]
        body["running"] = running?.rawValue
        body["mode"] = mode
        return body
    }

    private static func toggle(_ body: [String: Any], as ada: Caller) async throws -> Caller.Answer {
        try await ada.post("\(path)/toy/toggle", body)
    }

    private static func start(
        _ mode: String, as caller: Caller, campaign: String
    ) async throws -> Caller.Answer {
        let terms = mode.hasPrefix("similar") ? "targetUsernames" : "keywords"
        return try await caller.post("/api/scraping/toy/\(mode)", ["campaignId": campaign, terms: ["toys"]])
    }

    private static func code(_ job: [String: Any]) -> String? { (job["error"] as? [String: Any])?["code"] as? String }

    // MARK: What holds

    struct Case: Sendable, CustomTestStringConvertible {
        var mode: String?
        var refused: [String]
        var taken: [String]

        var testDescription: String { mode ?? "all" }
    }

    @Test(
        "searches of what is off are refused with the reason, also by their old names; others are taken",
        arguments: [
            Case(mode: nil, refused: ["keyword", "similar"], taken: []),
            Case(mode: "keyword", refused: ["keyword"], taken: ["similar"]),
            Case(mode: "similar", refused: ["similar"], taken: ["keyword"]),
        ])
    func refusals(_ given: Case) async throws {
        try await TestApp.run { app in
            let ada = try await DeadLetterTests.admin(of: app)
            let jane = try await app.caller()
            let campaign = try await jane.campaign()
            let answer = try await Self.toggle(Self.off(mode: given.mode), as: ada)
            #expect(answer.status == 200)
            #expect(answer.data["enabled"] as? Bool == (given.mode != nil))
            let modes = answer.data["modes"] as? [[String: Any]] ?? []
            let closed = modes.filter { $0["enabled"] as? Bool == false }
            #expect(closed.map { $0["id"] as? String } == given.refused)
            #expect(closed.allSatisfy { $0["reason"] as? String == "The provider moves house." })
            #expect(closed.allSatisfy { $0["running"] as? String == "finish" })
            for mode in given.refused {
                let refused = try await Self.start(mode, as: jane, campaign: campaign)
                #expect(refused.status == 503 && refused.code == "PLATFORM_PAUSED")
                let details = refused.body["details"] as? [String: Any]
                #expect(details?["reason"] as? String == "The provider moves house.")
                #expect(refused.header("Retry-After") == nil)
                let (alias, terms) = mode == "similar" ? ("toy-similar", "targetUsernames") : ("toy", "keywords")
                let old = try await jane.post("/api/scraping/\(alias)", ["campaignId": campaign, terms: ["toys"]])
                #expect(old.code == "PLATFORM_PAUSED")
            }
            for mode in given.taken {
                #expect(try await Self.start(mode, as: jane, campaign: campaign).status == 202)
            }
            let seen = try #require(try await jane.get("/api/platforms").list.first)
            #expect(seen["enabled"] as? Bool == (given.mode != nil))
            #expect(seen["reason"] as? String == (given.mode == nil ? "The provider moves house." : nil))
            let off = (seen["modes"] as? [[String: Any]] ?? []).filter { $0["enabled"] as? Bool == false }
            #expect(off.map { $0["id"] as? String } == given.refused)
            #expect(off.allSatisfy { $0["reason"] as? String == "The provider moves house." })
            var on: [String: Any] = ["enabled": true]
            on["mode"] = given.mode
            #expect(try await Self.toggle(on, as: ada).status == 200)
            for mode in given.refused {
                #expect(try await Self.start(mode, as: jane, campaign: campaign).status == 202)
            }
            let audited = Statement(
                "tests.audited", "SELECT action || ' ' || subject AS text FROM audit_log ORDER BY id")
            let entries = try await app.database.query(audited) { row in try row.get("text", as: String.self) }
            let subject = "platform/toy" + (given.mode.map { "/\($0)" } ?? "")
            #expect(entries == ["platform.toggle \(subject)", "platform.toggle \(subject)"])
            #expect(try await ada.get("/api/admin/config/history").list.count == 6)
        }
    }

    @Test("what cannot be understood is refused, every bad field named; a stranger may do nothing")
    func fields() async throws {
        let clock = ManualEffects()
        try await TestApp.run(TestApp.Options(effects: clock.effects)) { app in
            let ada = try await DeadLetterTests.admin(of: app)
            let toggles: [([String: any Sendable], [String])] = [
                ([:], ["enabled"]), (["enabled": "no"], ["enabled"]), (["enabled": false], ["reason"]),
                (["enabled": false, "reason": ""], ["reason"]),
                (["enabled": false, "reason": String(repeating: "x", count: 201)], ["reason"]),
                (["enabled": false, "reason": "x", "mode": "hashtag", "running": "stop"], ["mode", "running"]),
                (["enabled": true, "until": "x"], ["until"]),
            ]
            for (body, fields) in toggles { #expect(try await Self.toggle(body, as: ada).fields == fields, "\(body)") }
            let (now, later) = ("2026-01-02T03:04:05Z", "2026-01-02T04:04:05Z")
            let switches: [([String: any Sendable], [String])] = [
                ([:], ["reason", "from"]), (["reason": "x", "from": "soon"], ["from"]),
                (["reason": "x", "from": later, "until": now], ["until"]),
                (["reason": "x", "from": "2025-01-02T03:04:05Z", "until": "2025-01-02T04:04:05Z"], ["until"]),
                (["reason": "x", "from": now, "until": 5, "mode": "x"], ["mode", "until"]),
            ]
            for (body, fields) in switches {
                #expect(try await ada.post("\(Self.path)/toy/switches", body).fields == fields, "\(body)")
            }
            #expect(try await ada.post("\(Self.path)/nothing/toggle", ["enabled": true]).code == "UNKNOWN_PLATFORM")
            let id = UUID().uuidString.lowercased()
            #expect(try await ada.send("DELETE", "\(Self.path)/toy/switches/\(id)").code == "NOT_FOUND")
            let jane = try await app.caller()
            #expect(try await jane.get(Self.path).code == "FORBIDDEN")
            #expect(try await Self.toggle(["enabled": true], as: jane).code == "FORBIDDEN")
        }
    }

    // MARK: Open searches

    private static func slow(_ settings: [String] = []) throws -> TestApp.Options {
        TestApp.Options(settings: quick + settings, faults: try FaultPlan(parsing: "latency=15ms"))
    }

    @Test("searches that are to pause do so between two steps, say why, and go on when the platform is on again")
    func pause() async throws {
        try await TestApp.run(try Self.slow()) { app in
            let ada = try await DeadLetterTests.admin(of: app)
            let jane = try await app.caller()
            let id = try await jane.search("keyword", ["toys"], results: 100)
            _ = try await app.job(id, reaches: ["processing"], as: jane)
            #expect(try await Self.toggle(Self.off(.pause), as: ada).status == 200)
            let paused = try await app.job(id, reaches: ["paused"], as: jane)
            #expect(paused["message"] as? String == "Paused by an admin: The provider moves house.")
            #expect(Self.code(paused) == "PLATFORM_PAUSED")
            let listed = try await ada.get(Self.path).list.first?["jobs"] as? [String: Any]
            #expect(listed?["paused"] as? Int == 1)
            let found = paused["processedResults"] as? Int ?? 0
            #expect(found < 100)
            // Told another reason, it says that one.
            #expect(try await Self.toggle(Self.off(.pause, for: "Still moving."), as: ada).status == 200)
            while try await jane.job(id)["message"] as? String != "Paused by an admin: Still moving." {}
            #expect(try await Self.toggle(["enabled": true], as: ada).status == 200)
            let done = try await app.job(id, as: jane)
            #expect(done["status"] as? String == "completed" && done["error"] == nil)
            let handles = try await jane.results(of: id).compactMap { $0["handle"] as? String }
            #expect(handles.count == 100 && Set(handles).count == 100)
        }
    }

    @Test("the settings alone do the same as the switch, on every host")
    func bySettings() async throws {
        try await TestApp.run(try Self.slow()) { app in
            try await app.withSecondHost { other in
                let ada = try await DeadLetterTests.admin(of: app)
                let jane = try await other.caller()
                let id = try await jane.search("keyword", ["toys"], results: 100)
                _ = try await app.job(id, reaches: ["processing"], as: jane)
                let config = "/api/admin/config"
                let set = try await ada.put(
                    config,
                    [
                        "settings": [
                            ["key": "platforms.toy.keyword.enabled", "value": false],
                            ["key": "platforms.toy.keyword.running", "value": "pause"],
                        ]
                    ])
                #expect(set.status == 200)
                let paused = try await app.job(id, reaches: ["paused"], as: jane)
                #expect(paused["message"] as? String == "Paused by an admin: It has been switched off.")
                // From pausing to finishing: what waits goes on although the platform is off.
                let key = "platforms.toy.keyword.running"
                #expect(try await ada.post(config, ["key": key, "value": "finish"]).status == 200)
                #expect(try await app.job(id, as: jane)["status"] as? String == "completed")
            }
        }
    }

    @Test("searches that may finish do, and those that are to be cancelled end with the reason, waiting ones too")
    func finishAndCancel() async throws {
        try await TestApp.run(try Self.slow(["api_limits.running_jobs_per_user=1"])) { app in
            let ada = try await DeadLetterTests.admin(of: app)
            let jane = try await app.caller()
            let first = try await jane.search("keyword", ["toys"], results: 100)
            let similar = try await jane.search("similar", ["toy-1"], results: 3)
            let second = try await jane.search("keyword", ["others"], results: 100)
            _ = try await app.job(first, reaches: ["processing"], as: jane)
            #expect(try await Self.toggle(Self.off(.cancel, mode: "keyword"), as: ada).status == 200)
            for id in [first, second] {
                let job = try await app.job(id, as: jane)
                #expect(job["status"] as? String == "cancelled")
                #expect(
                    job["message"] as? String
                        == "Cancelled by an admin: The provider moves house. What was found is kept.")
                #expect(Self.code(job) == "PLATFORM_PAUSED")
            }
            #expect(try await app.job(similar, as: jane)["status"] as? String == "completed")
            #expect(try await Self.toggle(["enabled": true, "mode": "keyword"], as: ada).status == 200)
            let third = try await jane.search("keyword", ["toys"], results: 30)
            _ = try await app.job(third, reaches: ["processing", "completed"], as: jane)
            #expect(try await Self.toggle(Self.off(.finish), as: ada).status == 200)
            #expect(try await app.job(third, as: jane)["status"] as? String == "completed")
        }
    }

    /// Moves the clock on bit by bit until something is so.
    private static func wait(
        _ clock: ManualEffects, within limit: TimeInterval = 7200, until isSo: () async throws -> Bool
    ) async throws {
        let start = clock.now
        while try await !isSo() {
            try #require(clock.now.timeIntervalSince(start) < limit)
            clock.advance(by: .milliseconds(500))
            await Task.yield()
        }
    }

    @Test("a search that waits for its platform ends in time-out when its time is over")
    func timeout() async throws {
        let clock = ManualEffects()
        let options = TestApp.Options(
            settings: ["timeouts.job=1m", "timeouts.waiting_job=10m"], effects: clock.effects)
        try await TestApp.run(options) { app in
            let ada = try await DeadLetterTests.admin(of: app)
            let jane = try await app.caller()
            #expect(try await Self.toggle(Self.off(.finish), as: ada).status == 200)
            #expect(try await Self.toggle(["enabled": true], as: ada).status == 200)
            try await app.plan("500=100%")
            let id = try await jane.search("keyword", ["toys"], results: 100)
            #expect(try await Self.toggle(Self.off(.pause), as: ada).status == 200)
            try await Self.wait(clock) { try await jane.job(id)["status"] as? String == "paused" }
            let begun = clock.now
            try await Self.wait(clock) { try await jane.job(id)["status"] as? String == "timeout" }
            #expect((590...620).contains(clock.now.timeIntervalSince(begun)))
        }
    }

    @Test("a switch begins and ends by the clock, for new searches and open ones, with nobody doing anything")
    func scheduled() async throws {
        let clock = ManualEffects()
        let options = TestApp.Options(
            settings: ["platforms.toy.call_attempts=1", "qstash_delays.retry_base=4s", "timeouts.job=7d"],
            faults: try FaultPlan(parsing: "500=100%"), effects: clock.effects)
        try await TestApp.run(options) { app in
            let ada = try await DeadLetterTests.admin(of: app)
            let jane = try await app.caller()
            let campaign = try await jane.campaign()
            let open = try await jane.search("keyword", ["toys"], results: 10)
            // Its step has been put off: none is under way when the switch begins.
            try await Self.wait(clock, within: 30) {
                try await jane.job(open)["message"] as? String == "The data provider is away; trying again."
            }
            let (from, until) = (clock.now.addingTimeInterval(60), clock.now.addingTimeInterval(160))
            let one = try await ada.post(
                "\(Self.path)/toy/switches",
                [
                    "reason": "Night's rest.", "running": "pause", "from": Timestamp.string(from: from),
                    "until": Timestamp.string(from: until),
                ])
            #expect(one.status == 201 && one.data["isActive"] as? Bool == false)
            #expect(one.data["mode"] == nil && one.data["running"] as? String == "pause")
            #expect(try await Self.start("keyword", as: jane, campaign: campaign).status == 202)
            clock.advance(by: .seconds(60))
            let refused = try await Self.start("keyword", as: jane, campaign: campaign)
            #expect(refused.code == "PLATFORM_PAUSED")
            #expect(refused.header("Retry-After") == "100")
            #expect((refused.body["details"] as? [String: Any])?["reason"] as? String == "Night's rest.")
            let listed = try #require(try await ada.get(Self.path).list.first)
            #expect(listed["enabled"] as? Bool == false)
            #expect((listed["switches"] as? [[String: Any]])?.first?["isActive"] as? Bool == true)
            try await app.plan("")
            try await Self.wait(clock) { try await jane.job(open)["status"] as? String == "paused" }
            #expect(clock.now < until)
            #expect(try await jane.job(open)["message"] as? String == "Paused by an admin: Night's rest.")
            try await Self.wait(clock) { try await jane.job(open)["status"] as? String == "completed" }
            #expect(clock.now >= until)
            let later = try await app.caller()  // with a session that has not run out
            #expect(try await Self.start("keyword", as: later, campaign: campaign).status == 202)
            #expect(try await ada.get(Self.path).list.first?["enabled"] as? Bool == true)
        }
    }

    @Test("a switch that is taken away holds no longer, and what waited for it goes on at once")
    func takenAway() async throws {
        try await TestApp.run(try Self.slow()) { app in
            let ada = try await DeadLetterTests.admin(of: app)
            let jane = try await app.caller()
            let id = try await jane.search("keyword", ["toys"], results: 100)
            let body: [String: any Sendable] = [
                "mode": "keyword", "reason": "Rest.", "running": "pause", "from": "2026-01-02T03:04:05Z",
                "until": "2126-01-02T03:04:05Z",
            ]
            let path = "\(Self.path)/toy/switches"
            let key = [("Idempotency-Key", "rest-1")]
            let one = try await ada.post(path, body, headers: key)
            #expect(one.data["isActive"] as? Bool == true && one.data["mode"] as? String == "keyword")
            let again = try await ada.post(path, body, headers: key)
            #expect(again.data["id"] as? String == one.data["id"] as? String)
            #expect((one.data["by"] as? [String: Any])?["id"] != nil)
            _ = try await app.job(id, reaches: ["paused"], as: jane)
            let removed = try await ada.send("DELETE", "\(path)/\(one.data["id"] as? String ?? "")")
            #expect(removed.status == 200 && (removed.data["switches"] as? [Any])?.isEmpty == true)
            #expect(try await app.job(id, as: jane)["status"] as? String == "completed")
            let actions = Statement("tests.actions", "SELECT action, before, after FROM audit_log ORDER BY id")
            let entries = try await app.database.query(actions) { row in
                (
                    try row.get("action", as: String.self), try row.get("before", as: [UInt8]?.self) != nil,
                    try row.get("after", as: [UInt8]?.self) != nil
                )
            }
            #expect(entries.map(\.0) == ["platform.switch", "platform.unswitch"])
            #expect(entries.map(\.1) == [false, true] && entries.map(\.2) == [true, false])
        }
    }

    // MARK: Beside circuits

    @Test("a search that a circuit paused waits on when that closes while its platform is off, and makes no call")
    func behindCircuit() async throws {
        let clock = ManualEffects()
        let options = TestApp.Options(
            settings: ["timeouts.job=7d", "processing.circuit_failures=1", "platforms.toy.call_attempts=1"],
            faults: try FaultPlan(parsing: "500=100%"), effects: clock.effects)
        try await TestApp.run(options) { app in
            let ada = try await DeadLetterTests.admin(of: app)
            let jane = try await app.caller()
            let id = try await jane.search("keyword", ["toys"], results: 10)
            let paused = try await app.job(id, reaches: ["paused"], as: jane)
            #expect(Self.code(paused) == "PROVIDER_UNAVAILABLE")
            #expect(try await Self.toggle(Self.off(.pause), as: ada).status == 200)
            try await app.plan("")
            let before = try await app.database.first(Self.calls) { row in try row.get("n", as: Int.self) }
            try await Self.wait(clock) { Self.code(try await jane.job(id)) == "PLATFORM_PAUSED" }
            for _ in 0..<100 { clock.advance(by: .seconds(4)) }
            #expect(try await jane.job(id)["status"] as? String == "paused")
            #expect(try await app.database.first(Self.calls) { row in try row.get("n", as: Int.self) } == before)
            #expect(try await Self.toggle(["enabled": true], as: ada).status == 200)
            try await Self.wait(clock) { try await jane.job(id)["status"] as? String == "completed" }
        }
    }

    @Test("whoever wakes what waits for a circuit leaves alone what waits for a switch, and the reverse")
    func apart() async throws {
        try await Hosts.with { hosts in
            let now = hosts.clock.now
            let at = "to_timestamp(\(Int(now.timeIntervalSince1970)))"
            let mode = try #require(ToyPlatform.descriptor.mode(.keyword))
            let place = SearchPlace(platform: ToyPlatform.descriptor, mode: mode)
            try await hosts.run(
                """
                SET session_replication_role = replica;
                WITH job AS (
                    INSERT INTO jobs (id, user_id, campaign_id, platform, mode, terms, status, target_results, max_runs,
                                      created_at, timeout_at)
                    SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'toy', 'keyword', ARRAY[cause],
                           'paused', 5, 50, now(), now() + interval '1 day'
                    FROM unnest(ARRAY['v /one', '\(place.waitsFor)']) AS cause RETURNING id, user_id, terms[1] AS cause
                )
                INSERT INTO messages (id, kind, job_id, user_id, platform, payload, not_before, max_attempts, created_at,
                                      waits_for)
                SELECT gen_random_uuid(), 'tests', id, user_id, 'toy', '{}', \(at) + interval '1 hour', 1, now(), cause
                FROM job;
                INSERT INTO provider_circuits (vendor, endpoint, state, failed_probes, version)
                VALUES ('v', '/one', 'closed', 0, 1);
                SET session_replication_role = DEFAULT;
                """)
            let waiting = "messages WHERE not_before > \(at) AND waits_for = "
            #expect(try await CircuitStore().wake(limit: 500, now: now, on: hosts.pool) == 1)
            try await JobStore().resume(
                of: ["toy"], behind: CircuitKey(vendor: "v", endpoint: "/one"), now: now, on: hosts.pool)
            #expect(try await hosts.count("\(waiting) '\(place.waitsFor)'") == 1)
            try await hosts.run(
                "UPDATE jobs SET status = 'paused'; UPDATE messages SET not_before = \(at) + interval '1 h'")
            try await hosts.run("UPDATE messages SET waits_for = 'v /one' WHERE waits_for IS NULL")
            #expect(
                try await PlatformSwitchStore().resume([place], timeout: now, limit: 500, now: now, on: hosts.pool) == 1
            )
            #expect(try await hosts.count("\(waiting) 'v /one'") == 1)
            #expect(try await hosts.count("jobs WHERE status = 'processing' AND started_at = \(at)") == 1)
        }
    }

    // MARK: The rule

    @Test("of several reasons the first is told, the strictest rules open searches, and the last to end ends it")
    func rule() throws {
        let now = Date(timeIntervalSince1970: 1_767_323_045)
        let toy = ToyPlatform.descriptor
        let mode = toy.mode(.keyword)
        func one(
            _ mode: SearchMode?, _ from: TimeInterval, _ until: TimeInterval?, _ running: RunningSearches = .finish
        ) -> PlatformSwitch {
            PlatformSwitch(
                id: UUID(), platform: "toy", mode: mode, reason: "\(Int(from))", running: running, from: now + from,
                until: until.map { now + $0 }, by: UUID())
        }
        func closure(_ settings: [String: String], _ switches: [PlatformSwitch]) -> PlatformClosure? {
            ConfigSnapshot().setting(settings, switches: switches).closure(of: toy, mode, at: now)
        }
        #expect(closure([:], []) == nil)
        #expect(closure([:], [one(nil, 1, 2), one(nil, -2, 0), one(.similar, -1, 1)]) == nil)
        #expect(closure([:], [one(nil, 0, 1)])?.until == now + 1)
        let both = closure([:], [one(nil, -2, 9, .pause), one(.keyword, -1, 5, .cancel)])
        #expect(both == PlatformClosure(reason: "-2", running: .cancel, until: now + 9))
        #expect(closure([:], [one(nil, -2, 9), one(.keyword, -1, nil)])?.until == nil)
        let off = ["platforms.toy.enabled": "false", "platforms.toy.reason": "off"]
        #expect(closure(off, [one(nil, -2, 9, .pause)]) == PlatformClosure(reason: "off", running: .pause, until: nil))
        let others = ["platforms.toy.similar.enabled": "false", "platforms.toy.keyword.reason": "nothing"]
        #expect(closure(others, []) == nil)
        #expect(closure(["platforms.toy.keyword.enabled": "false"], [])?.reason == "It has been switched off.")
    }

    // MARK: How fast

    @Test("three hosts refuse searches, and take them again, within a second of the admin's word")
    func threeHosts() async throws {
        try await TestApp.run { first in
            try await first.withSecondHost { second in
                try await first.withSecondHost { third in
                    let ada = try await DeadLetterTests.admin(of: first)
                    var callers: [Caller] = []
                    for host in [first, second, third] { callers.append(try await host.caller()) }
                    let hosts = callers
                    let campaign = try await hosts[0].campaign()
                    /// Milliseconds from the word to each host's first answer of this status.
                    @Sendable func figures(_ body: [String: any Sendable], status: Int) async throws -> [Double] {
                        let clock = ContinuousClock()
                        return try await withThrowingTaskGroup(of: (Int, ContinuousClock.Instant).self) { group in
                            for (number, host) in hosts.enumerated() {
                                group.addTask {
                                    while try await Self.start("keyword", as: host, campaign: campaign).status != status
                                    {}
                                    return (number, clock.now)
                                }
                            }
                            let begun = clock.now
                            #expect(try await Self.toggle(body, as: ada).status == 200)
                            var ends: [Int: ContinuousClock.Instant] = [:]
                            for try await (number, end) in group { ends[number] = end }
                            return ends.sorted { $0.key < $1.key }.map { ($0.value - begun) / .milliseconds(1) }
                        }
                    }
                    let off = try await figures(
                        ["enabled": false, "reason": "Rest.", "running": "cancel"], status: 503)
                    let on = try await figures(["enabled": true], status: 202)
                    func words(_ figures: [Double]) -> String {
                        figures.map { String(format: "%.0f", $0) }.joined(separator: ", ")
                    }
                    print("a platform goes off on three hosts after \(words(off)) ms, on again after \(words(on)) ms")
                    #expect((off + on).allSatisfy { $0 <= 1000 })
                }
            }
        }
    }
}
