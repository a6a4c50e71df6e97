import Effects
import EmbeddedPostgres
import Foundation
import Testing

@testable import Postgres

@Suite("Deadlines, cancelling and lost connections", .timeLimit(.minutes(10)))
struct FaultTests {
    static let ownProcess = Statement("test.own_process", "SELECT pg_backend_pid() AS pid")
    static let terminate = Statement("test.terminate", "SELECT pg_terminate_backend($1::int, 5000)")
    private static let sleep = Statement("test.sleep", "SELECT pg_sleep(60)")
    private static let others = Statement(
        "test.terminate_others",
        """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()
        """)

    private func ownProcess(_ pool: Pool) async throws -> Int? {
        try await pool.first(Self.ownProcess) { try $0.get("pid", as: Int.self) }
    }

    @Test("a statement past its deadline is stopped on the server, and the connection goes on")
    func deadline() async throws {
        try await TestCluster.withPool(size: 1) { pool in
            let process = try await ownProcess(pool)
            let sleep = Statement("test.sleep", "SELECT pg_sleep(60)", deadline: .milliseconds(100))
            await #expect(throws: PostgresError.deadline(statement: "test.sleep")) { try await pool.execute(sleep) }
            #expect(try await ownProcess(pool) == process)
        }
    }

    @Test("a deadline inside a transaction rolls it back")
    func deadlineInside() async throws {
        let sleep = Statement("test.sleep", "SELECT pg_sleep(60)", deadline: .milliseconds(100))
        try await TestCluster.withPool(size: 1) { pool in
            try await pool.execute(Statement("test.create", "CREATE TABLE entries (id int)"))
            await #expect(throws: PostgresError.deadline(statement: "test.sleep")) {
                try await pool.transaction { transaction in
                    try await transaction.execute(Statement("test.insert", "INSERT INTO entries VALUES (1)"))
                    try await transaction.execute(sleep)
                }
            }
            #expect(try await pool.execute(Statement("test.all", "SELECT * FROM entries")) == 0)
        }
    }

    @Test("cancelling the task stops the statement on the server, and the connection goes on")
    func cancelling() async throws {
        try await TestCluster.withPool(size: 1) { pool in
            let process = try await ownProcess(pool)
            for _ in 0..<20 {
                let task = Task { try await pool.execute(Self.sleep) }
                while await pool.load().busy == 0 { await Task.yield() }
                task.cancel()
                await #expect(throws: PostgresError.cancelled) { try await task.value }
                // Were a cancelling to arrive late, it would hit this one.
                #expect(try await ownProcess(pool) == process)
            }
        }
    }

    @Test("a task cancelled while it waits, or before it asks, leaves the line")
    func cancelledWaiting() async throws {
        try await TestCluster.withPool(size: 1) { pool in
            try await pool.transaction { transaction in
                try await transaction.execute(PoolTests.echo, [1])
                let waiting = Task { try await pool.execute(PoolTests.echo, [2]) }
                while await pool.load().waiting == 0 { await Task.yield() }
                waiting.cancel()
                await #expect(throws: PostgresError.cancelled) { try await waiting.value }
                let late = Task {
                    withUnsafeCurrentTask { $0?.cancel() }
                    return try await pool.execute(PoolTests.echo, [3])
                }
                await #expect(throws: PostgresError.cancelled) { try await late.value }
                #expect(await pool.load().waiting == 0)
            }
        }
    }

    @Test("sessions terminated while idle are replaced without anybody noticing, 200 times")
    func terminated() async throws {
        try await TestCluster.withPool(size: 4) { pool in
            let other = try Pool(configuration: pool.driver.configuration)
            for round in 0..<50 {
                // Four connections side by side, so that four are idle when the axe falls.
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<4 {
                        group.addTask {
                            try await pool.transaction { _ = try await $0.execute(PoolTests.echo, [round]) }
                        }
                    }
                    try await group.waitForAll()
                }
                while await pool.load().connecting > 0 { await Task.yield() }
                // Until they are gone, a statement could still be sent to one.
                while try await other.execute(Self.others) > 0 { await Task.yield() }
                let got = try await pool.first(PoolTests.echo, [round]) { try $0.get("value", as: Int.self) }
                #expect(got == round)
            }
            await other.close()
        }
    }

    @Test("a session terminated under a statement fails that statement and no other")
    func terminatedBusy() async throws {
        try await TestCluster.withPool(size: 2) { pool in
            let process = try await ownProcess(pool)
            let task = Task { try await pool.execute(Self.sleep) }
            while await pool.load().busy == 0 { await Task.yield() }
            try await pool.execute(Self.others)
            let error = await #expect(throws: PostgresError.self) { try await task.value }
            #expect(error?.isUnavailable == true)
            #expect(try await ownProcess(pool) != process)
        }
    }

    @Test("a connection lost between COMMIT and its answer leaves the outcome unknown, and says so")
    func commitUnknown() async throws {
        let slowCommit = Statement(
            "test.slow_commit",
            """
            CREATE TABLE entries (id int);
            CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(60); RETURN NULL; END';
            CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON entries DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION wait()
            """)
        let committing = Statement(
            "test.committing",
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query = 'COMMIT' AND state = 'active'"
        )
        try await TestCluster.withPool(size: 2) { pool in
            try await pool.run(script: slowCommit)
            let task = Task {
                try await pool.transaction { transaction in
                    try await transaction.execute(Statement("test.insert", "INSERT INTO entries VALUES (1)"))
                }
            }
            var process: Int?
            while process == nil {
                process = try await pool.first(committing) { try $0.get("pid", as: Int.self) }
            }
            try await pool.execute(Self.terminate, [process])
            let error = await #expect(throws: PostgresError.self) { try await task.value }
            #expect(error?.isOutcomeUnknown == true)
        }
    }

    @Test("a server that was never there is reported at once, without the password")
    func neverThere() async throws {
        let string = "host=/nowhere user=someone password=s3cret dbname=none"
        let pool = try Pool(configuration: PoolConfiguration(connectionString: string))
        let error = await #expect(throws: PostgresError.self) { try await pool.ping() }
        guard case .connection(let reason) = error else {
            Issue.record("unexpected \(String(describing: error))")
            return
        }
        #expect(reason.contains("/nowhere"))
        #expect(!reason.contains("s3cret"))
        await pool.close()
    }

    @Test("a table changed under a prepared statement does not break it")
    func changedTable() async throws {
        try await TestCluster.withPool(size: 1) { pool in
            let all = Statement("test.all", "SELECT * FROM entries")
            try await pool.execute(Statement("test.create", "CREATE TABLE entries (id int)"))
            try await pool.execute(Statement("test.insert", "INSERT INTO entries VALUES (7)"))
            #expect(try await pool.query(all) { try $0.get("id", as: Int.self) } == [7])
            try await pool.execute(Statement("test.alter", "ALTER TABLE entries ADD COLUMN name text DEFAULT 'x'"))
            #expect(try await pool.query(all) { try $0.get("name", as: String.self) } == ["x"])
        }
    }

    @Test("a server that is away is reported at once, and served again when it is back")
    func serverAway() async throws {
        let directory = TestCluster.temporaryDirectory()
        let server = try await EmbeddedPostgres.start(in: directory, settings: .test)
        let pool = try Pool(configuration: PoolConfiguration(connectionString: server.connectionString))
        try await pool.ping()
        await server.stop()
        for _ in 0..<5 {
            let error = await #expect(throws: PostgresError.self) { try await pool.ping() }
            #expect(error?.isUnavailable == true)
            #expect(error != .poolTimeout, "a caller waited for a connection that nobody can make")
        }
        let again = try await EmbeddedPostgres.start(in: directory, settings: .test)
        #expect(again.connectionString == server.connectionString)
        try await untilAvailable(pool)
        await pool.close()
        await again.stop()
    }
}

/// Asks until the database answers; other errors end it.
func untilAvailable(_ pool: Pool) async throws {
    while true {
        do {
            return try await pool.ping()
        } catch  where error.isUnavailable {
            await Task.yield()
        }
    }
}
