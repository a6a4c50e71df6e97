import Testing

@testable import Postgres

@Suite("Transactions", .timeLimit(.minutes(10)))
struct TransactionTests {
    private static let create = Statement("test.create", "CREATE TABLE entries (id int PRIMARY KEY)")
    private static let insert = Statement("test.insert", "INSERT INTO entries VALUES ($1)")
    private static let all = Statement("test.all", "SELECT id FROM entries ORDER BY id")

    private struct Stop: Error {}

    private func entries(_ queryable: some Queryable) async throws -> [Int] {
        try await queryable.query(Self.all) { try $0.get("id", as: Int.self) }
    }

    @Test("what is done in it is seen outside after the commit only")
    func commit() async throws {
        try await TestCluster.withPool { pool in
            try await pool.execute(Self.create)
            let inside = try await pool.transaction { transaction in
                try await transaction.execute(Self.insert, [1])
                #expect(try await entries(pool) == [])
                return try await entries(transaction)
            }
            #expect(inside == [1])
            #expect(try await entries(pool) == [1])
        }
    }

    @Test("a body that throws leaves nothing behind, and its error comes through")
    func rollback() async throws {
        try await TestCluster.withPool(size: 1) { pool in
            try await pool.execute(Self.create)
            await #expect(throws: Stop.self) {
                try await pool.transaction { transaction in
                    try await transaction.execute(Self.insert, [1])
                    throw Stop()
                }
            }
            #expect(try await entries(pool) == [])
            #expect(try await sessions(of: pool) == 1)
        }
    }

    @Test("who stands still in a transaction keeps its locks for fifteen seconds at most, and stores nothing")
    func standstill() async throws {
        let limit = Statement("test.limit", "SELECT current_setting('idle_in_transaction_session_timeout') AS value")
        let hasten = Statement("test.hasten", "SET LOCAL idle_in_transaction_session_timeout = '50ms'")
        try await TestCluster.withPool(size: 2) { pool in
            #expect(try await pool.query(limit) { try $0.get("value", as: String.self) } == ["15s"])
            try await pool.execute(Self.create)
            let error = await #expect(throws: PostgresError.self) {
                try await pool.transaction { transaction in
                    try await transaction.execute(Self.insert, [1])
                    try await transaction.run(script: hasten)
                    // Waits for the other's row as long as that transaction is let stand still.
                    try await pool.execute(Self.insert, [1])
                    try await transaction.execute(Self.insert, [2])
                }
            }
            #expect(error?.isUnavailable == true)
            #expect(try await entries(pool) == [1])
        }
    }

    @Test("a body that goes on after a failed statement is told that nothing was stored")
    func swallowed() async throws {
        try await TestCluster.withPool(size: 1) { pool in
            try await pool.execute(Self.create)
            await #expect(throws: PostgresError.rolledBack) {
                try await pool.transaction { transaction in
                    try await transaction.execute(Self.insert, [1])
                    await #expect(throws: PostgresError.self) { try await transaction.execute(Self.insert, [1]) }
                }
            }
            #expect(try await entries(pool) == [])
        }
    }

    @Test("a deferred constraint fails the commit with the server's reason")
    func deferred() async throws {
        try await TestCluster.withPool(size: 1) { pool in
            try await pool.run(
                script: Statement(
                    "test.deferred",
                    """
                    CREATE TABLE parents (id int PRIMARY KEY);
                    CREATE TABLE children (parent int REFERENCES parents DEFERRABLE INITIALLY DEFERRED)
                    """))
            let error = await #expect(throws: PostgresError.self) {
                try await pool.transaction { transaction in
                    try await transaction.execute(Statement("test.orphan", "INSERT INTO children VALUES (1)"))
                }
            }
            #expect(error?.isForeignKeyViolation == true)
            #expect(try await pool.execute(Statement("test.count", "SELECT 1 FROM children")) == 0)
        }
    }

    @Test("a body without statements needs no connection")
    func empty() async throws {
        let configuration = PoolConfiguration(connectionString: "host=/nowhere dbname=none")
        let pool = try Pool(configuration: configuration)
        #expect(try await pool.transaction { _ in 42 } == 42)
        await pool.close()
    }

    @Test("a transaction that has ended refuses, and holds no connection")
    func stale() async throws {
        try await TestCluster.withPool(size: 1) { pool in
            let kept = try await pool.transaction { transaction in
                try await transaction.execute(PoolTests.echo, [1])
                return transaction
            }
            await #expect(throws: PostgresError.closed) { try await kept.execute(PoolTests.echo, [2]) }
            try await pool.ping()
        }
    }

    @Test("statements sent side by side in one transaction all count")
    func sideBySide() async throws {
        try await TestCluster.withPool { pool in
            try await pool.execute(Self.create)
            try await pool.transaction { transaction in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for id in 0..<20 { group.addTask { try await transaction.execute(Self.insert, [id]) } }
                    try await group.waitForAll()
                }
            }
            #expect(try await entries(pool) == Array(0..<20))
            #expect(try await sessions(of: pool) <= 2)
        }
    }

    @Test("the isolation asked for is the isolation had")
    func isolation() async throws {
        try await TestCluster.withPool(size: 1) { pool in
            let show = Statement("test.isolation", "SHOW transaction_isolation")
            for (level, name) in [
                (Isolation.readCommitted, "read committed"), (.repeatableRead, "repeatable read"),
                (.serializable, "serializable"),
            ] {
                let shown = try await pool.transaction(isolation: level) { transaction in
                    try await transaction.first(show) { try $0.get("transaction_isolation", as: String.self) }
                }
                #expect(shown == name)
            }
        }
    }

    @Test("a connection lost in the body fails the rest of it; the next transaction gets another")
    func lostInside() async throws {
        try await TestCluster.withPool(size: 2) { pool in
            try await pool.execute(Self.create)
            let error = await #expect(throws: PostgresError.self) {
                try await pool.transaction { transaction in
                    try await transaction.execute(Self.insert, [1])
                    let process = try await transaction.first(FaultTests.ownProcess) { try $0.get("pid", as: Int.self) }
                    try await pool.execute(FaultTests.terminate, [process])
                    try await transaction.execute(Self.insert, [2])
                }
            }
            #expect(error?.isUnavailable == true)
            #expect(try await entries(pool) == [])
        }
    }
}
