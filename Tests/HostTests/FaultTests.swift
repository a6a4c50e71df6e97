import Foundation
import HostTesting
import Postgres
import StandIns
import Testing

/// Statements that tests look at the host's database with.
enum Ledger {
    static let byPath = Statement(
        "tests.ledger", "SELECT path, count(*) AS n FROM provider_calls WHERE job_id = $1 GROUP BY path ORDER BY path")
    static let messages = Statement("tests.messages", "SELECT count(*) AS n FROM messages WHERE job_id = $1")
    static let deadLetters = Statement("tests.dead", "SELECT attempt, error FROM dead_letters WHERE job_id = $1")
    static let results = Statement("tests.results", "SELECT count(*) AS n FROM job_results WHERE job_id = $1")
    static let stealLease = Statement(
        "tests.steal", "UPDATE messages SET lease_token = lease_token + 1 WHERE job_id = $1")
}

@Suite("Faults")
struct FaultTests {
    /// Quick retries, so that nothing waits for long.
    private static let quick = [
        "qstash_delays.retry_base=1ms", "qstash_delays.retry_cap=5ms", "polling.interval=50ms",
        "platforms.toy.call_attempts=1", "platforms.toy.provider_timeout=500ms",
    ]

    @Test("a search through faults finds what a clean one finds")
    func faulty() async throws {
        func found(_ faults: FaultPlan?) async throws -> [String] {
            let settings = [
                "platforms.toy.call_attempts=4", "platforms.toy.provider_timeout=300ms", "processing.max_attempts=10",
                "qstash_delays.retry_base=1ms", "polling.interval=50ms",
            ]
            let handles = HandleBox()
            try await TestApp.run(TestApp.Options(settings: settings, faults: faults)) { app in
                let jane = try await app.caller()
                let id = try await jane.search("keyword", ["toys"], results: 60)
                #expect(try await app.job(id, as: jane)["status"] as? String == "completed")
                handles.keep(try await jane.results(of: id).compactMap { $0["handle"] as? String })
            }
            return handles.all
        }
        let clean = try await found(nil)
        let faulty = try await found(try FaultPlan(parsing: "429=10%:0s,500=5%,hang=5%,cut=2%"))
        #expect(clean.count == 60)
        #expect(faulty == clean)
    }

    @Test("a provider that stays away fails the job after its attempts, with a dead letter")
    func staysAway() async throws {
        let options = TestApp.Options(
            settings: Self.quick + ["processing.max_attempts=3"], faults: try FaultPlan(parsing: "500=100%"))
        try await TestApp.run(options) { app in
            let jane = try await app.caller()
            let id = try await jane.search("keyword", ["toys"], results: 10)
            let job = try await app.job(id, as: jane)
            #expect((job["error"] as? [String: Any])?["code"] as? String == "PROVIDER_UNAVAILABLE")
            let dead = try await app.database.query(Ledger.deadLetters, [id]) { row in
                try row.get("attempt", as: Int.self)
            }
            #expect(dead == [3])
            #expect(try await app.database.first(Ledger.messages, [id]) { row in try row.get("n", as: Int.self) } == 0)
        }
    }

    @Test("HTML in place of JSON fails at once: trying again would not help")
    func html() async throws {
        let options = TestApp.Options(settings: Self.quick, faults: try FaultPlan(parsing: "html=100%"))
        try await TestApp.run(options) { app in
            let jane = try await app.caller()
            let id = try await jane.search("keyword", ["toys"], results: 10)
            let job = try await app.job(id, as: jane)
            #expect((job["error"] as? [String: Any])?["code"] as? String == "PROVIDER_CHANGED")
            let calls = try await app.database.query(Ledger.byPath, [id]) { row in try row.get("n", as: Int.self) }
            #expect(calls == [1])
        }
    }

    @Test("profiles that cannot be had leave creators as the search saw them")
    func enrichmentFails() async throws {
        let options = TestApp.Options(settings: Self.quick + ["processing.max_attempts=2"])
        try await TestApp.run(options) { app in
            let jane = try await app.caller()
            let id = try await jane.search("keyword", ["toys-10"], results: 10)
            _ = try await app.job(id, as: jane)
            #expect(try await jane.results(of: id).allSatisfy { $0["bio"] != nil })
        }
    }

    @Test("a cancelled job keeps what it found, and nothing is written afterwards")
    func cancel() async throws {
        let options = TestApp.Options(faults: try FaultPlan(parsing: "latency=40ms"))
        try await TestApp.run(options) { app in
            let jane = try await app.caller()
            let id = try await jane.search("keyword", ["toys"], results: 120)
            _ = try await app.job(id, reaches: ["processing"], as: jane)
            let cancelled = try await jane.send("DELETE", "/api/jobs/\(id)")
            #expect(cancelled.data["status"] as? String == "cancelled")
            let kept = cancelled.data["processedResults"] as? Int ?? -1
            #expect(try await app.database.first(Ledger.messages, [id]) { row in try row.get("n", as: Int.self) } == 0)
            // Another search runs to its end on the same workers; had the cancelled one gone on, it would show by now.
            _ = try await app.job(jane.search("keyword", ["others"], results: 20), as: jane)
            #expect(
                try await app.database.first(Ledger.results, [id]) { row in try row.get("n", as: Int.self) } == kept)
            #expect(try await jane.job(id)["status"] as? String == "cancelled")
            let again = try await jane.send("DELETE", "/api/jobs/\(id)")
            #expect(again.status == 200)
        }
    }

    @Test("a step under way whose job is cancelled is cut short: its hand is free, and what it has spent is booked")
    func cancelUnderWay() async throws {
        let settings = [
            "timeouts.lease=300ms", "processing.step_concurrency=1", "platforms.toy.provider_timeout=30s",
            "platforms.toy.call_attempts=1", "polling.interval=50ms",
        ]
        let options = TestApp.Options(settings: settings, faults: try FaultPlan(parsing: "hang=100%"))
        try await TestApp.run(options) { app in
            let jane = try await app.caller()
            let first = try await jane.search("keyword", ["toys"], results: 30)
            _ = try await app.job(first, reaches: ["processing"], as: jane)
            let second = try await jane.search("keyword", ["others"], results: 30)
            #expect(try await jane.send("DELETE", "/api/jobs/\(first)").status == 200)
            // The one hand there is takes it, long before the provider's time is up.
            _ = try await app.job(second, reaches: ["processing"], as: jane)
            let calls = Statement("tests.calls", "SELECT error FROM provider_calls WHERE job_id = $1")
            let errors = try await app.database.query(calls, [first]) { row in try row.get("error", as: String.self) }
            #expect(errors == ["cancelled"])
        }
    }

    @Test("what was put off is looked for while somebody holds up the admission of jobs")
    func pollsBesideAdmission() async throws {
        let stray = Statement(
            "tests.stray",
            """
            INSERT INTO messages (id, kind, payload, not_before, max_attempts, created_at)
            VALUES (gen_random_uuid(), 'search.step', '{}', now(), 1, now())
            """)
        let waiting = Statement(
            "tests.waiting",
            """
            SELECT pid || ' ' || waitstart AS who FROM pg_locks
            WHERE locktype = 'advisory' AND objid = 5267190 AND NOT granted
              AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """)
        let buried = Statement("tests.buried", "SELECT count(*) AS n FROM dead_letters WHERE job_id IS NULL")
        try await TestApp.run(TestApp.Options(settings: ["polling.interval=50ms"])) { app in
            try await app.database.transaction { db in
                try await db.execute(Statement("tests.hold", "SELECT pg_advisory_xact_lock(5267190)"))
                func who() async throws -> String? {
                    try await db.first(waiting) { row in try row.get("who", as: String.self) }
                }
                var held: String?
                while held == nil { held = try await who() }
                try await app.database.execute(stray)
                while try await db.first(buried, decode: { try $0.get("n", as: Int.self) }) == 0 { await Task.yield() }
                #expect(try await who() == held)
            }
        }
    }

    // MARK: A database where others are in the way

    /// Makes the first commits that bring results fail as if they had met another transaction.
    private static func inTheWay(_ count: Int, _ sqlState: String) -> Statement {
        Statement(
            "tests.in_the_way",
            """
            CREATE SEQUENCE tried;
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                IF nextval('tried') <= \(count) THEN RAISE EXCEPTION 'in the way' USING ERRCODE = '\(sqlState)'; END IF;
                RETURN NULL;
            END $$;
            CREATE TRIGGER refuse AFTER INSERT ON job_results FOR EACH STATEMENT EXECUTE FUNCTION refuse();
            """)
    }

    @Test(
        "a commit that met another is written once more, and comes back with its lease if that fails too: no attempt is used up",
        arguments: [(1, "40P01"), (2, "40001")])
    func contention(failures: Int, sqlState: String) async throws {
        let settings = Self.quick + ["processing.max_attempts=1", "timeouts.lease=300ms"]
        try await TestApp.run(TestApp.Options(settings: settings)) { app in
            try await app.database.run(script: Self.inTheWay(failures, sqlState))
            let jane = try await app.caller()
            let id = try await jane.search("keyword", ["toys"], results: 10)
            let job = try await app.job(id, as: jane)
            #expect(job["status"] as? String == "completed")
            #expect(job["processedResults"] as? Int == 10)
            #expect(job["processedRuns"] as? Int == 1)
            let isBack = app.log.all.contains { $0.contains("could not be written and comes back") }
            #expect(isBack == (failures == 2))
        }
    }

    @Test("a job's last step waits for no profile while it holds up the admission of others")
    func profilesBeforeAdmission() async throws {
        let settings = ["cache.profile=0s", "polling.interval=1s"]
        let both = Statement(
            "tests.both",
            """
            SELECT count(*) FILTER (WHERE locktype = 'transactionid' AND NOT granted) AS waits,
                count(*) FILTER (WHERE locktype = 'transactionid' AND NOT granted AND pid IN (
                    SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = 5267190 AND granted)) AS holds
            FROM pg_locks WHERE pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())
            """)
        try await TestApp.run(TestApp.Options(settings: settings)) { app in
            let jane = try await app.caller()
            _ = try await app.job(jane.search("keyword", ["toys-5"], results: 5), as: jane)
            let id = try await app.database.transaction { db in
                let rows = try await db.execute(Statement("tests.hold", "SELECT 1 FROM profile_cache FOR UPDATE"))
                #expect(rows == 5)
                let id = try await jane.search("keyword", ["toys-5"], results: 5)
                var counts = [0, 0]
                while counts[0] == 0 {
                    try await db.execute(Statement("tests.alive", "SELECT 1"))
                    counts =
                        try await app.database.first(both) { row in
                            [try row.get("waits", as: Int.self), try row.get("holds", as: Int.self)]
                        } ?? []
                }
                #expect(counts == [1, 0])
                return id
            }
            #expect(try await app.job(id, as: jane)["status"] as? String == "completed")
        }
    }

    @Test("a step whose lease was taken over writes nothing")
    func staleLease() async throws {
        let options = TestApp.Options(
            settings: ["timeouts.lease=1h"], faults: try FaultPlan(parsing: "latency=150ms"))
        try await TestApp.run(options) { app in
            let jane = try await app.caller()
            let id = try await jane.search("keyword", ["toys"], results: 30)
            _ = try await app.job(id, reaches: ["processing"], as: jane)
            #expect(try await app.database.execute(Ledger.stealLease, [id]) == 1)
            let before = try await app.database.first(Ledger.results, [id]) { row in try row.get("n", as: Int.self) }
            _ = try await app.job(jane.search("keyword", ["others"], results: 20), as: jane)
            let after = try await app.database.first(Ledger.results, [id]) { row in try row.get("n", as: Int.self) }
            #expect(after == before)
            #expect(try await jane.job(id)["status"] as? String == "processing")
        }
    }

    @Test("a job past its time ends as timeout whether or not anybody asks, and keeps what it found")
    func timeout() async throws {
        let clock = ManualEffects()
        let options = TestApp.Options(
            settings: ["timeouts.job=10m", "polling.interval=1s"],
            faults: try FaultPlan(parsing: "hang=100%"), effects: clock.effects)
        try await TestApp.run(options) { app in
            let jane = try await app.caller()
            let id = try await jane.search("keyword", ["toys"], results: 30)
            clock.advance(by: .seconds(601))
            let job = try await app.job(id, as: jane)
            #expect(job["status"] as? String == "timeout")
            #expect((job["error"] as? [String: Any])?["code"] as? String == "JOB_TIMEOUT")
            #expect(try await app.database.first(Ledger.messages, [id]) { row in try row.get("n", as: Int.self) } == 0)
        }
    }
}

/// Carries what a test's body found out of it.
final class HandleBox: @unchecked Sendable {
    private var handles: [String] = []

    var all: [String] { handles }

    func keep(_ handles: [String]) { self.handles = handles }
}
