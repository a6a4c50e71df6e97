/// Where statements run: a ``Pool`` (each on its own) or a ``Transaction`` (all or nothing).
///
/// Stores take `some Queryable`, so that a service decides what belongs together.
public protocol Queryable: Sendable {
    /// Runs a statement and decodes every row.
    ///
    /// - Throws: what the server or the connection said; an error of `decode` that is no ``PostgresError`` becomes
    ///   ``PostgresError/decoding(column:reason:)`` with an empty column.
    nonisolated(nonsending) func query<T>(
        _ statement: Statement, _ parameters: [(any PostgresEncodable)?], decode: (Row) throws -> T
    ) async throws(PostgresError) -> [T]

    /// Runs a statement for its effect.
    ///
    /// - Returns: how many rows were inserted, updated, deleted or selected.
    @discardableResult
    nonisolated(nonsending) func execute(
        _ statement: Statement, _ parameters: [(any PostgresEncodable)?]
    ) async throws(PostgresError) -> Int

    /// Runs several statements, separated by semicolons and without parameters: a migration, a seed.
    nonisolated(nonsending) func run(script: Statement) async throws(PostgresError)
}

extension Queryable {
    /// Runs a statement without parameters and decodes every row.
    public nonisolated(nonsending) func query<T>(
        _ statement: Statement, decode: (Row) throws -> T
    ) async throws(PostgresError) -> [T] {
        try await query(statement, [], decode: decode)
    }

    /// Runs a statement without parameters for its effect.
    @discardableResult
    public nonisolated(nonsending) func execute(_ statement: Statement) async throws(PostgresError) -> Int {
        try await execute(statement, [])
    }

    /// The first row, or nil where there is none.
    public nonisolated(nonsending) func first<T>(
        _ statement: Statement, _ parameters: [(any PostgresEncodable)?] = [], decode: (Row) throws -> T
    ) async throws(PostgresError) -> T? {
        try await query(statement, parameters, decode: decode).first
    }
}
