public import Foundation
import Synchronization

/// Values that may be a little old: found again for a while, and never more than a number of them.
public final class RecentValues<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Entry {
        var value: Value
        var since: Date
    }

    private let lifetime: TimeInterval
    private let capacity: Int
    private let entries = Mutex<[Key: Entry]>([:])

    /// - Parameters:
    ///   - lifetime: how long a value is found again, in seconds.
    ///   - capacity: how many values there are at most; when all are fresh and one more comes, all are dropped.
    public init(lifetime: TimeInterval, capacity: Int) {
        self.lifetime = lifetime
        self.capacity = capacity
    }

    /// The value of this key, unless it is too old. A clock that was set back makes every value too old.
    public func value(for key: Key, now: Date) -> Value? {
        entries.withLock { $0[key] }.flatMap { isFresh($0, now: now) ? $0.value : nil }
    }

    public func set(_ value: Value, for key: Key, now: Date) {
        entries.withLock { entries in
            if entries.count >= capacity, entries[key] == nil {
                entries = entries.filter { isFresh($0.value, now: now) }
                if entries.count >= capacity { entries = [:] }
            }
            entries[key] = Entry(value: value, since: now)
        }
    }

    public func remove(_ key: Key) { entries.withLock { $0[key] = nil } }

    private func isFresh(_ entry: Entry, now: Date) -> Bool {
        let age = now.timeIntervalSince(entry.since)
        return age >= 0 && age < lifetime
    }
}
