/// Who holds and who waits for one of a number of slots: first come, first served.
///
/// Callers are handed out, so that they can be told outside of the lock that guards the line.
package struct WaitingLine<Caller: Sendable>: Sendable {
    package private(set) var free: Int
    private var line: [(ticket: UInt64, caller: Caller)] = []
    private var lastTicket: UInt64 = 0
    /// Holders that neither stand in line yet nor have gone: a cancellation may come before its caller.
    private var coming: Set<UInt64> = []

    package init(free: Int) { self.free = free }

    /// How many wait.
    package var count: Int { line.count }
    /// Who has waited longest.
    package var first: Caller? { line.first?.caller }

    package mutating func takeTicket() -> UInt64 {
        lastTicket += 1
        coming.insert(lastTicket)
        return lastTicket
    }

    /// - Returns: whether the caller got a slot; nil when it waits in line.
    package mutating func enter(_ ticket: UInt64, _ caller: Caller) -> Bool? {
        guard coming.remove(ticket) != nil else { return false }
        guard free <= 0 else {
            free -= 1
            return true
        }
        line.append((ticket, caller))
        return nil
    }

    /// Gives up a ticket, or a place in line. A slot that the caller got already stays its own.
    ///
    /// - Returns: the caller that waited.
    package mutating func leave(_ ticket: UInt64) -> Caller? {
        coming.remove(ticket)
        return line.firstIndex { $0.ticket == ticket }.map { line.remove(at: $0).caller }
    }

    /// Takes whoever has waited longest out of the line.
    package mutating func popFirst() -> Caller? { line.isEmpty ? nil : line.removeFirst().caller }

    /// - Returns: the caller that gets the slot next.
    package mutating func release() -> Caller? {
        if let next = popFirst() { return next }
        free += 1
        return nil
    }
}
