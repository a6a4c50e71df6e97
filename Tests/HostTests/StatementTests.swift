import Foundation
import HostTesting
import Postgres
import Testing

@testable import Host

@Suite("Statements")
struct StatementTests {
    // MARK: The catalogue

    private static let hostSources: URL = {
        var folder = URL(filePath: #filePath).deletingLastPathComponent()
        while !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) {
            folder.deleteLastPathComponent()
        }
        return folder.appending(path: "Sources/Host")
    }()

    /// The names of all statements that the host's sources make, wherever they make them.
    private func namesInSources() throws -> [String] {
        let files = try #require(
            FileManager.default.enumerator(at: Self.hostSources, includingPropertiesForKeys: nil)
        ).compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
        #expect(files.count > 20)
        return try files.flatMap { file in
            try String(contentsOf: file, encoding: .utf8).matches(of: /\bStatement\(\s*"([^"]+)"/).map { String($0.1) }
        }
    }

    @Test("the catalogue lists every statement of the host's sources, and each name is used once")
    func catalogue() throws {
        let written = try namesInSources().sorted()
        #expect(written.count == Set(written).count)
        #expect(StatementCatalog.all.map(\.name).sorted() == written)
    }

    @Test("short reads, which may be asked twice, only select: nothing is locked or written")
    func shortReads() {
        let short = StatementCatalog.all.filter(\.isShortRead)
        #expect(!short.isEmpty)
        for statement in short {
            #expect(statement.sql.hasPrefix("SELECT "), "\(statement.name)")
            #expect(!statement.sql.contains("FOR UPDATE") && !statement.sql.contains("FOR SHARE"), "\(statement.name)")
            #expect(!statement.sql.contains("pg_"), "\(statement.name)")
        }
    }

    @Test("every statement that changes a job's row adds to its revision, by which its events are numbered")
    func revisions() {
        let changes = StatementCatalog.all.filter { $0.sql.contains(/UPDATE jobs\b/) }
        #expect(changes.count >= 5)
        #expect(changes.filter { !$0.sql.contains("revision = revision + 1") }.map(\.name) == [])
    }

    // MARK: The schema

    /// What the stores' Swift types are encoded to and decoded from. A type beyond these is one that no store reads.
    private static let types: Set<String> = [
        "uuid", "text", "bytea", "jsonb", "bigint", "double precision", "boolean", "timestamp with time zone",
        "uuid[]", "text[]", "jsonb[]", "bigint[]", "timestamp with time zone[]",
    ]

    @Test("every statement fits the migrated schema: its tables, its columns, and types that Swift has")
    func prepares() async throws {
        try await Self.withDatabase { pool in
            for statement in StatementCatalog.all {
                let shape: StatementShape
                do {
                    shape = try await pool.describe(statement)
                } catch {
                    Issue.record("\(statement.name): \(error)")
                    continue
                }
                let numbers = Set(statement.sql.matches(of: /\$(\d+)/).compactMap { Int($0.1) })
                #expect(numbers == Set(shape.parameters.indices.map { $0 + 1 }), "\(statement.name)")
                // `pg_notify` returns `void`, which nobody reads.
                let strangers = Set(shape.parameters + shape.columns.map(\.type)).subtracting(Self.types)
                #expect(strangers.isSubset(of: ["void"]), "\(statement.name): \(strangers)")
            }
        }
    }

    private static func withDatabase(_ body: (Pool) async throws -> Void) async throws {
        let url = try await TestCluster.shared.makeDatabase()
        let pool = try Pool(configuration: PoolConfiguration(connectionString: url, size: 1))
        _ = try await Migrator(migrations: Migrations.all).migrate(pool)
        try await body(pool)
        await pool.close()
    }

    // MARK: The plans

    /// A statement that runs many times a second, or over tables that only grow.
    struct Hot: Sendable, CustomTestStringConvertible {
        var statement: Statement
        /// Arguments as SQL writes them.
        var arguments: String

        var testDescription: String { statement.name }
    }

    private static let hot = [
        Hot(
            statement: ClaimStore.claim,
            arguments: "clock_timestamp(), 4, 30, 'host', 'at', ARRAY['search.step'], ARRAY['tiktok'], 1"),
        Hot(
            statement: ClaimStore.claimOne,
            arguments: "clock_timestamp(), \(id(300)), 30, 'host', 'at', ARRAY['search.step'], ARRAY['tiktok']"),
        Hot(
            statement: MessageStore.insert,
            arguments:
                "\(id(30_000)), 'search.step', NULL, \(id(1)), 'tiktok', '{}', now(), 5, 'key', false, now(), 7, '[]'"),
        Hot(statement: AdmissionStore.admit, arguments: "5, ARRAY['tiktok'], ARRAY[100::bigint], clock_timestamp()"),
        Hot(statement: AdmissionStore.overfull, arguments: "\(id(300)), \(id(1)), 100"),
        Hot(statement: PublicationStore.claim, arguments: "100, 30"),
        Hot(statement: AdmissionStore.explain, arguments: "\(id(300)), 'waits'"),
        Hot(statement: MessageStore.finish, arguments: "\(id(300)), 1"),
        Hot(statement: MessageStore.dropOfJob, arguments: id(300)),
        Hot(statement: JobStore.find, arguments: "\(id(300)), \(id(1))"),
        Hot(statement: JobStore.forStep, arguments: id(300)),
        Hot(statement: JobStore.overdue, arguments: "clock_timestamp()"),
        Hot(statement: JobStore.expire, arguments: "\(id(300)), clock_timestamp()"),
        Hot(statement: ResultStore.page, arguments: "\(id(100)), 500, 200"),
        Hot(statement: ResultStore.known, arguments: "\(id(100)), ARRAY['creator-1', 'creator-2', 'stranger']"),
        Hot(statement: CampaignStore.list, arguments: "\(id(1)), \(id(2_000_000)), 20"),
        Hot(statement: CampaignStore.jobs, arguments: "ARRAY[\(id(1)), \(id(2)), \(id(3))], \(id(1))"),
        Hot(statement: CampaignStore.restore, arguments: "\(id(1)), \(id(2))"),
        Hot(statement: ProfileStore.holdCampaigns, arguments: id(1)),
        Hot(statement: ProfileStore.delete, arguments: id(1)),
        Hot(
            statement: IdempotencyStore.claim,
            arguments: "\(id(1)), 'key-1', '\\x00'::bytea, \(id(2)), 30, clock_timestamp(), clock_timestamp()"),
        Hot(statement: IdempotencyStore.find, arguments: "\(id(1)), 'key-1'"),
        Hot(statement: IdempotencyStore.dropExpired, arguments: "clock_timestamp(), 500"),
        Hot(statement: ProfileCacheStore.dropExpired, arguments: "clock_timestamp(), 500"),
        Hot(statement: RetentionStore.dropCompleted, arguments: "clock_timestamp(), 500"),
        Hot(statement: RetentionStore.dropFailed, arguments: "clock_timestamp(), 500"),
        Hot(statement: RetentionStore.dropDeadLetters, arguments: "clock_timestamp(), 500"),
        Hot(statement: CircuitStore.nextWaiting, arguments: "'scrapecreators /v1/toys', clock_timestamp()"),
        Hot(statement: CampaignStore.lock, arguments: "\(id(300)), \(id(1))"),
        Hot(statement: CampaignStore.lock, arguments: "\(id(300)), NULL"),
        Hot(statement: CampaignStore.complete, arguments: "\(id(300)), clock_timestamp()"),
        Hot(statement: CandidateStore.next, arguments: "\(id(10)), 20"),
        Hot(
            statement: ProfileCacheStore.find,
            arguments: "'tiktok', ARRAY['creator-1', 'stranger'], clock_timestamp() - interval '1 day'"),
        Hot(statement: UserStore.find, arguments: "'user_77'"),
        Hot(
            statement: AuditStore.page,
            arguments: "NULL, NULL, 'user/7', '-infinity', 'infinity', \(id(2_000_000)), 50"),
        Hot(
            statement: AuditStore.page,
            arguments: "\(id(7)), NULL, NULL, now() - interval '1 hour', 'infinity', \(id(2_000_000)), 50"),
        Hot(statement: AdminJobStore.page, arguments: "\(id(2_000_000)), NULL, NULL, NULL, 50"),
        Hot(statement: AdminJobStore.page, arguments: "\(id(2_000_000)), 'paused', NULL, NULL, 50"),
        Hot(statement: AdminJobStore.page, arguments: "\(id(2_000_000)), NULL, NULL, \(id(7)), 50"),
        Hot(statement: AdminUserStore.find, arguments: "\(id(7)), ARRAY['ada@example.com'], now()"),
        Hot(
            statement: AdminUserStore.page,
            arguments: "\(id(2_000_000)), NULL, NULL, NULL, true, ARRAY['ada@example.com'], 50, now()"),
        Hot(statement: AdminUserStore.holdAdmins, arguments: ""),
        Hot(statement: MetricsStore.admins, arguments: ""),
        Hot(statement: MetricsStore.open, arguments: ""),
        Hot(statement: MetricsStore.days, arguments: "now() - interval '1 hour'"),
        Hot(statement: MetricsStore.spent, arguments: "now() - interval '1 hour'"),
    ]

    @Test("a hot statement reads no table from end to end, when it is new and when it has run often", arguments: hot)
    func plans(_ hot: Hot) async throws {
        for plan in try await Self.plans(of: hot, in: try await Self.seeded.value) {
            #expect(!plan.contains("Seq Scan"), "\(plan)")
        }
    }

    @Test("jobs on a platform are found by it, however few they are", arguments: ["tiktok", "unheard-of"])
    func jobsOfPlatform(_ platform: String) async throws {
        let hot = Hot(statement: AdminJobStore.page, arguments: "\(Self.id(2_000_000)), NULL, '\(platform)', NULL, 50")
        for plan in try await Self.plans(of: hot, in: try await Self.seeded.value) {
            #expect(plan.contains(platform == "tiktok" ? /jobs_by_platform|jobs_pkey/ : /jobs_by_platform/), "\(plan)")
        }
    }

    @Test("nor does a plan that is made while its tables are small, and kept while they grow", arguments: hot)
    func plansOfSmallTables(_ hot: Hot) async throws {
        for plan in try await Self.plans(of: hot, in: try await Self.small.value, asConnected: true) {
            #expect(!plan.contains("Seq Scan"), "\(plan)")
        }
    }

    @Test(
        "looking up creators reads few rows, also when the server last looked at the table while it was small",
        arguments: [1, 2])
    func knownInGrowingTable(before: Int) async throws {
        try await Self.withDatabase { pool in
            func add(to job: Int) -> String {
                """
                SET session_replication_role = replica;
                INSERT INTO job_results (job_id, position, external_id, creator, found_at)
                SELECT \(Self.id(job)), n, 'creator-' || n, '{"handle": "someone"}', now()
                """
            }
            try await pool.run(
                script: Statement("tests.few", add(to: before) + " FROM generate_series(1, 100) n; ANALYZE"))
            let job = try #require(UUID(uuidString: "00000000-0000-7000-8000-000000000001"))
            let ids = (1...50).map { "creator-\($0)" }
            let later = (201...250).map { "creator-\($0)" }
            for _ in 1...8 { #expect(try await Self.known(ids, of: job, on: pool) == (before == 1 ? 50 : 0)) }
            try await pool.run(script: Statement("tests.many", add(to: 1) + " FROM generate_series(101, 20000) n"))
            let touched = try await pool.transaction { db in
                let before = try await Self.rowsRead(of: "job_results", on: db)
                #expect(try await Self.known(later, of: job, on: db) == 50)
                return try await Self.rowsRead(of: "job_results", on: db) - before
            }
            #expect((50...100).contains(touched))
        }
    }

    private static func known(_ ids: [String], of job: UUID, on db: some Queryable) async throws -> Int {
        try await db.query(ResultStore.known, [job, ids]) { row in try row.get("external_id", as: String.self) }.count
    }

    /// Rows of a table that this session has read so far, some of them perhaps in transactions before.
    private static func rowsRead(of table: String, on db: some Queryable) async throws -> Int {
        let read = Statement(
            "tests.read", "SELECT seq_tup_read + idx_tup_fetch AS read FROM pg_stat_xact_user_tables WHERE relname = $1"
        )
        return try #require(try await db.first(read, [table]) { row in try row.get("read", as: Int.self) })
    }

    @Test("a statement that no index serves is seen to read the table from end to end")
    func seesSequentialScans() async throws {
        let slow = Statement("tests.slow", "SELECT position FROM job_results WHERE found_at = $1")
        let hot = Hot(statement: slow, arguments: "clock_timestamp()")
        for plan in try await Self.plans(of: hot, in: try await Self.seeded.value) {
            #expect(plan.contains("Seq Scan on job_results"))
        }
    }

    /// The plans of the first run and of the eighth. The server plans the first five for their arguments, and from the
    /// sixth on may settle for one plan for all (manual, PREPARE, "Notes").
    ///
    /// - Parameter asConnected: with the settings of the host's connections; else with the server's own, where indexes
    ///   are used for nothing but their price.
    private static func plans(of hot: Hot, in url: String, asConnected: Bool = false) async throws -> [String] {
        let pool = try Pool(configuration: PoolConfiguration(connectionString: url, size: 1))
        let plans = try await pool.transaction { db in
            let settings = asConnected ? "" : "SET LOCAL enable_seqscan = on; "
            try await db.run(script: Statement("tests.prepare", settings + "PREPARE hot AS \(hot.statement.sql)"))
            var plans: [String] = []
            for _ in 1...8 {
                let arguments = hot.arguments.isEmpty ? "" : "(\(hot.arguments))"
                let explain = Statement("tests.explain", "EXPLAIN EXECUTE hot \(arguments)")
                let lines = try await db.query(explain) { row in try row.get("QUERY PLAN", as: String.self) }
                plans.append(lines.joined(separator: "\n"))
            }
            return [plans[0], plans[7]]
        }
        await pool.close()
        return plans
    }

    // MARK: The seeded database

    private static let seeded = Task { try await database(with: seed) }

    /// The same kinds of rows, a handful of each.
    private static let small = Task {
        try await database(with: seed.replacing(/generate_series\(1, \d+\)/, with: "generate_series(1, 12)"))
    }

    private static func database(with seed: String) async throws -> String {
        let url = try await TestCluster.shared.makeDatabase()
        let pool = try Pool(configuration: PoolConfiguration(connectionString: url, size: 1))
        _ = try await Migrator(migrations: Migrations.all).migrate(pool)
        try await pool.run(script: Statement("tests.seed", seed, deadline: .seconds(120)))
        await pool.close()
        return url
    }

    private static func id(_ number: Int) -> String {
        let digits = String(number)
        return "'00000000-0000-7000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits + "'::uuid"
    }

    /// A service with a past: 1,000 users, 5,000 campaigns, 20,000 jobs of which one in a hundred is open, 200,000
    /// results of 200 jobs, 20,000 candidates of 20 jobs, 20,000 profiles, 20,000 messages, 20,000 calls, 20,000 entries
    /// of the audit log.
    private static let seed = """
        -- Every row's partner is made here as well; looking each of them up would take most of the time.
        SET session_replication_role = replica;
        CREATE FUNCTION id(number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
            $$ SELECT ('00000000-0000-7000-8000-' || lpad(number::text, 12, '0'))::uuid $$;

        INSERT INTO users (id, clerk_id, created_at, updated_at)
        SELECT id(n), 'user_' || n, now(), now() FROM generate_series(1, 1000) n;

        INSERT INTO campaigns (id, user_id, name, status, created_at, updated_at)
        SELECT id(n), id(1 + n % 1000), 'Campaign ' || n, 'active', now(), now() FROM generate_series(1, 5000) n;

        INSERT INTO jobs (id, user_id, campaign_id, platform, mode, terms, status, target_results, max_runs, created_at,
                          completed_at, timeout_at)
        SELECT id(n), id(1 + n % 1000), id(1 + n % 5000), 'tiktok', 'keyword', '{vegan}',
               CASE WHEN n % 100 = 0 THEN 'processing' WHEN n % 10 = 0 THEN 'error' ELSE 'completed' END, 1000, 200,
               now() - n * interval '1 minute',
               CASE WHEN n % 100 <> 0 THEN now() - n * interval '1 minute' + interval '10 minutes' END,
               now() - n * interval '1 minute' + interval '1 hour'
        FROM generate_series(1, 20000) n;

        INSERT INTO job_results (job_id, position, external_id, creator, found_at)
        SELECT id(100 * job), n, 'creator-' || n, '{"handle": "someone"}', now()
        FROM generate_series(1, 200) job, generate_series(1, 1000) n;

        INSERT INTO job_candidates (job_id, external_id, track, degree, mentions, is_taken, creator)
        SELECT id(10 * job), 'creator-' || n, 0, 1 + n % 3, 1 + n % 7, n % 2 = 0, '{"handle": "someone"}'
        FROM generate_series(1, 20) job, generate_series(1, 1000) n;

        INSERT INTO profile_cache (platform, external_id, creator, fetched_at)
        SELECT 'tiktok', 'creator-' || n, '{"handle": "someone"}', now() FROM generate_series(1, 20000) n;

        INSERT INTO idempotency_keys (user_id, key, fingerprint, creation_id, lease_token, expires_at)
        SELECT id(1 + n % 1000), 'key-' || n, '\\x00', id(n), 1, now() + n * interval '1 second'
        FROM generate_series(1, 20000) n;

        INSERT INTO messages (id, kind, job_id, user_id, platform, payload, not_before, max_attempts, turn, lease_until,
                              created_at)
        SELECT id(n), 'search.step', id(n), id(1 + n % 1000), 'platform-' || n % 500, '{}', now() + (n - 10000) * interval '1 second',
               5, CASE WHEN n % 2 = 0 THEN n END, CASE WHEN n % 50 = 0 THEN now() + interval '1 minute' END, now()
        FROM generate_series(1, 20000) n;

        INSERT INTO dead_letters (id, kind, job_id, payload, attempt, interruptions, error, created_at, died_at)
        SELECT id(n), 'search.step', CASE WHEN n % 10 <> 0 THEN id(n) END, '{}', 6, 0, 'broken', now(), now()
        FROM generate_series(1, 5000) n;

        INSERT INTO provider_calls (id, user_id, platform, vendor, path, attempt, credits, is_cached, milliseconds, called_at)
        SELECT id(n), id(1 + n % 1000), 'tiktok', 'vendor', '/v1/search', 1, 1, false, 100, now() - n * interval '10 minutes'
        FROM generate_series(1, 20000) n;

        INSERT INTO audit_log (id, actor_id, action, subject, at)
        SELECT id(n), id(1 + n % 10), 'user.promote', 'user/' || n % 1000, now() - n * interval '10 minutes'
        FROM generate_series(1, 20000) n;

        SET session_replication_role = DEFAULT;
        ANALYZE;
        """
}
