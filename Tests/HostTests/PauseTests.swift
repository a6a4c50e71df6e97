import Foundation
import HostTesting
import PlatformAPI
import Postgres
import StandIns
import Testing

@testable import Host

@Suite("Paused searches")
struct PauseTests {
    private static let busy = Statement(
        "tests.busy", "SELECT count(*) AS n FROM messages WHERE lease_until IS NOT NULL OR not_before <= $1")
    /// Counts claims from then on.
    private static let watch = Statement(
        "tests.watch",
        """
        CREATE SEQUENCE claims;
        CREATE FUNCTION count_claim() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN PERFORM nextval('claims'); RETURN NULL; END $$;
        CREATE TRIGGER count_claims AFTER UPDATE OF lease_token ON messages
            FOR EACH ROW EXECUTE FUNCTION count_claim();
        """)
    private static let claims = Statement("tests.claims", "SELECT last_value AS n FROM claims")
    private static let calls = Statement("tests.calls", "SELECT count(*) AS n FROM provider_calls")
    private static let prober = Statement(
        "tests.prober", "SELECT job_id FROM messages WHERE waits_for IS NOT NULL ORDER BY not_before LIMIT 1")

    private static func count(_ statement: Statement, _ app: TestApp) async throws -> Int {
        try await app.database.first(statement) { row in try row.get("n", as: Int.self) } ?? 0
    }

    /// Searches that all wait for the provider.
    private static func paused(_ count: Int, _ app: TestApp, as jane: Caller) async throws -> [String] {
        var jobs: [String] = []
        for number in 0..<count {
            jobs.append(try await jane.search("keyword", ["toys \(number)"], results: 10))
        }
        for job in jobs { _ = try await app.job(job, reaches: ["paused"], as: jane) }
        return jobs
    }

    private static func options(_ clock: ManualEffects) throws -> TestApp.Options {
        TestApp.Options(
            settings: [
                "api_limits.running_jobs_per_user=100", "timeouts.job=7d", "processing.circuit_failures=1",
                "platforms.toy.call_attempts=1",
            ], faults: try FaultPlan(parsing: "500=100%"), effects: clock.effects)
    }

    /// Moves the clock on bit by bit until something is so, half an hour at most.
    private static func wait(_ clock: ManualEffects, until isSo: () async throws -> Bool) async throws {
        let start = clock.now
        while try await !isSo() {
            try #require(clock.now.timeIntervalSince(start) < 1800)
            clock.advance(by: .milliseconds(500))
            await Task.yield()
        }
    }

    @Test("in an hour with the circuit open one search at a time comes to probe it, however many wait")
    func claims() async throws {
        let clock = ManualEffects()
        try await TestApp.run(try Self.options(clock)) { app in
            let jane = try await app.caller()
            let jobs = try await Self.paused(20, app, as: jane)
            try await app.database.run(script: Self.watch)
            let calls = try await Self.count(Self.calls, app)
            let start = clock.now
            while clock.now.timeIntervalSince(start) < 3600 {
                clock.advance(by: .seconds(30))
                try await Self.wait(clock) {
                    try await app.database.first(Self.busy, [clock.now]) { row in try row.get("n", as: Int.self) } == 0
                }
            }
            let probes = try await Self.count(Self.calls, app) - calls
            let woken = try await Self.count(Self.claims, app)
            // After 30 s, 1, 2 and 4 min, then every 5 min.
            #expect((10...16).contains(probes), "\(probes)")
            let words: Comment = "\(woken) claims for \(probes) probes of \(jobs.count) searches"
            #expect((probes...2 * probes).contains(woken), words)
            try await app.plan("")
            let later = try await app.caller()  // with a session that has not run out
            try await Self.wait(clock) {
                for job in jobs where try await later.job(job)["status"] as? String != "completed" { return false }
                return true
            }
        }
    }

    @Test("where the search that was to probe is cancelled another one does so, in good time")
    func heir() async throws {
        let clock = ManualEffects()
        try await TestApp.run(try Self.options(clock)) { app in
            let jane = try await app.caller()
            let jobs = try await Self.paused(3, app, as: jane)
            let prober = try #require(
                try await app.database.first(Self.prober) { row in try row.get("job_id", as: UUID.self) })
            let id = prober.uuidString.lowercased()
            #expect(jobs.contains(id))
            #expect(try await jane.send("DELETE", "/api/jobs/\(id)").status == 200)
            try await app.plan("")
            let start = clock.now
            for job in jobs where job != id {
                try await Self.wait(clock) { try await jane.job(job)["status"] as? String == "completed" }
            }
            // The clock runs while hosts work; by themselves the others would look after an hour.
            #expect(clock.now.timeIntervalSince(start) < 1800)
        }
    }

    @Test("what was out of reach when its circuit closed is woken all the same")
    func leftOver() async throws {
        try await Hosts.with { hosts in
            let now = hosts.clock.now
            let at = "to_timestamp(\(Int(now.timeIntervalSince1970)))"
            try await hosts.run(
                """
                INSERT INTO provider_circuits (vendor, endpoint, state, probe_at, failed_probes, version) VALUES
                    ('v', '/closed', 'closed', NULL, 0, 1), ('v', '/open', 'open', \(at) + interval '1 minute', 0, 1),
                    ('v', '/due', 'open', \(at), 0, 1);
                INSERT INTO provider_circuits (vendor, endpoint, state, probe_lease_until, failed_probes, version) VALUES
                    ('v', '/probed', 'half_open', now() + interval '1 hour', 0, 1),
                    ('v', '/gone', 'half_open', now() - interval '1 second', 0, 1);
                """ + Self.waiting(for: ["closed", "open", "due", "probed", "gone"], at: at))
            // A step that goes on and is put off for another reason: its host did not know that it waited for anything.
            try await hosts.run(Self.waiting(for: ["closed"], at: at, first: 4))
            try await hosts.run("UPDATE jobs SET status = 'processing' WHERE terms = ARRAY['closed 4']")
            #expect(try await CircuitStore().wake(limit: 500, now: now, on: hosts.pool) == 5)
            #expect(try await hosts.count("messages WHERE waits_for = 'v /closed' AND not_before > \(at)") == 1)
            for (circuit, due) in [("closed", 3), ("open", 0), ("due", 1), ("probed", 0), ("gone", 1)] {
                let waiting = "messages WHERE waits_for = 'v /\(circuit)' AND not_before <= \(at)"
                #expect(try await hosts.count(waiting) == due, "\(circuit)")
            }
            #expect(try await CircuitStore().wake(limit: 500, now: now, on: hosts.pool) == 0)
        }
    }

    /// Three paused searches for each circuit, or those from a number on; the first looks again in an hour.
    private static func waiting(for circuits: [String], at: String, first: Int = 1) -> String {
        """
        SET session_replication_role = replica;
        WITH job AS (
            INSERT INTO jobs (id, user_id, campaign_id, platform, mode, terms, status, target_results, max_runs,
                              created_at, timeout_at)
            SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'toy', 'keyword',
                   ARRAY[circuit || ' ' || n], 'paused', 5, 50, now(), now() + interval '1 day'
            FROM generate_series(\(first), \(max(3, first))) n,
                unnest(ARRAY['\(circuits.joined(separator: "', '"))']) circuit
            RETURNING id, user_id, split_part(terms[1], ' ', 1) AS circuit, split_part(terms[1], ' ', 2)::int AS n
        )
        INSERT INTO messages (id, kind, job_id, user_id, platform, payload, not_before, max_attempts, created_at,
                              waits_for)
        SELECT gen_random_uuid(), 'tests', id, user_id, 'toy', '{}', \(at) + n * interval '1 hour', 1, now(),
               'v /' || circuit FROM job;
        SET session_replication_role = DEFAULT;

        """
    }

    @Test("whoever closes a circuit wakes what waits for it, and leaves those alone that wait for another")
    func others() async throws {
        try await Hosts.with { hosts in
            let now = hosts.clock.now
            let at = "to_timestamp(\(Int(now.timeIntervalSince1970)))"
            try await hosts.run(Self.waiting(for: ["one", "other"], at: at))
            try await hosts.run(Self.waiting(for: ["nothing"], at: at))
            try await hosts.run("UPDATE messages SET waits_for = NULL WHERE waits_for = 'v /nothing'")
            try await JobStore().resume(
                of: ["toy"], behind: CircuitKey(vendor: "v", endpoint: "/one"), now: now, on: hosts.pool)
            for (circuit, going) in [("one", 3), ("other", 0), ("nothing", 3)] {
                let jobs = "jobs WHERE terms[1] LIKE '\(circuit) %' AND status = 'processing'"
                #expect(try await hosts.count(jobs) == going, "\(circuit)")
            }
            #expect(try await hosts.count("messages WHERE waits_for = 'v /other' AND not_before > \(at)") == 3)
            #expect(try await hosts.count("messages WHERE not_before > \(at)") == 3)
        }
    }

    @Test("behind two open circuits a search waits for the one that lets calls through last")
    func bothOpen() async throws {
        let clock = ManualEffects()
        try await TestApp.run(try Self.options(clock)) { app in
            let jane = try await app.caller()
            let jobs = try await Self.paused(3, app, as: jane)
            let at = "to_timestamp(\(clock.now.timeIntervalSince1970))"
            try await app.database.run(
                script: Statement(
                    "tests.both",
                    """
                    UPDATE provider_circuits SET state = 'open', probe_at = \(at) + interval '1 hour', failed_probes = 4,
                        version = version + 1;
                    INSERT INTO provider_circuits (vendor, endpoint, state, code, message, since, probe_at, failed_probes,
                                                   version)
                    SELECT vendor, '', state, code, message, since, \(at) + interval '30 seconds', 0, 1
                    FROM provider_circuits;
                    UPDATE messages SET not_before = \(at) + interval '31 seconds';
                    """))
            try await app.database.run(script: Self.watch)
            let start = clock.now
            while clock.now.timeIntervalSince(start) < 600 {
                clock.advance(by: .seconds(30))
                try await Self.wait(clock) {
                    try await app.database.first(Self.busy, [clock.now]) { row in try row.get("n", as: Int.self) } == 0
                }
            }
            #expect((jobs.count...2 * jobs.count).contains(try await Self.count(Self.claims, app)))
        }
    }
}
