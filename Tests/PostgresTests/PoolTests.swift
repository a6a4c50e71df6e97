import Foundation
import Testing

@testable import Postgres

@Suite("The pool", .timeLimit(.minutes(10)))
struct PoolTests {
    @Test("64 callers share four connections and everyone gets his own answer")
    func manyCallers() async throws {
        try await TestCluster.withPool(size: 4) { pool in
            let sums = try await withThrowingTaskGroup(of: Int.self) { group in
                for caller in 0..<64 {
                    group.addTask {
                        var sum = 0
                        for round in 0..<25 {
                            let sent = caller * 1000 + round
                            let got = try await pool.first(Self.echo, [sent]) { try $0.get("value", as: Int.self) }
                            guard got == sent else { return -1 }
                            sum += 1
                        }
                        return sum
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(sums == Array(repeating: 25, count: 64))
            #expect(try await sessions(of: pool) <= 4)
        }
    }

    @Test("a statement is prepared once on a connection, and past the limit it runs unprepared")
    func prepared() async throws {
        let configuration = PoolConfiguration(
            connectionString: try await TestCluster.freshDatabase(), size: 1, preparedLimit: 3)
        let pool = try Pool(configuration: configuration)
        for _ in 0..<5 { try await pool.execute(Self.echo, [1]) }
        for number in 0..<4 { try await pool.execute(Statement("test.number", "SELECT \(number)")) }
        let names = try await pool.query(
            Statement("test.prepared", "SELECT statement FROM pg_prepared_statements ORDER BY prepare_time")
        ) { try $0.get("statement", as: String.self) }
        #expect(
            names == [
                "/* test.echo */ SELECT $1::int8 AS value", "/* test.number */ SELECT 0", "/* test.number */ SELECT 1",
            ])
        await pool.close()
    }

    @Test("a statement that is to be planned anew is never prepared")
    func plannedAnew() async throws {
        try await TestCluster.withPool(size: 1) { pool in
            let anew = Statement("test.anew", "SELECT $1::int8 AS value", isPlannedAnew: true)
            for number in 0..<3 {
                let value = try await pool.first(anew, [number]) { row in try row.get("value", as: Int.self) }
                #expect(value == number)
            }
            let prepared = Statement(
                "test.prepared", "SELECT count(*) FROM pg_prepared_statements WHERE statement ~ '^.. test.anew'")
            let count = try await pool.first(prepared) { row in try row.get("count", as: Int.self) }
            #expect(count == 0)
        }
    }

    @Test("the server tells what it makes of a statement, without running it")
    func described() async throws {
        try await TestCluster.withPool(size: 1) { pool in
            try await pool.execute(Statement("test.create", "CREATE TABLE a (id int8, names text[], at timestamptz)"))
            let insert = Statement("test.insert", "INSERT INTO a VALUES ($1, $2, $3) RETURNING names, at")
            let shape = try await pool.describe(insert)
            #expect(
                shape
                    == StatementShape(
                        parameters: ["bigint", "text[]", "timestamp with time zone"],
                        columns: [
                            .init(name: "names", type: "text[]"), .init(name: "at", type: "timestamp with time zone"),
                        ]))
            #expect(try await pool.execute(Statement("test.all", "SELECT 1 FROM a")) == 0)
            let error = await #expect(throws: PostgresError.self) {
                try await pool.describe(Statement("test.wrong", "SELECT nothing FROM a"))
            }
            #expect(error?.sqlState == "42703")
        }
    }

    @Test("a refused statement says why and leaves the connection usable")
    func refusal() async throws {
        try await TestCluster.withPool(size: 1) { pool in
            try await pool.run(
                script: Statement(
                    "test.tables",
                    "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (a int REFERENCES a); INSERT INTO a VALUES (1)"
                ))
            let insert = Statement("test.insert", "INSERT INTO a VALUES ($1)")
            let error = await #expect(throws: PostgresError.self) { try await pool.execute(insert, [1]) }
            #expect(error?.isUniqueViolation == true)
            #expect(
                error
                    == .server(
                        ServerError(
                            sqlState: "23505", message: "duplicate key value violates unique constraint \"a_pkey\"",
                            detail: "Key (id)=(1) already exists.", constraint: "a_pkey", table: "a",
                            statement: "test.insert")))
            let typo = Statement("test.typo", "SELEC 1")
            for _ in 0..<2 {
                let refusal = await #expect(throws: PostgresError.self) { try await pool.execute(typo) }
                #expect(refusal?.sqlState == "42601")
            }
            #expect(try await pool.execute(insert, [2]) == 1)
            let reference = await #expect(throws: PostgresError.self) {
                try await pool.execute(Statement("test.reference", "INSERT INTO b VALUES (9)"))
            }
            #expect(reference?.isForeignKeyViolation == true)
        }
    }

    @Test("a statement with the wrong number of parameters is refused by the server, not by chance")
    func parameterCount() async throws {
        try await TestCluster.withPool(size: 1) { pool in
            let error = await #expect(throws: PostgresError.self) { try await pool.execute(Self.echo, [1, 2]) }
            #expect(error?.sqlState == "08P01")
            let answer = try await pool.first(Self.echo, [3]) { try $0.get("value", as: Int.self) }
            #expect(answer == 3)
        }
    }

    @Test("a caller that waits too long for a connection is told so, and in turn the others are served")
    func exhaustion() async throws {
        try await TestCluster.withPool(size: 1, acquireDeadline: .milliseconds(100)) { pool in
            // The first connection may take longer than that to make.
            try await untilAvailable(pool)
            try await pool.transaction { transaction in
                try await transaction.execute(Self.echo, [1])
                await #expect(throws: PostgresError.poolTimeout) { try await pool.execute(Self.echo, [2]) }
            }
            #expect(try await pool.execute(Self.echo, [3]) == 1)
        }
    }

    @Test("waiting callers are served in the order they came")
    func order() async throws {
        try await TestCluster.withPool(size: 1) { pool in
            try await pool.run(script: Statement("test.log", "CREATE TABLE log (id serial, caller int)"))
            let insert = Statement("test.log_insert", "INSERT INTO log (caller) VALUES ($1)")
            try await withThrowingTaskGroup(of: Void.self) { group in
                try await pool.transaction { transaction in
                    try await transaction.execute(Self.echo, [1])
                    for caller in 0..<8 {
                        group.addTask { try await pool.execute(insert, [caller]) }
                        // The next one starts when this one stands in line.
                        while await pool.load().waiting <= caller { await Task.yield() }
                    }
                }
                try await group.waitForAll()
            }
            let callers = try await pool.query(Statement("test.order", "SELECT caller FROM log ORDER BY id")) {
                try $0.get("caller", as: Int.self)
            }
            #expect(callers == Array(0..<8))
        }
    }

    @Test("a closed pool refuses, after it has let those under way finish")
    func closing() async throws {
        let lock = Statement("test.lock", "SELECT pg_advisory_xact_lock(1), 7 AS value")
        try await TestCluster.withPool { other in
            let pool = try Pool(configuration: other.driver.configuration)
            let (slow, closing) = try await other.transaction { transaction in
                try await transaction.execute(lock)
                // Waits for the lock, which the end of the transaction frees.
                let slow = Task { try await pool.first(lock) { try $0.get("value", as: Int.self) } }
                while await pool.load().busy == 0 { await Task.yield() }
                return (slow, Task { await pool.close() })
            }
            let value = try await slow.value
            #expect(value == 7)
            await closing.value
            await #expect(throws: PostgresError.closed) { try await pool.ping() }
            await pool.close()
        }
    }

    @Test("an error of the decoder that is none of ours is wrapped with the statement's name")
    func decoderError() async throws {
        try await TestCluster.withPool(size: 1) { pool in
            struct Odd: Error {}
            await #expect(throws: PostgresError.decoding(column: "", reason: "test.echo: Odd()")) {
                try await pool.query(Self.echo, [1]) { _ in throw Odd() }
            }
        }
    }

    static let echo = Statement("test.echo", "SELECT $1::int8 AS value")
}

/// How many sessions the pool's database has.
func sessions(of pool: Pool) async throws -> Int {
    let count = Statement(
        "test.sessions",
        """
        SELECT count(*) AS count FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'gemz'
        """)
    return try await pool.first(count) { try $0.get("count", as: Int.self) } ?? 0
}
