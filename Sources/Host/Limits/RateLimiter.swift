import Effects
import Foundation

/// Counts requests by address and by user, and refuses those that are too many.
///
/// Each host counts for itself, in memory. What must hold at all hosts together is counted in the database as well.
struct RateLimiter: Sendable {
    /// Whose requests are counted together.
    private struct Key: Hashable, Sendable {
        enum Sender: Hashable, Sendable {
            case user(UUID)
            case address(ClientAddress)
        }

        var sender: Sender
        /// The name of the limit.
        var limit: String
    }

    var config: LiveConfig
    var proxies: TrustedProxies
    var effects: Effects
    private let buckets = TokenBuckets<Key>(capacity: 100_000)

    init(config: LiveConfig, proxies: TrustedProxies, effects: Effects) {
        self.config = config
        self.proxies = proxies
        self.effects = effects
    }

    /// Counts a request for the address that it came from.
    ///
    /// - Returns: `nil` where the route has no limit, or nobody knows the address.
    /// - Throws: ``APIError`` with `RATE_LIMITED`.
    func count(_ kind: RouteClass, from address: ClientAddress?) throws -> Quota? {
        guard let key = kind.perAddress, let address else { return nil }
        return try take(.address(address.network), key)
    }

    /// Counts a request for the user who sent it.
    ///
    /// - Throws: ``APIError`` with `RATE_LIMITED`.
    func count(_ kind: RouteClass, of user: UUID) throws -> Quota? {
        guard let key = kind.perUser else { return nil }
        return try take(.user(user), key)
    }

    private func take(_ sender: Key.Sender, _ key: ConfigKey<Int>) throws -> Quota {
        let quota = buckets.take(Key(sender: sender, limit: key.name), limit: config.current[key], now: effects.now())
        guard quota.wait == nil else { throw APIError.tooManyRequests(quota) }
        return quota
    }
}

extension Quota {
    /// What tells the caller.
    var headers: [(name: String, value: String)] {
        [
            ("RateLimit-Limit", String(limit)), ("RateLimit-Remaining", String(remaining)),
            ("RateLimit-Reset", String(reset)),
        ]
    }

    /// Whichever leaves less; both are told by it.
    static func tighter(_ one: Quota?, _ other: Quota?) -> Quota? {
        guard let one, let other else { return one ?? other }
        return other.remaining < one.remaining ? other : one
    }
}
