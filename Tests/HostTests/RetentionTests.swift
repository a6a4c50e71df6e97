import Foundation
import HostTesting
import Postgres
import Testing

@testable import Host

@Suite("Retention")
struct RetentionTests {
    /// Users, campaigns and a job that ended so long before the clock's time, with results, calls and a dead letter.
    private static func job(
        _ number: Int, _ status: String, ended seconds: Int?, results: Int = 2, now: Date
    ) -> String {
        let id = "'00000000-0000-7000-8000-\(String(format: "%012d", number))'::uuid"
        let clock = "to_timestamp(\(Int(now.timeIntervalSince1970)))"
        let end = seconds.map { "\(clock) - interval '\($0) seconds'" } ?? "NULL"
        return """
            INSERT INTO jobs (id, user_id, campaign_id, platform, mode, terms, status, processed_results,
                              target_results, max_runs, created_at, completed_at, timeout_at)
            SELECT \(id), u.id, c.id, 'toy', 'keyword', '{toys}', '\(status)', \(results), 100, 10, now(), \(end),
                   \(clock) + interval '1 hour'
            FROM users u JOIN campaigns c ON c.user_id = u.id;
            INSERT INTO job_results (job_id, position, external_id, creator, found_at)
            SELECT \(id), n, 'creator-' || n, '{}', now() FROM generate_series(1, \(results)) n;
            INSERT INTO provider_calls (id, job_id, platform, vendor, path, attempt, credits, is_cached, milliseconds,
                                        called_at)
            VALUES (gen_random_uuid(), \(id), 'toy', 'scrapecreators', '/v1/toys', 1, 1, false, 20, now());
            INSERT INTO dead_letters (id, kind, job_id, payload, attempt, interruptions, error, created_at, died_at)
            VALUES (gen_random_uuid(), 'search.step', \(id), '{}', 6, 0, 'broken', now(), \(clock));
            """
    }

    private static let owner = """
        INSERT INTO users (id, clerk_id, created_at, updated_at)
        VALUES ('00000000-0000-7000-8000-000000000001', 'user_1', now(), now());
        INSERT INTO campaigns (id, user_id, name, status, created_at, updated_at)
        VALUES ('00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000001', 'Old', 'archived',
                now(), now());
        """

    private static let remaining = Statement(
        "tests.remaining", "SELECT right(id::text, 4)::bigint AS number FROM jobs ORDER BY id")

    @Test("completed jobs go after thirty days, all others that ended after seven, and nothing else goes")
    func exactly() async throws {
        try await Hosts.with { hosts in
            let day = 86_400
            let host = try await hosts.host("a", try hosts.own())
            hosts.clock.advance(by: .seconds(3600))
            let now = hosts.clock.now
            try await hosts.run(Self.owner)
            let ends: [(status: String, ended: Int?)] = [
                ("completed", 30 * day), ("completed", 30 * day - 1), ("completed", 8 * day), ("error", 7 * day),
                ("error", 7 * day - 1), ("timeout", 7 * day), ("timeout", 7 * day - 1), ("cancelled", 7 * day),
                ("cancelled", 7 * day - 1), ("processing", nil), ("pending", nil), ("paused", nil),
            ]
            for (number, end) in ends.enumerated() {
                try await hosts.run(Self.job(number, end.status, ended: end.ended, now: now))
            }
            await host.runDue(.cleanUp)
            let left = try await hosts.pool.query(Self.remaining) { row in try row.get("number", as: Int.self) }
            #expect(left == [1, 2, 4, 6, 8, 9, 10, 11])
            #expect(try await hosts.count("job_results") == 2 * left.count)
            #expect(try await hosts.count("dead_letters") == left.count)
            #expect(try await hosts.count("campaigns") == 1)
            // What was spent stays in the ledger, without its job.
            #expect(try await hosts.count("provider_calls") == ends.count)
            #expect(try await hosts.count("provider_calls WHERE job_id IS NULL") == 4)
            let state = try await hosts.state("retention")
            #expect((state.outcome, state.touched, state.error) == (.succeeded, ends.count + 4, nil))
        }
    }

    @Test("a batch takes as many jobs as bring some five hundred rows along, a larger one by itself, each as a whole")
    func batches() async throws {
        try await Hosts.with { hosts in
            try await hosts.run(Self.owner)
            let sizes = [300, 300, 300, 900, 100]
            for (number, size) in sizes.enumerated() {
                // The first ended longest ago.
                let script = Self.job(
                    number, "completed", ended: 10_000 - number, results: size, now: hosts.clock.now)
                try await hosts.run(script)
            }
            var gone: [Int] = []
            while gone.last != 0, gone.count < 10 {
                gone.append(try await RetentionStore().dropCompleted(before: hosts.clock.now, on: hosts.pool))
            }
            #expect(gone == [2, 2, 1, 0])
            #expect(try await hosts.count("job_results") == 0)
        }
    }

    @Test("a job that somebody holds is left for later and keeps nobody waiting")
    func held() async throws {
        try await Hosts.with { hosts in
            try await hosts.run(Self.owner)
            for number in 0..<2 {
                try await hosts.run(Self.job(number, "error", ended: 100 - number, now: hosts.clock.now))
            }
            let lock = Statement("tests.lock", "SELECT id FROM jobs ORDER BY id LIMIT 1 FOR UPDATE")
            let gone = try await hosts.pool.transaction { db in
                try await db.execute(lock)
                return try await RetentionStore().dropFailed(before: hosts.clock.now, on: hosts.pool)
            }
            #expect(gone == 1)
            #expect(try await RetentionStore().dropFailed(before: hosts.clock.now, on: hosts.pool) == 1)
        }
    }

    @Test("profiles, idempotency keys and dead letters without a job go when their time is over, in batches")
    func shortLived() async throws {
        try await Hosts.with { hosts in
            let host = try await hosts.host("a", try hosts.own())
            hosts.clock.advance(by: .seconds(3600))
            let clock = "to_timestamp(\(Int(hosts.clock.now.timeIntervalSince1970)))"
            // The first 1,201 of each are over, the last of them just now; three are not.
            try await hosts.run(
                Self.owner + """
                    INSERT INTO profile_cache (platform, external_id, creator, fetched_at)
                    SELECT 'toy', 'creator-' || n, '{}', \(clock) - interval '7 days' + (n - 1201) * interval '1 second'
                    FROM generate_series(1, 1204) n;
                    INSERT INTO idempotency_keys (user_id, key, fingerprint, creation_id, lease_token, expires_at)
                    SELECT u.id, 'key-' || n, '\\x00', u.id, 1, \(clock) + (n - 1201) * interval '1 second'
                    FROM users u, generate_series(1, 1204) n;
                    INSERT INTO dead_letters (id, kind, payload, attempt, interruptions, error, created_at, died_at)
                    SELECT gen_random_uuid(), 'tests', '{}', 6, 0, 'broken', now(),
                           \(clock) - interval '7 days' + (n - 1201) * interval '1 second'
                    FROM generate_series(1, 1204) n;
                    """)
            await host.runDue(.cleanUp)
            for table in ["profile_cache", "idempotency_keys", "dead_letters"] {
                #expect(try await hosts.count(table) == 3, "\(table)")
            }
            for name in ["profile_cache", "idempotency_keys", "retention"] {
                let state = try await hosts.state(name)
                #expect((state.outcome, state.touched) == (.succeeded, 1201), "\(name)")
            }
        }
    }

    @Test("calls go from the ledger after four hundred days, in batches, and their jobs stay")
    func calls() async throws {
        try await Hosts.with { hosts in
            let host = try await hosts.host("a", try hosts.own())
            hosts.clock.advance(by: .seconds(3600))
            let now = hosts.clock.now
            let clock = "to_timestamp(\(Int(now.timeIntervalSince1970)))"
            try await hosts.run(Self.owner + Self.job(0, "completed", ended: 60, now: now))
            try await hosts.run(
                """
                INSERT INTO provider_calls (id, job_id, platform, vendor, path, attempt, credits, is_cached, milliseconds,
                                            called_at)
                SELECT gen_random_uuid(), j.id, 'toy', 'scrapecreators', '/v1/toys', 1, 1, false, 20,
                       \(clock) - interval '400 days' + (n - 1201) * interval '1 second'
                FROM jobs j, generate_series(1, 1204) n;
                """)
            await host.runDue(.cleanUp)
            #expect(try await hosts.count("provider_calls") == 4)
            #expect(try await hosts.count("jobs") == 1)
            #expect(try await hosts.state("retention").touched == 1205 + 1201)
        }
    }

    @Test("receipts of webhooks and marks of users whom the issuer deleted go after thirty days, in batches")
    func webhooks() async throws {
        try await Hosts.with { hosts in
            let host = try await hosts.host("a", try hosts.own())
            hosts.clock.advance(by: .seconds(3600))
            let clock = "to_timestamp(\(Int(hosts.clock.now.timeIntervalSince1970))) - interval '30 days'"
            try await hosts.run(
                """
                INSERT INTO webhook_receipts (vendor, message_id, received_at)
                SELECT 'clerk', 'msg_' || n, \(clock) + (n - 1201) * interval '1 second' FROM generate_series(1, 1204) n;
                INSERT INTO erased_users (clerk_id, is_final, erased_at)
                SELECT 'user_' || n, n % 2 = 0, \(clock) + (n - 6) * interval '1 second' FROM generate_series(1, 10) n;
                """)
            await host.runDue(.cleanUp)
            #expect(try await hosts.count("webhook_receipts") == 3)
            // Who has left by themselves stays away until they come back, whatever the issuer tells of them.
            #expect(try await hosts.count("erased_users") == 2 + 5)
        }
    }

    @Test("calls that were made before it was noted for whom are told from their jobs")
    func callsOfUsers() async throws {
        let url = try await TestCluster.shared.makeDatabase()
        let pool = try Pool(configuration: PoolConfiguration(connectionString: url, size: 1))
        _ = try await Migrator(migrations: Migrations.all.filter { $0.id < 13 }).migrate(pool)
        try await pool.run(
            script: Statement("tests.old", Self.owner + Self.job(0, "completed", ended: 60, now: Date())))
        _ = try await Migrator(migrations: Migrations.all).migrate(pool)
        #expect(try await RetentionStore().nameCalls(on: pool) == 1)
        #expect(try await RetentionStore().nameCalls(on: pool) == 0)
        let users = Statement("tests.users", "SELECT user_id FROM provider_calls")
        let named = try await pool.query(users) { row in try row.get("user_id", as: UUID?.self)?.uuidString }
        #expect(named == ["00000000-0000-7000-8000-000000000001"])
        await pool.close()
    }

    @Test("a job past its time whose campaign is held waits for the next run, and keeps no waiting job from its place")
    func heldCampaign() async throws {
        try await Hosts.with { hosts in
            let host = try await hosts.host("a", try hosts.own())
            try await hosts.run(Self.owner)
            try await hosts.run(
                Self.job(1, "processing", ended: nil, now: hosts.clock.now.addingTimeInterval(-3600)))
            hosts.clock.advance(by: .seconds(60))
            let hold = Statement("tests.hold", "SELECT id FROM campaigns FOR UPDATE")
            try await hosts.pool.transaction { db throws in
                #expect(try await db.execute(hold) == 1)
                await host.runDue(.prompt)
                for name in ["job_timeouts", "waiting_jobs"] {
                    #expect(try await hosts.state(name).outcome == .succeeded, "\(name)")
                }
            }
            #expect(try await hosts.count("jobs WHERE status = 'processing'") == 1)
            hosts.clock.advance(by: .seconds(2))
            await host.runDue(.prompt)
            #expect(try await hosts.count("jobs WHERE status = 'timeout'") == 1)
        }
    }

    @Test("jobs past their time end once, with two hosts looking, and those in time go on")
    func timeouts() async throws {
        try await Hosts.with { hosts in
            let pair = [try await hosts.host("a", try hosts.own()), try await hosts.host("b", try hosts.own())]
            try await hosts.run(Self.owner)
            for number in 0..<3 {
                let status = ["processing", "paused", "completed"][number]
                try await hosts.run(
                    Self.job(number, status, ended: number == 2 ? 1 : nil, now: hosts.clock.now.addingTimeInterval(-10))
                )
            }
            try await hosts.run(Self.job(3, "processing", ended: nil, now: hosts.clock.now.addingTimeInterval(1)))
            hosts.clock.advance(by: .seconds(3600))
            await withDiscardingTaskGroup { group in
                for host in pair { group.addTask { await host.runDue(.prompt) } }
            }
            #expect(try await hosts.count("jobs WHERE status = 'timeout' AND error_code = 'JOB_TIMEOUT'") == 2)
            #expect(try await hosts.count("jobs WHERE status IN ('completed', 'processing')") == 2)
            let state = try await hosts.state("job_timeouts")
            #expect((state.outcome, state.touched, state.every) == (.succeeded, 2, .seconds(2)))
        }
    }
}
