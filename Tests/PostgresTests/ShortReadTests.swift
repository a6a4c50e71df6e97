import Testing

@testable import Postgres

@Suite("Short reads that share connections", .timeLimit(.minutes(10)))
struct ShortReadTests {
    private static let echo = Statement("test.short_echo", "SELECT $1::int8 AS value", isShortRead: true)
    private static let inverse = Statement("test.inverse", "SELECT 1000 / $1::int8 AS value", isShortRead: true)
    private static let slow = Statement("test.slow", "SELECT pg_sleep(60)", isShortRead: true)
    private static let never: Duration = .seconds(3600)

    private static func read(_ value: Int, _ statement: Statement = echo, from pool: Pool) async throws -> Int? {
        try await pool.first(statement, [value]) { try $0.get("value", as: Int.self) }
    }

    /// Starts reads one after the other and waits until the server has all of them.
    private static func start(_ values: [Int], on pool: Pool) async -> [Task<Int?, any Error>] {
        let before = await underWay(on: pool)
        let reads = values.map { value in Task { try await read(value, from: pool) } }
        while await underWay(on: pool) < before + values.count { await Task.yield() }
        return reads
    }

    /// Starts a read that takes a minute and waits until the server has it.
    private static func startSlow(on pool: Pool) async -> Task<Int, any Error> {
        let before = await underWay(on: pool)
        let task = Task { try await pool.execute(slow) as Int }
        while await underWay(on: pool) <= before { await Task.yield() }
        return task
    }

    private static func answers(of reads: [Task<Int?, any Error>]) async throws -> [Int?] {
        var answers: [Int?] = []
        for read in reads { answers.append(try await read.value) }
        return answers
    }

    /// Requests that were sent and not answered.
    private static func underWay(on pool: Pool) async -> Int {
        await withCheckedContinuation { caller in
            _ = pool.driver.thread.submit { driver in
                caller.resume(returning: driver.sessions.values.reduce(0) { $0 + $1.inFlight.count })
            }
        }
    }

    @Test("64 callers on two connections get each their own answer, and each their own error")
    func manyCallers() async throws {
        try await TestCluster.withPool(size: 6, readers: 2, readPatience: Self.never) { pool in
            let wrong = try await withThrowingTaskGroup(of: Int.self) { group in
                for caller in 0..<64 {
                    group.addTask {
                        var wrong = 0
                        for round in 0..<40 {
                            let sent = caller * 1000 + round
                            if sent % 7 == 0 {
                                let error = await #expect(throws: PostgresError.self) {
                                    try await Self.read(0, Self.inverse, from: pool)
                                }
                                if error?.sqlState != "22012" { wrong += 1 }
                            } else if try await Self.read(sent, from: pool) != sent {
                                wrong += 1
                            }
                        }
                        return wrong
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(wrong == 0)
        }
    }

    @Test("reads go out behind one another, without a connection for each")
    func sharing() async throws {
        try await TestCluster.withPool(size: 1, readPatience: Self.never) { pool in
            let slow = await Self.startSlow(on: pool)
            let reads = await Self.start([1, 2, 3], on: pool)
            #expect(await pool.load() == PoolLoad(open: 1, connecting: 0, busy: 1, waiting: 0, reading: 1))
            slow.cancel()
            let answers = try await Self.answers(of: reads)
            #expect(answers == Array(1...reads.count))
        }
    }

    @Test("beyond the bound they wait in line")
    func bound() async throws {
        let configuration = PoolConfiguration(
            connectionString: try await TestCluster.freshDatabase(), size: 1, acquireDeadline: .milliseconds(300),
            readsPerConnection: 3, readPatience: Self.never)
        let pool = try Pool(configuration: configuration)
        try await untilAvailable(pool)
        let slow = await Self.startSlow(on: pool)
        let reads = await Self.start([1, 2], on: pool)
        await #expect(throws: PostgresError.poolTimeout) { try await Self.read(3, from: pool) }
        slow.cancel()
        let answers = try await Self.answers(of: reads)
        #expect(answers == [1, 2])
        await pool.close()
    }

    @Test("those behind a slow read are answered by another connection while it runs")
    func slowRead() async throws {
        try await TestCluster.withPool(size: 2, readers: 1) { pool in
            let slow = await Self.startSlow(on: pool)
            // The first ones come before anybody can know that it is slow.
            let values = Array(1...20)
            let reads = values.map { value in Task { try await Self.read(value, from: pool) } }
            let answers = try await Self.answers(of: reads)
            #expect(answers == values)
            #expect(await pool.load().busy == 1, "the slow read has ended, which shows nothing")
            slow.cancel()
            await #expect(throws: PostgresError.cancelled) { try await slow.value }
            while await pool.load().busy > 0 { await Task.yield() }
        }
    }

    @Test("a slow read in a full pool holds up those behind it and loses none")
    func nowhereToGo() async throws {
        try await TestCluster.withPool(size: 1, readPatience: .zero) { pool in
            let slow = await Self.startSlow(on: pool)
            let reads = (1...5).map { value in Task { try await Self.read(value, from: pool) } }
            while await pool.load().waiting < 5 { await Task.yield() }
            slow.cancel()
            let answers = try await Self.answers(of: reads)
            #expect(answers == Array(1...reads.count))
        }
    }

    @Test("cancelling one of many ends that one at once and no other")
    func cancelling() async throws {
        try await TestCluster.withPool(size: 1, readPatience: Self.never) { pool in
            for _ in 0..<20 {
                let slow = await Self.startSlow(on: pool)
                let reads = await Self.start([1, 2, 3], on: pool)
                reads[1].cancel()
                await #expect(throws: PostgresError.cancelled) { try await reads[1].value }
                // Were the signal to come late, it would hit those that follow.
                slow.cancel()
                await #expect(throws: PostgresError.cancelled) { try await slow.value }
                let answers = try await Self.answers(of: [reads[0], reads[2]])
                #expect(answers == [1, 3])
                while await pool.load().busy > 0 { await Task.yield() }
            }
        }
    }

    @Test("callers that go as they please do no harm to those who stay")
    func cancellingManyFast() async throws {
        try await TestCluster.withPool(size: 2, readers: 2, readPatience: Self.never) { pool in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for caller in 0..<16 {
                    group.addTask {
                        for round in 0..<40 {
                            let sent = caller * 1000 + round
                            guard caller % 2 == 0 else {
                                let answer = try await Self.read(sent, from: pool)
                                #expect(answer == sent)
                                continue
                            }
                            let read = Task { try await Self.read(sent, from: pool) }
                            if round % 2 == 0 { await Task.yield() }
                            read.cancel()
                            _ = await read.result
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("a deadline counts from when the server can begin, and passes the neighbours by")
    func deadlines() async throws {
        let long = Statement(
            "test.long", "SELECT pg_sleep(60)", deadline: .milliseconds(2500), isShortRead: true)
        let quick = Statement(
            "test.quick", "SELECT $1::int8 AS value", deadline: .milliseconds(2000), isShortRead: true)
        try await TestCluster.withPool(size: 1, readPatience: Self.never) { pool in
            let first = Task { try await pool.execute(long) as Int }
            while await Self.underWay(on: pool) < 1 { await Task.yield() }
            let second = Task { try await Self.read(5, quick, from: pool) }
            await #expect(throws: PostgresError.deadline(statement: "test.long")) { try await first.value }
            let answers = try await Self.answers(of: [second])
            #expect(answers == [5])
        }
    }

    @Test("a session that dies fails the read it works on; those behind are answered by another")
    func death() async throws {
        let reading = Statement(
            "test.reading",
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_sleep(60)'"
                + " AND pid <> pg_backend_pid()")
        try await TestCluster.withPool(size: 1, readPatience: Self.never) { pool in
            let other = try Pool(configuration: pool.driver.configuration)
            let slow = await Self.startSlow(on: pool)
            let reads = await Self.start([1, 2, 3], on: pool)
            reads[1].cancel()
            await #expect(throws: PostgresError.cancelled) { try await reads[1].value }
            var process: Int?
            while process == nil { process = try await other.first(reading) { try $0.get("pid", as: Int.self) } }
            try await other.execute(FaultTests.terminate, [process])
            let error = await #expect(throws: PostgresError.self) { try await slow.value }
            #expect(error?.isUnavailable == true)
            let answers = try await Self.answers(of: [reads[0], reads[2]])
            #expect(answers == [1, 3])
            await other.close()
        }
    }

    @Test("a transaction gets a connection while reads pour in", arguments: [1, 2, 3])
    func fairness(size: Int) async throws {
        try await TestCluster.withPool(size: size, readers: size) { pool in
            try await pool.execute(Statement("test.create", "CREATE TABLE entries (id int)"))
            let hasDone = CancellationFlag()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for caller in 0..<16 {
                    group.addTask {
                        while !hasDone.isSet {
                            let answer = try await Self.read(caller, from: pool)
                            #expect(answer == caller)
                        }
                    }
                }
                for number in 0..<10 {
                    _ = try await pool.transaction { transaction in
                        try await transaction.execute(
                            Statement("test.insert", "INSERT INTO entries VALUES ($1)"), [number])
                    }
                }
                hasDone.set()
                try await group.waitForAll()
            }
            #expect(try await pool.execute(Statement("test.all", "SELECT FROM entries")) == 10)
        }
    }

    @Test("a statement that cannot be prepared is refused with its own reason for everyone who sent it")
    func unprepared() async throws {
        let missing = Statement("test.missing", "SELECT 1 FROM nowhere", isShortRead: true)
        try await TestCluster.withPool(size: 1, readPatience: Self.never) { pool in
            let slow = await Self.startSlow(on: pool)
            let reads = (0..<8).map { _ in Task { try await pool.execute(missing) as Int } }
            while await Self.underWay(on: pool) < 9 { await Task.yield() }
            slow.cancel()
            for read in reads {
                let error = await #expect(throws: PostgresError.self) { try await read.value }
                #expect(error?.sqlState == "42P01")
            }
        }
    }

    @Test("in a transaction a short read is a statement like any other")
    func inTransaction() async throws {
        try await TestCluster.withPool(size: 1) { pool in
            try await pool.transaction { transaction in
                let value = try await transaction.first(Self.echo, [4]) { try $0.get("value", as: Int.self) }
                #expect(value == 4)
                #expect(await pool.load().reading == 0)
            }
        }
    }
}
