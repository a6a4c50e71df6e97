import Synchronization

/// Lets one waiter go on. A call that nobody waits for is kept for whoever waits next.
final class WakeUp: Sendable {
    fileprivate struct State {
        var isCalled = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    func call() {
        let waiter = state.withLock { state in
            state.isCalled = state.waiter == nil
            return state.takeWaiter()
        }
        waiter?.resume()
    }

    /// Returns after a call, or when the task is cancelled.
    func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let mayGo = state.withLock { state in
                    // Asked under the lock: a cancellation before it is seen here, one after it finds the waiter.
                    if state.isCalled || Task.isCancelled {
                        state.isCalled = false
                        return true
                    }
                    state.waiter = continuation
                    return false
                }
                if mayGo { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.takeWaiter() }?.resume()
        }
    }
}

extension WakeUp.State {
    fileprivate mutating func takeWaiter() -> CheckedContinuation<Void, Never>? {
        defer { waiter = nil }
        return waiter
    }
}
