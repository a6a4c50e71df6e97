import Domain
import Effects
import Foundation
import HTTPTesting
import HostTesting
import PlatformAPI
import Postgres
import Testing

@testable import Host

@Suite("What a host hears")
struct ListeningTests {
    enum Carrier: CaseIterable {
        case postgres
        case qstash
    }

    private static func run(
        _ carrier: Carrier, settings: [String] = [], clock: ManualEffects? = nil,
        _ body: @escaping @Sendable (TestApp, ScriptedQStash) async throws -> Void
    ) async throws {
        let (qstash, server, configuration) = try ScriptedQStash.start()
        defer { server.stop() }
        var options = TestApp.Options(settings: settings, effects: clock?.effects ?? .live)
        if carrier == .qstash { options.carrier = configuration }
        try await TestApp.run(options) { app in try await body(app, qstash) }
    }

    /// Cuts the host's ear off; how many it had.
    private static func deafen(_ app: TestApp) async throws -> Int {
        try await app.database.first(cut) { row in try row.get("ended", as: Int.self) } ?? 0
    }

    private static let cut = Statement(
        "tests.cut",
        """
        SELECT count(pg_terminate_backend(pid)) AS ended FROM pg_stat_activity
        WHERE datname = current_database() AND query LIKE '%LISTEN "gemz_messages"%' AND pid <> pg_backend_pid()
        """)

    /// A job with its message as a search writes them, but for the word to the workers.
    private static let enqueue = Statement(
        "tests.enqueue",
        """
        WITH job AS (
            INSERT INTO jobs (id, user_id, campaign_id, platform, mode, terms, status, target_results, max_runs,
                              created_at, timeout_at)
            SELECT gen_random_uuid(), user_id, id, 'toy', 'keyword', ARRAY['toys-5'], 'pending', 5, 50,
                $2::timestamptz, $2::timestamptz + interval '1 day'
            FROM campaigns WHERE id = $1 RETURNING id, user_id
        )
        INSERT INTO messages (id, kind, job_id, user_id, platform, payload, not_before, max_attempts, created_at, turn)
        SELECT gen_random_uuid(), 'search.step', id, user_id, 'toy', $3, $2, 6, $2, 0 FROM job RETURNING job_id
        """)

    @Test(
        "a message whose notification nobody heard is found when the host hears again, long before it looks by itself",
        .timeLimit(.minutes(5)), arguments: Carrier.allCases)
    func unheard(_ carrier: Carrier) async throws {
        let clock = ManualEffects()  // it stands, so nobody ever looks by himself
        try await Self.run(carrier, settings: ["polling.interval=1m"], clock: clock) { app, qstash in
            let jane = try await app.caller()
            let campaign = UUID(uuidString: try await jane.campaign())
            let state = SearchState(subjects: [.keyword("toys-5")])
            let payload = PostgresValue.json(try GemzJSON.bytes(of: state))
            for _ in 1...3 {
                let ids = try await app.database.query(Self.enqueue, [campaign, clock.now, payload]) { row in
                    try row.get("job_id", as: UUID.self)
                }
                let id = try #require(ids.first).text
                while try await Self.deafen(app) == 0 { await Task.yield() }
                if carrier == .qstash { try await app.deliver(try await qstash.next(), by: QStashSigner { clock.now }) }
                #expect(try await app.job(id, as: jane)["status"] as? String == "completed")
            }
        }
    }

    private static let connections = Statement(
        "tests.connections",
        """
        SELECT count(*) AS all, count(*) FILTER (WHERE query LIKE '%LISTEN "gemz_%') AS listening,
            (SELECT lease_token FROM schedules WHERE name = 'job_timeouts') AS runs
        FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
        """)

    /// Three look regularly, two lanes of schedules and the carrier; a fourth serves a request while these are at it, such
    /// as the one by which the test learns that the host is ready; a fifth while the host, once it hears, reads settings and
    /// tells the others of itself; the last one listens.
    @Test("a host with nothing to do has six connections at most, one of which listens", arguments: Carrier.allCases)
    func idle(_ carrier: Carrier) async throws {
        try await Self.run(carrier, settings: ["polling.interval=50ms"]) { app, _ in
            var counts: Set<[Int]> = []
            var runs = 0
            while runs < 10 {
                let own = await app.database.load().open - 1
                let found = try await app.database.first(Self.connections) { row in
                    (
                        try row.get("all", as: Int.self), try row.get("listening", as: Int.self),
                        try row.get("runs", as: Int.self)
                    )
                }
                let (all, listening, now) = try #require(found)
                runs = now
                counts.insert([all - max(0, own), listening])
                await Task.yield()
            }
            #expect(counts.allSatisfy { $0[0] <= 6 && $0[1] <= 1 }, "\(counts)")
            #expect(counts.contains { $0[1] == 1 })
        }
    }
}
