import Foundation
import HTTPTesting
import HostTesting
import Postgres
import Simulation
import Testing

@testable import Host

@Suite("Any order of deliveries, crashes and cancellations")
struct InterleavingTests {
    /// A state that must not be, in words; none where all is well.
    ///
    /// Parameters: how many calls the provider has answered.
    private static let violations = Statement(
        "tests.violations",
        """
        SELECT 'a gap or a count in results' AS what FROM jobs j
        WHERE processed_results <> (SELECT count(*) FROM job_results r WHERE r.job_id = j.id)
           OR processed_results <> (SELECT coalesce(max(position), 0) FROM job_results r WHERE r.job_id = j.id)
        UNION ALL SELECT 'a creator twice' FROM job_results GROUP BY job_id, external_id HAVING count(*) > 1
        UNION ALL SELECT 'an open job without its one message' FROM jobs j
        WHERE status IN ('pending', 'processing', 'paused')
          AND (SELECT count(*) FROM messages m WHERE m.job_id = j.id) <> 1
        UNION ALL SELECT 'a final job with a message' FROM jobs j
        WHERE status NOT IN ('pending', 'processing', 'paused') AND EXISTS (SELECT 1 FROM messages m WHERE m.job_id = j.id)
        UNION ALL SELECT 'credits beside the ledger' FROM jobs j
        WHERE credits_spent <> (SELECT coalesce(sum(credits), 0) FROM provider_calls c WHERE c.job_id = j.id)
        UNION ALL SELECT 'a call that is not booked, or booked twice' WHERE $1 <> (SELECT count(*) FROM provider_calls)
        UNION ALL SELECT 'a dead letter of a job that has not failed' FROM dead_letters d JOIN jobs j ON j.id = d.job_id
        WHERE j.status <> 'error'
        UNION ALL SELECT 'candidates of a final job' FROM job_candidates c JOIN jobs j ON j.id = c.job_id
        WHERE j.status NOT IN ('pending', 'processing', 'paused', 'error')
        UNION ALL SELECT 'progress of a final job' FROM jobs WHERE (progress = 100) <> (status = 'completed')
        UNION ALL SELECT 'goes on and never began' FROM jobs
        WHERE status IN ('processing', 'paused') AND started_at IS NULL
        UNION ALL SELECT 'more running than may' FROM messages WHERE NOT is_held GROUP BY user_id HAVING count(*) > 2
        UNION ALL SELECT 'paused, and no circuit is open' FROM jobs
        WHERE status = 'paused' AND NOT EXISTS (SELECT 1 FROM provider_circuits WHERE state <> 'closed')
        UNION ALL SELECT 'handed over, and never looked for again' FROM messages
        WHERE published_for = not_before AND redeliver_at IS NULL AND NOT is_held
        """)

    @Test("whatever is delivered twice, crashes, fails, pauses, is cancelled or late leaves an allowed state")
    func schedules() async throws {
        let environment = ProcessInfo.processInfo.environment
        let seed = environment["GEMZ_SCHEDULE_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 1...999_999)
        let count = environment["GEMZ_SCHEDULES"].flatMap(Int.init) ?? 12
        print("schedules: \(count), seed \(seed)")
        let url = try await TestCluster.shared.makeDatabase()
        let pool = try Pool(configuration: PoolConfiguration(connectionString: url, size: 4))
        _ = try await Migrator(migrations: Migrations.all).migrate(pool)
        let next = NextPage()
        let provider = try ScriptedServer(next.serve)
        defer { provider.stop() }
        for number in 0..<count {
            let world = try await ScheduledWorld(pool: pool, databaseURL: url, providerURL: provider.url, next: next)
            try await TestApp.running(world.slots) {
                try await Self.play(number, seed: seed, in: world)
            }
        }
        await pool.close()
    }

    private static func play(_ number: Int, seed: UInt64, in world: ScheduledWorld) async throws {
        var random = Seed("schedules", String(seed))(number).generator()
        var past: [ScheduledWorld.Event] = []
        for _ in 0..<Int.random(in: 5...30, using: &random) {
            let event = ScheduledWorld.Event.allCases.randomElement(using: &random) ?? .deliver
            past.append(event)
            try await world.happen(event, pick: Int.random(in: 0..<3, using: &random))
            let found = try await world.pool.query(violations, [world.next.calls]) { row in
                try row.get("what", as: String.self)
            }
            try #require(found == [], "seed \(seed), schedule \(number): \(past)")
        }
        let open = try await world.finish(by: Bool.random(using: &random) ? .worker : .carrier)
        #expect(open == 0, "seed \(seed), schedule \(number) never ends: \(past)")
    }
}
