import CLibpq

extension ServerError {
    /// Nil where the error is libpq's own, which means that the connection is gone.
    init?(_ result: OpaquePointer, statement: String) {
        func field(_ code: Int32) -> String? {
            PQresultErrorField(result, code).map { String(cString: $0) }
        }
        guard let state = field(Int32(UInt8(ascii: "C"))) else { return nil }  // PG_DIAG_SQLSTATE
        self.init(
            sqlState: state, message: field(Int32(UInt8(ascii: "M"))) ?? "", detail: field(Int32(UInt8(ascii: "D"))),
            constraint: field(Int32(UInt8(ascii: "n"))), table: field(Int32(UInt8(ascii: "t"))),
            column: field(Int32(UInt8(ascii: "c"))), statement: statement)
    }
}
