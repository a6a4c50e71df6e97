/// Which statements one connection has prepared, under which names. Bounded.
struct PreparedStatements {
    struct Entry {
        let name: String
        /// Sent to the server, and not refused since.
        var isReady = false
        /// Known after the first answer.
        var columns: ColumnIndex?
    }

    private let limit: Int
    private var entries: [Statement: Entry] = [:]
    /// Names are never used twice: the server may still know an old one.
    private var namesGiven = 0

    init(limit: Int) {
        self.limit = limit
    }

    /// The statement's entry, made where there is none yet; nil when the connection has enough of them.
    mutating func entry(for statement: Statement) -> Entry? {
        if let entry = entries[statement] { return entry }
        guard entries.count < limit else { return nil }
        let entry = Entry(name: "s\(namesGiven)")
        namesGiven += 1
        entries[statement] = entry
        return entry
    }

    /// Taken as done when it is sent, for a second request may follow before the answer.
    mutating func markSent(_ statement: Statement) {
        entries[statement]?.isReady = true
    }

    /// The server refused it, or its tables changed: the next use prepares it anew.
    mutating func forget(_ statement: Statement) {
        entries[statement] = nil
    }

    /// Where the statement's columns stand, found out from its first result.
    mutating func columns(of statement: Statement, in result: OpaquePointer) -> ColumnIndex {
        if let columns = entries[statement]?.columns { return columns }
        let columns = ColumnIndex(result)
        entries[statement]?.columns = columns
        return columns
    }
}
