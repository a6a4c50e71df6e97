import Synchronization

/// Remembers the last step shown, so that each is shown once.
final class LastShown: Sendable {
    private let last = Mutex(-1)

    /// Whether this step is beyond the last one.
    func advance(to step: Int) -> Bool {
        last.withLock { last in
            guard step > last else { return false }
            last = step
            return true
        }
    }
}
