import Foundation

/// Holds threads up until it is opened, which it then stays.
public final class Gate: Sendable {
    private let group = DispatchGroup()

    public init() { group.enter() }

    /// Opens the gate. Called once.
    public func open() { group.leave() }

    func wait() { group.wait() }
}

/// Lets threads pass only together, so many at a time; whoever waits too long passes alone.
public final class Rendezvous: Sendable {
    private let size: Int
    private let condition = NSCondition()
    private nonisolated(unsafe) var arrived = 0  // under the condition's lock
    private nonisolated(unsafe) var round = 0  // under the condition's lock

    public init(of size: Int) { self.size = size }

    /// - Returns: false when the others did not come within ten seconds.
    public func meet() -> Bool {
        condition.lock()
        defer { condition.unlock() }
        arrived += 1
        if arrived == size {
            (arrived, round) = (0, round + 1)
            condition.broadcast()
            return true
        }
        let mine = round
        let limit = Date(timeIntervalSinceNow: 10)
        while round == mine { guard condition.wait(until: limit) else { return false } }
        return true
    }
}
