/// How patient a client is with its provider.
public struct ProviderPolicy: Sendable, Hashable {
    /// How long one attempt may take in all.
    public var timeout: Duration
    /// Attempts of one call, the first included; at least 1.
    public var attempts: Int
    /// Attempts under way at a time, of all callers together, where no slots are shared with others; at least 1.
    public var concurrency: Int
    /// The longest pause before the second attempt; doubles with each one after that.
    public var backoffBase: Duration = .milliseconds(250)
    /// No pause of the client's own choosing is longer.
    public var backoffCap: Duration = .seconds(10)
    /// No pause that the provider asks for is longer.
    public var retryAfterCap: Duration = .seconds(30)
    /// The largest body to take, counted after decompression.
    public var maxBodyBytes: Int = 32 << 20

    public init(timeout: Duration, attempts: Int = 4, concurrency: Int = 4) {
        self.timeout = timeout
        self.attempts = max(1, attempts)
        self.concurrency = max(1, concurrency)
    }

    /// How long to wait after a failed attempt: exponential back-off with full jitter, or longer if asked to.
    ///
    /// - Parameters:
    ///   - attempt: the attempt that failed; the first is 1.
    ///   - retryAfter: what the provider asks for.
    ///   - randomUnit: 0..<1.
    func pause(after attempt: Int, retryAfter: Duration?, randomUnit: Double) -> Duration {
        // Thirty doublings of any base worth the name are beyond any cap worth the name.
        let most = min(backoffCap, backoffBase * (1 << min(attempt - 1, 30)))
        return max(most * randomUnit, min(retryAfter ?? .zero, retryAfterCap))
    }
}
