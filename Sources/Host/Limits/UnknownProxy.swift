import Synchronization

/// Says once that a proxy seems to stand before this host of which the host was not told: all who come through it count
/// as one address.
final class UnknownProxy: Sendable {
    private let isTold = Mutex(false)

    /// `nil` outside production, and where proxies are known.
    init?(stage: Environment.Stage, proxies: TrustedProxies) {
        guard stage == .production, proxies.networks.isEmpty else { return nil }
    }

    /// Takes note of a request that names whom it was forwarded for.
    func tell(_ log: HouseLog) {
        let isFirst = isTold.withLock { isTold in
            defer { isTold = true }
            return !isTold
        }
        guard isFirst else { return }
        log.warned(
            """
            a request came with X-Forwarded-For, and GEMZ_TRUSTED_PROXIES names no proxy: limits by address count all who \
            come through one proxy together
            """)
    }
}
