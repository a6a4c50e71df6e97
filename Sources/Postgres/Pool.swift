public import Effects
import Synchronization

/// Connections to one database, shared by everyone in the program.
///
/// Statements given to the pool run each on its own, on whichever connection is free first; short reads
/// (``Statement/isShortRead``) share a few connections, and ``transaction(_:)`` ties several statements together. Connections are made when they are needed and dropped when they break; after a loss the next
/// caller brings a new one. Call ``close()`` at the end.
public final class Pool: Queryable {
    let driver: Driver
    private let numbers = Atomic(0)

    /// Makes a pool without connecting yet.
    ///
    /// - Parameter log: told, without any password, when connections are lost or cannot be made.
    /// - Throws: ``PostgresError/connection(_:)`` for a connection string that cannot be read.
    public init(
        configuration: PoolConfiguration, effects: Effects = .live, log: @escaping @Sendable (String) -> Void = { _ in }
    ) throws(PostgresError) {
        _ = try Connector.words(of: configuration.connectionString)
        let thread = try DriverThread()
        driver = Driver(thread: thread, configuration: configuration, effects: effects, log: log)
        thread.start(driver)
    }

    deinit {
        // The thread keeps the driver alive until it is told to end.
        _ = driver.thread.submit { $0.close(within: .zero) }
    }

    public nonisolated(nonsending) func query<T>(
        _ statement: Statement, _ parameters: [(any PostgresEncodable)?], decode: (Row) throws -> T
    ) async throws(PostgresError) -> [T] {
        try await result(of: statement, parameters).decoded(by: decode)
    }

    @discardableResult
    public nonisolated(nonsending) func execute(
        _ statement: Statement, _ parameters: [(any PostgresEncodable)?]
    ) async throws(PostgresError) -> Int {
        try await result(of: statement, parameters).affectedRows
    }

    /// Runs several statements as one implicit transaction.
    public nonisolated(nonsending) func run(script: Statement) async throws(PostgresError) {
        _ = try await perform(.script(script), deadline: script.deadline) { $0.perform($1) }.get()
    }

    /// Asks the server for a sign of life.
    public nonisolated(nonsending) func ping() async throws(PostgresError) {
        try await execute(Self.ping, [])
    }

    /// Stops taking statements, lets those under way finish for up to `grace`, and disconnects.
    public nonisolated(nonsending) func close(grace: Duration = .seconds(10)) async {
        await withCheckedContinuation { caller in
            let isTaken = driver.thread.submit { $0.close(within: grace, caller) }
            if !isTaken { caller.resume() }
        }
    }

    /// How busy the pool is.
    public nonisolated(nonsending) func load() async -> PoolLoad {
        await withCheckedContinuation { caller in
            let isTaken = driver.thread.submit { caller.resume(returning: $0.load) }
            if !isTaken { caller.resume(returning: PoolLoad(open: 0, connecting: 0, busy: 0, waiting: 0, reading: 0)) }
        }
    }

    private static let ping = Statement("postgres.ping", "SELECT 1")

    private nonisolated(nonsending) func result(
        of statement: Statement, _ parameters: [(any PostgresEncodable)?]
    ) async throws(PostgresError) -> ResultSet {
        let bound = BoundStatement(statement: statement, parameters: try ParameterList(parameters))
        return try await perform(.statements([bound]), deadline: statement.deadline) { $0.perform($1) }.get()
    }
}

// MARK: Handing requests to the driver

extension Pool {
    /// A number for a request or a transaction, used once.
    func nextNumber() -> Int {
        numbers.wrappingAdd(1, ordering: .relaxed).newValue
    }

    /// Hands work to the driver and waits for its answer.
    ///
    /// - Parameter isCancellable: whether cancelling the task stops the work; a transaction's end must go through.
    nonisolated(nonsending) func perform(
        _ work: Request.Work, deadline: Duration? = nil, isCancellable: Bool = true,
        by hand: @escaping @Sendable (isolated Driver, Request) -> Void
    ) async -> Outcome {
        let id = nextNumber()
        let cancellation = CancellationFlag()
        let deadline = deadline ?? driver.configuration.statementDeadline
        let thread = driver.thread
        return await withTaskCancellationHandler {
            await withCheckedContinuation { reply in
                let request = Request(
                    id: id, work: work, deadline: deadline, cancellation: cancellation, reply: reply)
                let isTaken = thread.submit { hand($0, request) }
                if !isTaken { reply.resume(returning: .failure(.closed)) }
            }
        } onCancel: {
            guard isCancellable else { return }
            cancellation.set()
            // After the pool has closed there is nothing left to cancel.
            _ = thread.submit { $0.cancel(id) }
        }
    }
}

extension ResultSet {
    func decoded<T>(by decode: (Row) throws -> T) throws(PostgresError) -> [T] {
        var rows: [T] = []
        rows.reserveCapacity(rowCount)
        for index in 0..<rowCount {
            do {
                rows.append(try decode(Row(result: self, index: index)))
            } catch let error as PostgresError {
                throw error
            } catch {
                throw .decoding(column: "", reason: "\(statement): \(error)")
            }
        }
        return rows
    }
}
