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
