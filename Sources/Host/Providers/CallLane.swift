import Foundation
import Vendors

/// One platform's slots as far as one host goes: which of them it holds, and which calls wait for one.
///
/// Pure: whoever asks the database tells it what came of that. Callers are handed out to be told outside of the lock
/// that guards the lane.
struct CallLane<Caller: Sendable>: Sendable {
    /// A call that gets a slot.
    struct Grant: Sendable {
        var caller: Caller
        var slot: Int
    }

    private struct Waiter: Sendable {
        var caller: Caller
        var since: Date
    }

    /// How long a slot may go from call to call within one host before other hosts get their turn, in seconds.
    static var turn: TimeInterval { 1 }

    /// Slots are numbered from 1 to this; of a lower limit than before, what is held beyond it is given back when its call
    /// ends.
    var limit: Int
    private var line = WaitingLine<Waiter>(free: 0)
    /// Slots under calls, each with when this host got it from the database.
    private var held: [Int: Date] = [:]
    /// Slots to be given back.
    private(set) var spent: [Int] = []
    private var restsUntil = Date.distantPast
    /// Whether other hosts can see that somebody waits here.
    var isQueued = false

    init(limit: Int) { self.limit = limit }

    var isWaiting: Bool { line.count > 0 }

    // MARK: Calls

    mutating func takeTicket() -> UInt64 { line.takeTicket() }

    /// Puts a caller in line; false when it has left already.
    mutating func enter(_ ticket: UInt64, _ caller: Caller, at now: Date) -> Bool {
        line.enter(ticket, Waiter(caller: caller, since: now)) == nil
    }

    /// Takes a caller out of the line, where it still stands there.
    mutating func leave(_ ticket: UInt64) -> Caller? { line.leave(ticket)?.caller }

    /// A call has ended: its slot goes on to the next one here, or is to be given back.
    mutating func release(_ slot: Int, at now: Date) -> Grant? {
        let age = held[slot].map { now.timeIntervalSince($0) } ?? Self.turn
        if slot <= limit, (0..<Self.turn).contains(age), let next = line.popFirst() {
            return Grant(caller: next.caller, slot: slot)
        }
        held[slot] = nil
        spent.append(slot)
        return nil
    }

    // MARK: The database

    /// What is to be given back now, as it will be.
    mutating func takeSpent() -> [Int] {
        defer { spent = [] }
        return spent
    }

    /// Leaves what was given back to other hosts for a while.
    mutating func rest(until instant: Date) { restsUntil = instant }

    /// How many slots to ask for, and which they may be.
    func wanted(at now: Date) -> (count: Int, of: [Int]) {
        let free = (1...limit).filter { held[$0] == nil && !spent.contains($0) }
        return (now < restsUntil ? 0 : min(line.count, free.count), free)
    }

    /// Gives slots that the database let this host have to those who wait longest; what nobody waits for any more is
    /// to be given back.
    mutating func grant(_ slots: [Int], at now: Date) -> [Grant] {
        slots.compactMap { slot in
            guard let next = line.popFirst() else {
                spent.append(slot)
                return nil
            }
            held[slot] = now
            return Grant(caller: next.caller, slot: slot)
        }
    }

    /// The session that held the slots is gone: calls under way go on, and their slots go to nobody after them.
    mutating func loseSession() {
        spent = []
        isQueued = false
        for slot in held.keys { held[slot] = .distantPast }
    }

    /// Takes those out of the line who came before an instant.
    mutating func dropWaiters(since instant: Date) -> [Caller] {
        var dropped: [Caller] = []
        while let first = line.first, first.since <= instant, let waiter = line.popFirst() {
            dropped.append(waiter.caller)
        }
        return dropped
    }
}
