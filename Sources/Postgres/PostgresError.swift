/// Why a statement, a transaction or a connection failed. Holds no password.
public enum PostgresError: Error, Hashable, Sendable {
    /// The server could not be reached or went away. A statement that was under way may have taken effect.
    case connection(String)
    /// No connection became free within ``PoolConfiguration/acquireDeadline``. Nothing was sent.
    case poolTimeout
    /// The server refused the statement.
    case server(ServerError)
    /// A column is absent, NULL or of another type than asked for.
    case decoding(column: String, reason: String)
    /// A parameter (counted from 1) cannot be stored. Nothing was sent.
    case encoding(parameter: Int, reason: String)
    /// The transaction was rolled back at its commit, because a statement in it had failed and the body went on.
    case rolledBack
    /// `COMMIT` was sent and its answer never came: the transaction took effect as a whole or not at all.
    case commitUnknown(String)
    /// The task was cancelled; the server was told to stop.
    case cancelled
    /// The server worked longer than the statement's deadline and was told to stop.
    case deadline(statement: String)
    /// The pool is closed, or the transaction has ended.
    case closed
}

/// A refusal by the server. `detail` may quote stored values: it belongs in no answer to a user.
public struct ServerError: Hashable, Sendable {
    /// Five characters, PostgreSQL manual, appendix A.
    public var sqlState: String
    public var message: String
    public var detail: String?
    public var constraint: String?
    public var table: String?
    public var column: String?
    /// The name of the ``Statement``.
    public var statement: String

    public init(
        sqlState: String, message: String, detail: String? = nil, constraint: String? = nil, table: String? = nil,
        column: String? = nil, statement: String
    ) {
        self.sqlState = sqlState
        self.message = message
        self.detail = detail
        self.constraint = constraint
        self.table = table
        self.column = column
        self.statement = statement
    }
}

extension PostgresError {
    /// The server's five-character code, where it was the server that refused.
    public var sqlState: String? {
        if case .server(let error) = self { error.sqlState } else { nil }
    }

    /// The database is away, starting, stopping or full: the same call may succeed later.
    ///
    /// Classes 08 (connection), 53 (resources) and 57P (operator intervention) of appendix A.
    public var isUnavailable: Bool {
        switch self {
        case .connection, .poolTimeout: true
        case .server(let error):
            error.sqlState.hasPrefix("08") || error.sqlState.hasPrefix("53") || error.sqlState.hasPrefix("57P")
        default: false
        }
    }

    /// The work may or may not have been stored; only its own keys can tell.
    public var isOutcomeUnknown: Bool {
        if case .commitUnknown = self { true } else { false }
    }

    public var isUniqueViolation: Bool { sqlState == "23505" }
    public var isForeignKeyViolation: Bool { sqlState == "23503" }

    /// Others were in the way: two transactions met (40001, 40P01), or the server did not get to an end in time. Nothing
    /// was stored, and running the same again is right.
    public var isContention: Bool {
        if case .deadline = self { true } else { sqlState == "40001" || sqlState == "40P01" }
    }

    /// The constraint that was broken, where one was.
    public var constraint: String? {
        if case .server(let error) = self { error.constraint } else { nil }
    }
}

extension PostgresError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .connection(let reason): "database connection: \(reason)"
        case .poolTimeout: "no database connection became free in time"
        case .server(let error): "\(error.statement): \(error.message) (SQLSTATE \(error.sqlState))"
        case .decoding(let column, let reason): "column \(column): \(reason)"
        case .encoding(let parameter, let reason): "parameter \(parameter): \(reason)"
        case .rolledBack: "the transaction was rolled back at its commit: a statement in it had failed"
        case .commitUnknown(let reason): "the commit's outcome is unknown: \(reason)"
        case .cancelled: "the statement was cancelled"
        case .deadline(let statement): "\(statement): the deadline passed"
        case .closed: "the pool is closed or the transaction has ended"
        }
    }
}
