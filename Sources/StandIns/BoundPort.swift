import Synchronization

/// A port that becomes known once, and that any number of callers wait for.
final class BoundPort: Sendable {
    private enum State {
        case unknown(waiting: [Int: CheckedContinuation<Int, any Error>], next: Int)
        case known(Result<Int, any Error>)
    }

    private let state = Mutex(State.unknown(waiting: [:], next: 0))

    /// The port, as soon as it is known.
    ///
    /// - Throws: the problem that kept the server from listening; `CancellationError`.
    var value: Int {
        get async throws {
            let ticket = state.withLock { state in
                guard case .unknown(let waiting, let next) = state else { return 0 }
                state = .unknown(waiting: waiting, next: next + 1)
                return next
            }
            return try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { continuation in wait(continuation, as: ticket) }
            } onCancel: {
                take(ticket)?.resume(throwing: CancellationError())
            }
        }
    }

    /// Only the first call counts.
    func settle(_ result: Result<Int, any Error>) {
        let waiting: [Int: CheckedContinuation<Int, any Error>] = state.withLock { state in
            guard case .unknown(let waiting, _) = state else { return [:] }
            state = .known(result)
            return waiting
        }
        for continuation in waiting.values { continuation.resume(with: result) }
    }

    private func wait(_ continuation: CheckedContinuation<Int, any Error>, as ticket: Int) {
        // A task cancelled before this line has run its handler already, in vain.
        let isCancelled = Task.isCancelled
        let result: Result<Int, any Error>? = state.withLock { state in
            switch state {
            case .known(let result): return result
            case .unknown where isCancelled: return .failure(CancellationError())
            case .unknown(var waiting, let next):
                waiting[ticket] = continuation
                state = .unknown(waiting: waiting, next: next)
                return nil
            }
        }
        if let result { continuation.resume(with: result) }
    }

    private func take(_ ticket: Int) -> CheckedContinuation<Int, any Error>? {
        state.withLock { state in
            guard case .unknown(var waiting, let next) = state else { return nil }
            let continuation = waiting.removeValue(forKey: ticket)
            state = .unknown(waiting: waiting, next: next)
            return continuation
        }
    }
}
