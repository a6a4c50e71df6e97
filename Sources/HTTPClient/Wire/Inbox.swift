import Synchronization

/// What callers hand to the engine's thread, and how they wake it.
final class Inbox: Sendable {
    enum Item: Sendable {
        case start(Exchange)
        case cancel(UInt64)
    }

    private struct State {
        var items: [Item] = []
        var isAsleep = false
        var isStopping = false
        var hasEnded = false
        var waitingForEnd: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let multi: MultiHandle

    init(multi: MultiHandle) { self.multi = multi }

    /// - Returns: false after ``stop(_:)``: the item will never be seen.
    func submit(_ item: Item) -> Bool {
        state.withLock { state in
            guard !state.isStopping else { return false }
            state.items.append(item)
            wake(&state)
            return true
        }
    }

    /// Ends the engine; resumes a caller once that has happened.
    func stop(_ caller: CheckedContinuation<Void, Never>?) {
        let hasEnded = state.withLock { state in
            state.isStopping = true
            guard !state.hasEnded else { return true }
            if let caller { state.waitingForEnd.append(caller) }
            wake(&state)
            return false
        }
        if hasEnded { caller?.resume() }
    }

    /// Under load the engine seldom sleeps, so most hand-overs cost no system call.
    private func wake(_ state: inout State) {
        if state.isAsleep { multi.wakeUp() }
        state.isAsleep = false
    }

    // MARK: The engine's side

    func drain() -> (items: [Item], isStopping: Bool) {
        state.withLock { state in
            defer { state.items = [] }
            return (state.items, state.isStopping)
        }
    }

    /// Says whether the engine may wait: nothing is in the inbox.
    func mayRest() -> Bool {
        state.withLock { state in
            state.isAsleep = state.items.isEmpty && !state.isStopping
            return state.isAsleep
        }
    }

    func woke() { state.withLock { $0.isAsleep = false } }

    /// From here on the multi handle is not touched by callers any more.
    func markEnd() -> [CheckedContinuation<Void, Never>] {
        state.withLock { state in
            defer { state.waitingForEnd = [] }
            (state.isStopping, state.hasEnded, state.isAsleep) = (true, true, false)
            return state.waitingForEnd
        }
    }
}
