import Testing

@testable import Postgres

@Suite("Migrations", .timeLimit(.minutes(10)))
struct MigratorTests {
    private let first = Migration(
        id: 1, name: "users", sql: "CREATE TABLE users (id int); INSERT INTO users VALUES (1);")
    private let second = Migration(id: 2, name: "names", sql: "ALTER TABLE users ADD COLUMN name text -- the end")
    private static let users = Statement("test.users", "SELECT id FROM users")

    @Test("each is applied once, in order, by eight migrators at the same time")
    func concurrent() async throws {
        try await TestCluster.withPool(size: 8) { pool in
            let migrations =
                [first, second] + (3...12).map { Migration(id: $0, name: "t\($0)", sql: "CREATE TABLE t\($0) ()") }
            let applied = try await withThrowingTaskGroup(of: [Migration].self) { group in
                for _ in 0..<8 {
                    group.addTask { try await Migrator(migrations: migrations).migrate(pool) }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(applied.sorted { $0.id < $1.id } == migrations)
            #expect(try await pool.execute(Self.users) == 1)
            #expect(try await Migrator(migrations: migrations).migrate(pool) == [])
        }
    }

    @Test("a later program applies what is new")
    func later() async throws {
        try await TestCluster.withPool { pool in
            let old = try await Migrator(migrations: [first]).migrate(pool)
            #expect(old == [first])
            let new = try await Migrator(migrations: [first, second]).migrate(pool)
            #expect(new == [second])
        }
    }

    @Test("an edited migration, a newer database, a late one and a wrong order are refused")
    func refusals() async throws {
        try await TestCluster.withPool { pool in
            _ = try await Migrator(migrations: [first, second]).migrate(pool)
            let edited = Migration(id: 1, name: "users", sql: "CREATE TABLE users (id bigint)")
            let late = Migration(id: 0, name: "late", sql: "SELECT 1")
            let cases: [([Migration], MigrationError)] = [
                ([edited, second], .edited(id: 1, name: "users")), ([first], .unknown(id: 2, name: "names")),
                ([late, first, second], .outOfOrder(id: 0, name: "late")), ([second, first], .notIncreasing(id: 1)),
                ([first, first], .notIncreasing(id: 1)),
            ]
            for (migrations, refusal) in cases {
                await #expect(throws: refusal) { try await Migrator(migrations: migrations).migrate(pool) }
            }
        }
    }

    @Test("a migration that fails leaves nothing of itself, and what came before stays")
    func failing() async throws {
        try await TestCluster.withPool { pool in
            let broken = Migration(id: 2, name: "broken", sql: "CREATE TABLE halves (id int); SELECT nonsense")
            let error = await #expect(throws: MigrationError.self) {
                try await Migrator(migrations: [first, broken]).migrate(pool)
            }
            guard case .failed(2, "broken", let reason) = error else {
                Issue.record("unexpected \(String(describing: error))")
                return
            }
            #expect(reason.sqlState == "42703")
            let halves = Statement("test.halves", "SELECT 1 FROM pg_class WHERE relname = 'halves'")
            let left = try await pool.execute(halves)
            #expect(left == 0)
            let mended = try await Migrator(migrations: [first, second]).migrate(pool)
            #expect(mended == [second])
        }
    }
}
