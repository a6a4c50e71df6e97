import Foundation
import HostTesting
import Postgres
import Simulation
import Testing

@testable import Host

@Suite("Who begins next")
struct AdmissionOrderTests {
    private static let now = Date(timeIntervalSince1970: 1_767_323_045)

    /// Jobs from the oldest on, as `1a` for one of user 1 on platform a that waits, and `1a*` for one that runs.
    private struct Jobs {
        var waiting: [(number: Int, user: Int, platform: String)] = []
        var running: [(number: Int, user: Int, platform: String)] = []

        init(_ text: String) {
            for (number, word) in text.split(separator: " ").enumerated() {
                let job = (number, word.first?.wholeNumberValue ?? 0, String(word.dropFirst().prefix(1)))
                if word.hasSuffix("*") { running.append(job) } else { waiting.append(job) }
            }
        }
    }

    private struct Case {
        var name: String
        var jobs: String
        var perUser = 5
        var perPlatform: [String: Int]
        /// Numbers of those that begin.
        var begin: [Int]
    }

    private static let cases = [
        Case(
            name: "a full platform hides no job of another one", jobs: "9a* 1a 1a 1a 1a 1a 1a 1b",
            perPlatform: ["a": 1, "b": 1], begin: [7]),
        Case(
            name: "a user's limit holds over all platforms, the oldest first", jobs: "1a 1b 1a 1b 1a", perUser: 3,
            perPlatform: ["a": 9, "b": 9], begin: [0, 1, 2]),
        Case(
            name: "who has fewer running comes first", jobs: "1a* 1a* 1a 2a", perPlatform: ["a": 3], begin: [3]),
        Case(
            name: "what runs elsewhere counts too", jobs: "1b* 1a 2a", perPlatform: ["a": 1, "b": 1], begin: [2]),
        Case(name: "then the oldest", jobs: "1a 2a 3a", perPlatform: ["a": 2], begin: [0, 1]),
        Case(
            name: "a second one of a user comes after the first ones of all", jobs: "1a 1a 1a 2a 3a",
            perPlatform: ["a": 4], begin: [0, 1, 3, 4]),
        Case(
            name: "who has used up the limit keeps nobody else waiting", jobs: "1a* 1a* 1b 2b", perUser: 2,
            perPlatform: ["a": 2, "b": 1], begin: [3]),
        Case(
            name: "a platform that the host was not built with has one place", jobs: "1x 2x", perPlatform: [:],
            begin: [0]),
        Case(name: "where all is full nobody begins", jobs: "1a* 2a", perPlatform: ["a": 1], begin: []),
        Case(name: "where nobody waits nobody begins", jobs: "1a*", perPlatform: ["a": 9], begin: []),
    ]

    @Test("a place goes to the user with the fewest running jobs, then to the oldest job that has room")
    func order() async throws {
        try await Self.withDatabase { pool in
            for given in Self.cases {
                let store = AdmissionStore(
                    AdmissionStore.Limits(
                        perUser: given.perUser, perPlatform: given.perPlatform, timeout: .seconds(600)))
                try await Self.fill(Jobs(given.jobs), on: pool)
                #expect(try await Self.admit(store, on: pool) == given.begin, "\(given.name)")
                // The time of those that have begun runs from now on, of the others as before.
                #expect(try await Self.timed(at: Self.now.addingTimeInterval(600), on: pool) == given.begin)
            }
        }
    }

    @Test("whatever waits, no limit is passed, and after a few runs nobody waits who has room")
    func limits() async throws {
        let number = UInt64.random(in: 1...999_999)
        try await Self.withDatabase { pool in
            var random = Seed("admission", String(number)).generator()
            for _ in 0..<40 {
                let text = (0..<Int.random(in: 1...40, using: &random)).map { _ in
                    "\(Int.random(in: 1...4, using: &random))\(["a", "b", "c"].randomElement(using: &random) ?? "a")"
                }.joined(separator: " ")
                let perUser = Int.random(in: 1...6, using: &random)
                let places = ["a", "b", "c"].map { ($0, Int.random(in: 1...8, using: &random)) }
                let perPlatform = Dictionary(uniqueKeysWithValues: places)
                let jobs = Jobs(text)
                try await Self.fill(jobs, on: pool)
                let store = AdmissionStore(AdmissionStore.Limits(perUser: perUser, perPlatform: perPlatform))
                var begun: Set<Int> = []
                for _ in 1...4 { begun.formUnion(try await Self.admit(store, on: pool)) }
                let (running, waiting) = (
                    jobs.waiting.filter { begun.contains($0.number) },
                    jobs.waiting.filter { !begun.contains($0.number) }
                )
                let ofUser = Dictionary(grouping: running, by: \.user).mapValues(\.count)
                let ofPlatform = Dictionary(grouping: running, by: \.platform).mapValues(\.count)
                let what = "seed \(number): \(text), \(perUser) of a user, \(places)"
                #expect(ofUser.values.allSatisfy { $0 <= perUser }, "\(what)")
                #expect(ofPlatform.allSatisfy { $0.value <= perPlatform[$0.key] ?? 0 }, "\(what)")
                let idle = waiting.filter {
                    ofUser[$0.user] ?? 0 < perUser && ofPlatform[$0.platform] ?? 0 < perPlatform[$0.platform] ?? 0
                }
                #expect(idle.isEmpty, "\(what)")
            }
        }
    }

    // MARK: With many that wait

    private static let many = """
        SET session_replication_role = replica;
        INSERT INTO jobs (id, user_id, campaign_id, platform, mode, terms, status, target_results, max_runs, created_at,
                          timeout_at)
        SELECT ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid,
               ('00000000-0000-7000-9000-' || lpad((n % 10000)::text, 12, '0'))::uuid, gen_random_uuid(),
               CASE WHEN n / 10000 % 2 = 0 THEN 'a' ELSE 'b' END, 'keyword', '{toys}', 'pending', 10, 10, now(), now()
        FROM generate_series(1, 80000) n;
        INSERT INTO messages (id, kind, job_id, user_id, platform, payload, not_before, max_attempts, created_at, is_held,
                              turn)
        SELECT jobs.id, 'search.step', jobs.id, user_id, platform, '{}', now(), 6, now(), jobs.id > last.id,
               CASE WHEN jobs.id <= last.id THEN 1 END
        FROM jobs, (SELECT '00000000-0000-7000-8000-000000000100'::uuid AS id) AS last;
        SET session_replication_role = DEFAULT;
        VACUUM ANALYZE messages;
        VACUUM ANALYZE jobs;
        """

    @Test("with ten thousand users waiting nothing is read from end to end, and where all is full next to nothing")
    func plan() async throws {
        try await Self.withDatabase { pool in
            for part in Self.many.split(separator: ";\n") {
                try await pool.run(script: Statement("tests.many", String(part), deadline: .seconds(60)))
            }
            let full = try await Self.explain("'{a,b}', '{100,0}'", on: pool)
            #expect(!full.plan.contains("Seq Scan"), "\(full.plan)")
            #expect(full.pages < 200, "\(full.plan)")
            let free = try await Self.explain("'{a,b}', '{101,5}'", on: pool)
            #expect(!free.plan.contains("Seq Scan"), "\(free.plan)")
        }
    }

    /// The plan of giving away what is free, and how many pages it has looked at.
    private static func explain(_ limits: String, on pool: Pool) async throws -> (plan: String, pages: Int) {
        let prepare = Statement(
            "tests.prepare", "SET LOCAL enable_seqscan = on; PREPARE admit AS \(AdmissionStore.admit.sql)")
        let explain = Statement(
            "tests.explain", "EXPLAIN (ANALYZE, BUFFERS) EXECUTE admit (5, \(limits), '2026-01-01')")
        return try await pool.transaction { db in
            try await db.run(script: prepare)
            let lines = try await db.query(explain) { row in try row.get("QUERY PLAN", as: String.self) }
            try await db.run(script: Statement("tests.forget", "DEALLOCATE admit"))
            let buffers = lines.first { $0.contains("Buffers: shared") } ?? ""
            let pages = buffers.matches(of: /(?:hit|read)=(\d+)/).compactMap { Int($0.1) }.reduce(0, +)
            return (lines.joined(separator: "\n"), pages)
        }
    }

    // MARK: The database

    private static func withDatabase(_ body: (Pool) async throws -> Void) async throws {
        let url = try await TestCluster.shared.makeDatabase()
        let pool = try Pool(configuration: PoolConfiguration(connectionString: url, size: 1))
        _ = try await Migrator(migrations: Migrations.all).migrate(pool)
        try await body(pool)
        await pool.close()
    }

    private static func id(_ number: Int) -> String {
        "'00000000-0000-7000-8000-\(String(format: "%012d", number))'"
    }

    /// Puts these jobs in place of those that are there.
    private static func fill(_ jobs: Jobs, on pool: Pool) async throws {
        let rows = jobs.waiting.map { ($0, true) } + jobs.running.map { ($0, false) }
        let sql = rows.map { job, isHeld in
            """
            INSERT INTO jobs (id, user_id, campaign_id, platform, mode, terms, status, target_results, max_runs,
                              created_at, timeout_at)
            VALUES (\(id(job.number)), \(id(job.user)), \(id(0)), '\(job.platform)', 'keyword', '{toys}', 'pending', 10,
                    10, now(), '2000-01-01');
            INSERT INTO messages (id, kind, job_id, user_id, platform, payload, not_before, max_attempts, created_at,
                                  is_held, turn)
            VALUES (\(id(job.number)), 'search.step', \(id(job.number)), \(id(job.user)), '\(job.platform)', '{}', now(),
                    6, now(), \(isHeld), \(isHeld ? "NULL" : "1"));
            """
        }.joined()
        try await pool.run(
            script: Statement(
                "tests.fill", "SET session_replication_role = replica; DELETE FROM messages; DELETE FROM jobs; \(sql)"))
    }

    /// Gives places away; the numbers of those that begin.
    private static func admit(_ store: AdmissionStore, on pool: Pool) async throws -> [Int] {
        let held = Statement("tests.held", "SELECT id FROM messages WHERE is_held ORDER BY id")
        let before = try await pool.query(held, decode: number)
        var batch = Batch()
        try store.admit(now: now, in: &batch)
        try await pool.run(batch)
        let after = Set(try await pool.query(held, decode: number))
        return before.filter { !after.contains($0) }
    }

    /// The numbers of jobs that are to end at an instant.
    private static func timed(at instant: Date, on pool: Pool) async throws -> [Int] {
        try await pool.query(
            Statement("tests.timed", "SELECT id FROM jobs WHERE timeout_at = $1 ORDER BY id"), [instant], decode: number
        )
    }

    private static func number(_ row: Row) throws -> Int {
        Int(try row.get("id", as: UUID.self).uuidString.suffix(12)) ?? -1
    }
}
