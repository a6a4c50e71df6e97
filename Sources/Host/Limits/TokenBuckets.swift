import Foundation
import Synchronization

/// How much of a limit is left after a request.
struct Quota: Hashable, Sendable {
    /// Requests in a minute.
    var limit: Int
    /// How many more may come at once.
    var remaining: Int
    /// Seconds until there may be as many as the limit says.
    var reset: Int
    /// Seconds until there may be one more, where this one was too many.
    var wait: Int?
}

/// Buckets of tokens, one for each key: a request takes one token, and an empty bucket is full again after a minute.
///
/// Of a bucket nothing is kept but when it will be full, so one that is full needs no room.
final class TokenBuckets<Key: Hashable & Sendable>: Sendable {
    /// The seconds in which an empty bucket fills up.
    static var period: Double { 60 }

    private let capacity: Int
    private let fullAt = Mutex<[Key: Double]>([:])

    /// - Parameter capacity: how many buckets there are at most that are not full. Where one more is needed, the half
    ///   that lacks the least counts as full.
    init(capacity: Int) { self.capacity = capacity }

    /// How many buckets take room.
    var count: Int { fullAt.withLock { $0.count } }

    /// Takes a token from a bucket, if there is one.
    ///
    /// - Parameter limit: how many tokens the bucket holds.
    func take(_ key: Key, limit: Int, now: Date) -> Quota {
        let now = now.timeIntervalSinceReferenceDate
        let cost = Self.period / Double(limit)
        return fullAt.withLock { fullAt in
            let known = fullAt[key]
            // A clock that was set back must not leave anybody waiting for longer than an empty bucket does.
            let before = min(max(known ?? now, now), now + Self.period)
            if let known, known > before { fullAt[key] = before }
            let after = before + cost
            guard after - now <= Self.period + Self.tolerance else {
                return Quota(
                    limit: limit, remaining: 0, reset: Self.seconds(before - now),
                    wait: Self.seconds(after - now - Self.period))
            }
            if known == nil, fullAt.count >= capacity { Self.makeRoom(&fullAt, for: capacity / 2, now: now) }
            fullAt[key] = after
            let remaining = (Self.period - (after - now)) / cost
            return Quota(
                limit: limit, remaining: max(0, Int(remaining + Self.tolerance)), reset: Self.seconds(after - now))
        }
    }

    private static func makeRoom(_ fullAt: inout [Key: Double], for few: Int, now: Double) {
        fullAt = fullAt.filter { $0.value > now }
        guard fullAt.count > few else { return }
        let middle = fullAt.values.sorted()[fullAt.count - few - 1]
        fullAt = fullAt.filter { $0.value > middle }
    }

    private static func seconds(_ time: Double) -> Int { max(1, Int((time - tolerance).rounded(.up))) }

    /// What sums of fractions may be off by.
    private static var tolerance: Double { 1e-4 }
}
