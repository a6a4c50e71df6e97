/// One row of a result. Stays valid after the query.
public struct Row: Sendable {
    let result: ResultSet
    let index: Int

    /// The value of a column.
    ///
    /// Ask for an optional where the column may be NULL.
    /// - Throws: ``PostgresError/decoding(column:reason:)`` for an unknown column, a NULL or another type.
    public func get<T: PostgresDecodable>(_ column: String, as type: T.Type = T.self) throws(PostgresError) -> T {
        guard let position = result.columns.positions[column] else {
            throw .decoding(column: column, reason: "\(result.statement) returns no such column")
        }
        return try decode(position, named: column)
    }

    /// The value of a column by its place, counted from 0.
    public func get<T: PostgresDecodable>(at position: Int, as type: T.Type = T.self) throws(PostgresError) -> T {
        guard position >= 0, position < result.columnCount else {
            throw .decoding(column: "\(position)", reason: "\(result.statement) returns no such column")
        }
        return try decode(position, named: "\(position)")
    }

    private func decode<T: PostgresDecodable>(_ position: Int, named column: String) throws(PostgresError) -> T {
        do throws(DecodingRefusal) {
            return try T(field: Field(result: result, row: index, column: position))
        } catch {
            throw .decoding(column: column, reason: error.reason)
        }
    }
}
