/// What the server makes of a statement: for a test that holds every statement against the schema.
public struct StatementShape: Hashable, Sendable {
    public struct Column: Hashable, Sendable {
        public let name: String
        /// As SQL writes it: `bigint`, `text[]`, `timestamp with time zone`.
        public let type: String

        public init(name: String, type: String) {
            self.name = name
            self.type = type
        }
    }

    /// The types the server inferred for `$1`, `$2`, ….
    public let parameters: [String]
    public let columns: [Column]

    public init(parameters: [String], columns: [Column]) {
        self.parameters = parameters
        self.columns = columns
    }
}

extension Pool {
    /// Lets the server parse a statement without running it.
    ///
    /// - Throws: ``PostgresError/server(_:)`` where it does not fit the schema.
    public nonisolated(nonsending) func describe(_ statement: Statement) async throws(PostgresError) -> StatementShape {
        let result = try await perform(.description(statement), deadline: statement.deadline) { $0.perform($1) }.get()
        let columns = (0..<result.columnCount).map {
            (name: result.name(ofColumn: $0), type: result.type(ofColumn: $0))
        }
        let types = (result.parameterTypes + columns.map(\.type)).map { Int($0) }
        let names = try await query(Self.typeNames, [types]) { row in try row.get("name", as: String.self) }
        return StatementShape(
            parameters: Array(names.prefix(result.parameterTypes.count)),
            columns: zip(columns, names.dropFirst(result.parameterTypes.count)).map { column, type in
                StatementShape.Column(name: column.name, type: type)
            })
    }

    private static let typeNames = Statement(
        "postgres.type_names",
        """
        SELECT format_type(listed.type::oid, NULL) AS name
        FROM unnest($1::int8[]) WITH ORDINALITY AS listed(type, place) ORDER BY listed.place
        """)
}
