/// What to ask a server.
public struct HTTPRequest: Sendable {
    public var method: String
    /// Absolute, `http` or `https`, percent-encoded ASCII, without user and password.
    public var url: String
    /// Sent in this order, duplicates included.
    ///
    /// `Content-Length` and `Transfer-Encoding` are libcurl's to write and refused here.
    public var headers: [(String, String)]
    public var body: [UInt8]?
    /// How long name resolution, connection and TLS may take together.
    public var connectTimeout: Duration = .seconds(5)
    /// How long all of it may take, from the call until the last byte of the body.
    public var timeout: Duration
    /// The largest body to take, counted after decompression.
    public var maxBodyBytes: Int = 16 << 20
    /// Whether to follow up to five redirects, from `https` never to `http`.
    ///
    /// libcurl keeps `Authorization` and `Cookie` from another host, but no other header: a request that carries a
    /// secret elsewhere must not follow.
    public var followsRedirects: Bool = false
    /// Whether to fail with ``HTTPClientError/reset(_:)`` when a kept connection breaks before the answer, where
    /// libcurl would by itself send again. For who counts or pays for every request.
    ///
    /// What must not be repeated, such as POST without `Idempotency-Key`, is never sent again in any case: it takes a
    /// connection of its own.
    public var isSentOnce: Bool = false
    /// Whether a server that gets it twice is no worse off although its method does not say so: it knows the second
    /// by something in the request. Such a request may use a kept connection.
    public var isSafeToRepeat: Bool = false

    public init(
        method: String = "GET", url: String, headers: [(String, String)] = [], body: [UInt8]? = nil,
        timeout: Duration = .seconds(60)
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
    }

    /// Whether a server that gets it twice is no worse off (RFC 9110, 9.2.2).
    var isRepeatable: Bool {
        isSafeToRepeat || ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"].contains(method)
            || headers.contains { $0.0.lowercased() == "idempotency-key" }
    }
}
