import Testing

@testable import Postgres

@Suite("Batches", .timeLimit(.minutes(10)))
struct BatchTests {
    private static let create = Statement("test.create", "CREATE TABLE entries (id int PRIMARY KEY)")
    private static let insert = Statement("test.insert", "INSERT INTO entries SELECT unnest($1::int8[])")
    private static let delete = Statement("test.delete", "DELETE FROM entries WHERE id < $1")
    private static let all = Statement("test.all", "SELECT id FROM entries ORDER BY id")

    private struct TooFew: Error, Equatable { var rows: Int }

    private func entries(_ queryable: some Queryable) async throws -> [Int] {
        try await queryable.query(Self.all) { try $0.get("id", as: Int.self) }
    }

    private func ownProcess(_ pool: Pool) async throws -> Int? {
        try await pool.first(FaultTests.ownProcess) { try $0.get("pid", as: Int.self) }
    }

    private func withTable(size: Int = 2, _ body: (Pool) async throws -> Void) async throws {
        try await TestCluster.withPool(size: size) { pool in
            try await pool.execute(Self.create)
            try await body(pool)
        }
    }

    @Test("its statements run in order, see each other's effects, and each tells its rows")
    func order() async throws {
        try await withTable { pool in
            for round in 0..<3 {  // prepared in the first, known after that
                let (counts, inside) = try await pool.transaction { transaction in
                    var batch = Batch()
                    try batch.add(Self.insert, [[10 * round + 1, 10 * round + 2, 10 * round + 3]])
                    try batch.add(Self.delete, [10 * round + 3])
                    try batch.add(Self.insert, [[10 * round + 4]])
                    try batch.add(Self.all)
                    let counts = try await transaction.run(batch)
                    return (counts, try await entries(transaction))
                }
                #expect(counts == [3, round == 0 ? 2 : 4, 1, 2])
                #expect(inside == [10 * round + 3, 10 * round + 4])
            }
            #expect(try await entries(pool) == [23, 24])
        }
    }

    @Test("it goes with what the transaction does before and after it; an empty one sends nothing")
    func among() async throws {
        try await withTable { pool in
            try await pool.transaction { transaction in
                #expect(try await transaction.run(Batch()) == [])
                #expect(!transaction.course.hasBegun)
                try await transaction.execute(Self.insert, [[1]])
                var batch = Batch()
                try batch.add(Self.insert, [[2]])
                try await transaction.run(batch)
                try await transaction.execute(Self.insert, [[3]])
                #expect(try await entries(pool) == [])
            }
            #expect(try await entries(pool) == [1, 2, 3])
        }
    }

    @Test("of several that would fail the first is named, nothing is stored, and the connection goes on")
    func firstError() async throws {
        try await withTable(size: 1) { pool in
            let process = try await ownProcess(pool)
            let broken = Statement("test.broken", "SELECT * FROM nowhere")
            let divides = Statement("test.divides", "SELECT 1 / $1::int8")
            for failing in [[(broken, [])], [(divides, [0]), (broken, [])]] as [[(Statement, [Int])]] {
                let error = await #expect(throws: PostgresError.self) {
                    try await pool.transaction { transaction in
                        var batch = Batch()
                        try batch.add(Self.insert, [[1]])
                        for (statement, parameters) in failing { try batch.add(statement, parameters) }
                        try batch.add(Self.insert, [[2]])
                        try batch.add(Statement("test.after", "SELECT 'prepared by nobody yet'"))
                        try await transaction.run(batch)
                    }
                }
                guard case .server(let refusal) = error else {
                    Issue.record("unexpected \(String(describing: error))")
                    return
                }
                #expect(refusal.statement == failing[0].0.name)
                #expect(try await entries(pool) == [])
            }
            // What the server passed over was not prepared, and is when it is needed.
            #expect(try await pool.execute(Statement("test.after", "SELECT 'prepared by nobody yet'")) == 1)
            #expect(try await ownProcess(pool) == process)
        }
    }

    @Test("a check that fails undoes the transaction, and comes before a later statement's error")
    func checks() async throws {
        try await withTable(size: 1) { pool async throws in
            for last in [[2], [1]] {  // the second breaks the primary key
                await #expect(throws: TooFew(rows: 0)) {
                    try await pool.transaction { transaction in
                        var batch = Batch()
                        try batch.add(Self.insert, [[1]]) { rows in if rows != 1 { throw TooFew(rows: rows) } }
                        try batch.add(Self.delete, [1]) { rows in if rows != 1 { throw TooFew(rows: rows) } }
                        try batch.add(Self.insert, [last])
                        try await transaction.run(batch)
                    }
                }
                #expect(try await entries(pool) == [])
            }
            // And the other way about: what failed first is the reason, not a check that was never reached.
            let error = await #expect(throws: PostgresError.self) {
                try await pool.transaction { transaction in
                    var batch = Batch()
                    try batch.add(Self.insert, [[1, 1]])
                    try batch.add(Self.delete, [1]) { _ in throw TooFew(rows: -1) }
                    try await transaction.run(batch)
                }
            }
            #expect(error?.isUniqueViolation == true)
        }
    }

    @Test("a value that cannot be stored is refused before anything is sent")
    func encoding() {
        #expect(throws: PostgresError.encoding(parameter: 1, reason: "is not a finite number")) {
            var batch = Batch()
            try batch.add(Self.insert, [Double.nan])
        }
    }

    @Test("more than the sockets hold goes both ways at once")
    func large() async throws {
        try await withTable(size: 1) { pool in
            let megabyte = String(repeating: "x", count: 1 << 20)
            let back = Statement("test.back", "SELECT $1::text || n FROM generate_series(1, 3) AS n")
            let counts = try await pool.transaction { transaction in
                var batch = Batch()
                for _ in 0..<12 { try batch.add(back, [megabyte]) }
                return try await transaction.run(batch)
            }
            #expect(counts == Array(repeating: 3, count: 12))
        }
    }

    @Test("cancelling the task stops the statement at work, nothing is stored, and the connection goes on")
    func cancelling() async throws {
        try await withTable(size: 1) { pool in
            let process = try await ownProcess(pool)
            let task = Task { try await pool.transaction { try await $0.run(Self.stuck()) } }
            while await pool.load().busy == 0 { await Task.yield() }
            task.cancel()
            await #expect(throws: PostgresError.cancelled) { try await task.value }
            #expect(try await entries(pool) == [])
            #expect(try await ownProcess(pool) == process)
        }
    }

    @Test("a deadline is of all of it, and undoes all of it")
    func deadline() async throws {
        try await withTable(size: 1) { pool async throws in
            await #expect(throws: PostgresError.deadline(statement: "test.insert, test.sleep, test.insert")) {
                try await pool.transaction { try await $0.run(Self.stuck(deadline: .milliseconds(100))) }
            }
            #expect(try await entries(pool) == [])
        }
    }

    @Test("many statements have no more time than the one that may take longest")
    func oneDeadline() throws {
        var batch = Batch()
        #expect(batch.deadline(default: .seconds(30)) == .seconds(30))
        for id in 1...20 { try batch.add(Self.insert, [[id]]) }
        #expect(batch.deadline(default: .seconds(30)) == .seconds(30))
        try batch.add(Statement("test.sleep", "SELECT pg_sleep(60)", deadline: .seconds(90)))
        #expect(batch.deadline(default: .seconds(30)) == .seconds(90))
    }

    @Test("a session terminated in the middle fails all of it")
    func terminated() async throws {
        let sleeping = Statement(
            "test.sleeping",
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'")
        try await withTable { pool in
            let task = Task { try await pool.transaction { try await $0.run(Self.stuck()) } }
            var process: Int?
            while process == nil {
                process = try await pool.first(sleeping) { try $0.get("pid", as: Int.self) }
            }
            try await pool.execute(FaultTests.terminate, [process])
            let error = await #expect(throws: PostgresError.self) { try await task.value }
            #expect(error?.isUnavailable == true)
            #expect(error?.isOutcomeUnknown == false)
            #expect(try await entries(pool) == [])
        }
    }

    @Test("a connection lost while the COMMIT behind it is under way leaves the outcome unknown, and says so")
    func commitUnknown() async throws {
        let slowCommit = Statement(
            "test.slow_commit",
            """
            CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(60); RETURN NULL; END';
            CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON entries DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION wait()
            """)
        let committing = Statement(
            "test.committing",
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query = 'COMMIT' AND state = 'active'"
        )
        try await withTable { pool in
            try await pool.run(script: slowCommit)
            let task = Task {
                try await pool.transaction { transaction in
                    var batch = Batch()
                    try batch.add(Self.insert, [[1]])
                    try batch.add(Self.insert, [[2]])
                    try await transaction.run(batch)
                }
            }
            var process: Int?
            while process == nil {
                process = try await pool.first(committing) { try $0.get("pid", as: Int.self) }
            }
            try await pool.execute(FaultTests.terminate, [process])
            let error = await #expect(throws: PostgresError.self) { try await task.value }
            #expect(error?.isOutcomeUnknown == true)
        }
    }

    /// Stores a row, waits for longer than anybody has, and would store another.
    private static func stuck(deadline: Duration = .seconds(20)) throws(PostgresError) -> Batch {
        let other = deadline / 100
        var batch = Batch()
        try batch.add(Statement("test.insert", insert.sql, deadline: other), [[1]])
        try batch.add(Statement("test.sleep", "SELECT pg_sleep(60)", deadline: deadline))
        try batch.add(Statement("test.insert", insert.sql, deadline: other), [[2]])
        return batch
    }
}
