import Synchronization

/// Counts how often it was asked, from whatever thread.
final class Counter: Sendable {
    private let count = Mutex(0)

    /// 0 at first.
    func next() -> Int {
        count.withLock { count in
            defer { count += 1 }
            return count
        }
    }
}
