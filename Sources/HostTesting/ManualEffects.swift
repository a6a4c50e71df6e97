public import Effects
public import Foundation
import Synchronization

/// A clock that stands until it is moved, ids that count up, and randomness that repeats.
public final class ManualEffects: Sendable {
    private struct Sleeper {
        var id: Int
        var due: Date
        var continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now: Date
        var counter = 0
        var sleepers: [Sleeper] = []
        var watchers: [Watcher] = []
    }

    /// Somebody who waits for a sleeper that is to wake at an instant.
    private struct Watcher {
        var due: Date
        var continuation: CheckedContinuation<Void, Never>
    }

    private let state: Mutex<State>

    /// - Parameter now: where the clock stands first.
    public init(now: Date = Date(timeIntervalSince1970: 1_767_323_045)) { state = Mutex(State(now: now)) }

    public var now: Date { state.withLock { $0.now } }

    /// Moves the clock and wakes everyone whose time has come, in order.
    public func advance(by duration: Duration) {
        let due = state.withLock { state in
            state.now += duration.seconds
            let due = state.sleepers.filter { $0.due <= state.now }.sorted { $0.due < $1.due }
            state.sleepers.removeAll { $0.due <= state.now }
            return due
        }
        for sleeper in due { sleeper.continuation.resume() }
    }

    /// The same, once somebody sleeps who wakes in exactly `pause` from now: moved earlier, the clock would wake nobody,
    /// and whoever goes to sleep after it would sleep on.
    public func advance(by duration: Duration, onceSomebodySleeps pause: Duration) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                let due = state.now.addingTimeInterval(pause.seconds)
                if state.sleepers.contains(where: { $0.due == due }) { return true }
                state.watchers.append(Watcher(due: due, continuation: continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
        advance(by: duration)
    }

    public var effects: Effects {
        Effects(
            now: { self.now }, sleep: { try await self.sleep($0) },
            uuid: { UUID.version7(at: self.now, random: self.countedBytes(10)) },
            randomBytes: { self.countedBytes($0) }, randomUnit: { 0.5 })
    }

    private func countedBytes(_ count: Int) -> [UInt8] {
        let number = state.withLock { state in
            state.counter += 1
            return UInt64(state.counter)
        }
        let digits = (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * UInt64($0))) }
        return (0..<count).map { index in
            let fromEnd = count - 1 - index
            return fromEnd < 8 ? digits[7 - fromEnd] : 0
        }
    }

    private func sleep(_ duration: Duration) async throws {
        let id = state.withLock { state in
            state.counter += 1
            return state.counter
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                var watchers: [Watcher] = []
                let answer: Result<Void, any Error>? = state.withLock { state in
                    // Asked under the lock: a cancellation before it is seen here, one after it finds the sleeper.
                    if Task.isCancelled { return .failure(CancellationError()) }
                    guard duration > .zero else { return .success(()) }
                    let due = state.now.addingTimeInterval(duration.seconds)
                    state.sleepers.append(Sleeper(id: id, due: due, continuation: continuation))
                    watchers = state.watchers.filter { $0.due == due }
                    state.watchers.removeAll { $0.due == due }
                    return nil
                }
                for watcher in watchers { watcher.continuation.resume() }
                if let answer { continuation.resume(with: answer) }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                let index = state.sleepers.firstIndex { $0.id == id }
                return index.map { state.sleepers.remove(at: $0) }
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }
}
