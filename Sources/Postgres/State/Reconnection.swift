/// When to try again after a connection could not be made.
///
/// Attempts are 50 ms apart at first and 1 s at most, with a jitter of half, so that many processes do not arrive at a
/// restarted server together. Whoever asks in between gets the last attempt's error.
struct Reconnection {
    private static let first: Duration = .milliseconds(50)
    private static let longest: Duration = .seconds(1)

    private var failures = 0
    private var lastError: PostgresError?
    private(set) var retryAt: ContinuousClock.Instant?

    /// Why no attempt may be made now, nil where one may.
    func refusal(at now: ContinuousClock.Instant) -> PostgresError? {
        guard let retryAt, let lastError, now < retryAt else { return nil }
        return lastError
    }

    mutating func succeeded() {
        self = Reconnection()
    }

    /// - Parameter jitter: 0..<1.
    mutating func failed(_ error: PostgresError, at now: ContinuousClock.Instant, jitter: Double) {
        // Attempts made side by side fail side by side: they count once.
        if let retryAt, now < retryAt { return }
        let pause = min(Self.longest, Self.first * (1 << min(failures, 5)))
        failures += 1
        lastError = error
        retryAt = now + pause * (0.5 + jitter / 2)
    }
}
