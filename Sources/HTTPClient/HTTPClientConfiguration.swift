/// How many connections a client may hold, and what it calls itself.
public struct HTTPClientConfiguration: Sendable {
    /// Requests at a time to one scheme, host and port; further ones queue.
    public var maxConnectionsPerHost: Int
    /// Requests at a time to all hosts together. So many idle connections are kept, too.
    public var maxConnections: Int
    public var userAgent: String

    public init(
        maxConnectionsPerHost: Int = 64, maxConnections: Int = 256,
        userAgent: String = "gemz/0.1 (open-source influencer discovery)"
    ) {
        self.maxConnectionsPerHost = max(1, maxConnectionsPerHost)
        self.maxConnections = max(1, maxConnections)
        self.userAgent = userAgent
    }
}
