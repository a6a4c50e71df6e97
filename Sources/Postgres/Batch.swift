/// Statements of one transaction that do not wait for each other's answers: sent together, in order, in one round trip.
///
/// What comes out is what would come out if they were run one by one: after one that fails, none runs.
public struct Batch: Sendable {
    struct Item: Sendable {
        let bound: BoundStatement
        let check: @Sendable (Int) throws -> Void
    }

    private(set) var items: [Item] = []

    /// A batch of nothing.
    public init() {}

    public var isEmpty: Bool { items.isEmpty }

    /// Adds a statement that runs after those added before.
    ///
    /// - Parameter check: given the number of rows that the statement inserted, updated, deleted or selected; throws
    ///   where the transaction must not go on. Later statements may have run by then, and are rolled back with the rest.
    /// - Throws: ``PostgresError/encoding(parameter:reason:)``.
    public mutating func add(
        _ statement: Statement, _ parameters: [(any PostgresEncodable)?] = [],
        check: @escaping @Sendable (Int) throws -> Void = { _ in }
    ) throws(PostgresError) {
        let bound = BoundStatement(statement: statement, parameters: try ParameterList(parameters))
        items.append(Item(bound: bound, check: check))
    }

    /// How long the server may work on all of it: as long as on the one that may take longest. A sum would let a batch
    /// hold its locks for minutes.
    func deadline(default standard: Duration) -> Duration {
        items.map { $0.bound.statement.deadline ?? standard }.max() ?? standard
    }
}

extension Pool {
    /// Runs a batch as a transaction of its own.
    ///
    /// - Returns: how many rows each statement inserted, updated, deleted or selected, in order.
    /// - Throws: what went wrong first, in the order of the statements; ``PostgresError/commitUnknown(_:)`` when the
    ///   answer to `COMMIT` was lost.
    @discardableResult
    public nonisolated(nonsending) func run(_ batch: Batch) async throws -> [Int] {
        try await transaction { transaction in try await transaction.run(batch) }
    }
}

extension Transaction {
    /// Runs a batch; one without statements costs nothing.
    ///
    /// - Returns: how many rows each statement inserted, updated, deleted or selected, in order.
    /// - Throws: what went wrong first, in the order of the statements: a check's error, or what ended a statement.
    @discardableResult
    public nonisolated(nonsending) func run(_ batch: Batch) async throws -> [Int] {
        guard !batch.isEmpty else { return [] }
        let deadline = batch.deadline(default: pool.driver.configuration.statementDeadline)
        let outcome = await perform(.statements(batch.items.map(\.bound)), deadline: deadline)
        let counts = outcome.results.map(\.affectedRows)
        for (item, count) in zip(batch.items, counts) { try item.check(count) }
        if let error = outcome.error { throw error }
        return counts
    }
}
