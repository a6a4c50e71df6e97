import Synchronization

/// Raised once the program is asked to stop.
final class Interruption: Sendable {
    private let raised = Mutex(false)

    var isRaised: Bool { raised.withLock { $0 } }

    func raise() { raised.withLock { $0 = true } }
}
