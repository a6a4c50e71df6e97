import CLibpq

extension ServerError {
    /// A prepared statement whose tables changed (its result would have other columns), or which is gone.
    ///
    /// 0A000 has many causes; the server's function that found it tells them apart (plancache.c).
    static func meansStalePlan(_ result: OpaquePointer) -> Bool {
        func field(_ code: Character) -> String? {
            PQresultErrorField(result, Int32(code.asciiValue ?? 0)).map { String(cString: $0) }
        }
        return switch field("C") {
        case "26000": true
        case "0A000": field("R") == "RevalidateCachedQuery"
        default: false
        }
    }

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
