/// How busy a ``Pool`` is.
public struct PoolLoad: Hashable, Sendable {
    /// Connections that are established.
    public let open: Int
    /// Connections that are being made.
    public let connecting: Int
    /// Established ones that work for a statement or a transaction.
    public let busy: Int
    /// Statements that wait for a connection.
    public let waiting: Int
    /// Busy connections that short reads share.
    public let reading: Int
}

/// How a ``Pool`` reaches the server, and its limits.
public struct PoolConfiguration: Sendable {
    /// A `postgres://` URL or `key=value` words, as libpq reads them (manual, section 34.1.1). What it leaves out is
    /// set: application name `gemz`, TCP keepalives and a limit of 60 s for what the server does not acknowledge, a
    /// connect timeout of 5 s.
    public var connectionString: String
    /// Connections at most; at least 1.
    public var size: Int
    /// How long a caller waits for a free connection.
    public var acquireDeadline: Duration
    /// How long the server may work on one statement.
    public var statementDeadline: Duration
    /// How many statements a connection keeps prepared; later ones run unprepared.
    public var preparedLimit: Int
    /// How many connections short reads share at a time; they take more only where these are full or slow.
    public var readers: Int
    /// Short reads at most that are under way on one connection.
    public var readsPerConnection: Int
    /// How long a short read stays behind one that the server is slow with. After that it is asked again on another
    /// connection, if there is one, and nobody joins the slow one.
    public var readPatience: Duration

    public init(
        connectionString: String, size: Int = 10, acquireDeadline: Duration = .seconds(5),
        statementDeadline: Duration = .seconds(30), preparedLimit: Int = 500, readers: Int? = nil,
        readsPerConnection: Int = 16, readPatience: Duration = .milliseconds(50)
    ) {
        self.connectionString = connectionString
        self.size = max(1, size)
        self.acquireDeadline = acquireDeadline
        self.statementDeadline = statementDeadline
        self.preparedLimit = preparedLimit
        // Four gave as much as more do, and most of a pool is for transactions.
        self.readers = max(1, min(readers ?? min(4, size / 3), size))
        self.readsPerConnection = max(1, readsPerConnection)
        self.readPatience = readPatience
    }
}
