import CLibpq

/// What the server answered to one statement: rows of text values.
///
/// `@unchecked Sendable`: it owns a `PGresult`, which libpq never changes once it is handed out ("can be passed
/// around freely between threads", manual, section 34.20); it is freed once, by the last owner.
final class ResultSet: @unchecked Sendable {
    private let result: OpaquePointer
    let columns: ColumnIndex
    let rowCount: Int
    let columnCount: Int
    let statement: String

    init(owning result: OpaquePointer, columns: ColumnIndex, statement: String) {
        self.result = result
        self.columns = columns
        self.statement = statement
        self.rowCount = Int(PQntuples(result))
        self.columnCount = Int(PQnfields(result))
    }

    deinit {
        PQclear(result)
    }

    /// Rows inserted, updated, deleted or selected, by the command's tag.
    var affectedRows: Int { Int(String(cString: PQcmdTuples(result))) ?? 0 }

    /// For example `COMMIT` or `ROLLBACK`.
    var commandTag: String { String(cString: PQcmdStatus(result)) }

    func type(ofColumn column: Int) -> UInt32 { PQftype(result, Int32(column)) }

    func name(ofColumn column: Int) -> String {
        PQfname(result, Int32(column)).map { String(cString: $0) } ?? ""
    }

    /// The types of a described statement's parameters.
    var parameterTypes: [UInt32] { (0..<PQnparams(result)).map { PQparamtype(result, $0) } }

    /// The value's bytes, nil for NULL. Valid while this object lives.
    func value(row: Int, column: Int) -> UnsafeBufferPointer<UInt8>? {
        let row = Int32(row)
        let column = Int32(column)
        guard PQgetisnull(result, row, column) == 0, let start = PQgetvalue(result, row, column) else { return nil }
        let count = Int(PQgetlength(result, row, column))
        return UnsafeRawBufferPointer(start: start, count: count).bindMemory(to: UInt8.self)
    }
}

/// Where each column of a statement's rows stands. Made once per prepared statement.
struct ColumnIndex: Sendable {
    let positions: [String: Int]

    init(_ result: OpaquePointer) {
        var positions: [String: Int] = [:]
        for column in 0..<PQnfields(result) {
            guard let name = PQfname(result, column) else { continue }
            // Of two columns with one name the first is meant.
            let key = String(cString: name)
            if positions[key] == nil { positions[key] = Int(column) }
        }
        self.positions = positions
    }
}
