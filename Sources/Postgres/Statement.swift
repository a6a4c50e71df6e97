/// One SQL text under a name, kept as a constant beside the decoder of its rows.
///
/// The name goes before the text as a comment, so `pg_stat_statements` and the server's log lead back to the source.
/// Parameters are `$1`, `$2`, …; their types are what the server infers. A statement is prepared the first time a
/// connection meets it, unless it is to be planned anew each time.
public struct Statement: Hashable, Sendable {
    /// The store and the method, for example `jobs.claim`.
    public let name: String
    public let sql: String
    /// How long the server may work on it; nil takes the pool's ``PoolConfiguration/statementDeadline``.
    public let deadline: Duration?
    /// It changes nothing, locks nothing and takes the server well under a millisecond, such as a row by its key.
    ///
    /// Given to a ``Pool``, such statements share few connections and go out without waiting for one another's answers.
    /// A pool may ask one again where a connection is lost or slow, so it must be harmless to run twice.
    public let isShortRead: Bool
    /// It is planned for its arguments each time it runs, and never prepared.
    ///
    /// A prepared statement's plan is kept until the server next analyzes its tables, about a minute. For most that
    /// matters little; one that reads a table which grows a hundredfold in that time is better planned anew.
    public let isPlannedAnew: Bool

    public init(
        _ name: String, _ sql: String, deadline: Duration? = nil, isShortRead: Bool = false, isPlannedAnew: Bool = false
    ) {
        self.name = name
        self.sql = sql
        self.deadline = deadline
        self.isShortRead = isShortRead
        self.isPlannedAnew = isPlannedAnew
    }

    /// The text as the server gets it.
    var commentedSQL: String {
        // Nothing in a name may end the comment.
        let safe = name.filter { $0.isLetter || $0.isNumber || "._- ".contains($0) }
        return "/* \(safe) */ \(sql)"
    }

    /// By name alone: names are unique in a program and texts are long, while equality still compares both.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(name)
    }
}
