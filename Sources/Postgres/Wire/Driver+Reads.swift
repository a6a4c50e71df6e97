/// Sharing connections between short reads.
///
/// A read joins the others on one of a few connections, so that most of a pool stays free for transactions and the
/// server is never idle between two answers. Whoever needs a connection for itself is not kept waiting by that: while
/// there is one, reads go on on a single connection (in a pool of one, on none), and the others fall to the waiting.
extension Driver {
    /// Connections that reads share at the moment.
    var readers: [Session] { sessions.values.filter { $0.owner == .reads } }

    /// Lets waiting reads join others, as far as there is room.
    func joinReads() {
        while !reads.isEmpty, let session = readerToJoin(), let next = reads.popFirst() {
            session.send(next.request)
            if session.failure != nil { collect(from: session) }
        }
    }

    /// Nil where the next read takes a connection that is free, or waits.
    private func readerToJoin() -> Session? {
        let readers = readers
        guard queue.isEmpty else {
            guard configuration.size > 1, let kept = readers.min(by: { $0.id < $1.id }) else { return nil }
            return room(on: kept, at: .now) > 0 ? kept : nil
        }
        if readers.count < configuration.readers, !idle.isEmpty { return nil }
        let now = ContinuousClock.now
        return readers.filter { room(on: $0, at: now) > 0 }.min { $0.inFlight.count < $1.inFlight.count }
    }

    /// How many reads a connection takes besides those it has.
    private func room(on session: Session, at now: ContinuousClock.Instant) -> Int {
        guard session.owner == .reads, session.failure == nil, session.cancellation == nil, !isSlow(session, at: now)
        else { return 0 }
        return configuration.readsPerConnection - session.inFlight.count
    }

    // MARK: Slow ones

    /// Whether the server has worked on a shared connection's current read for longer than a read may take.
    func isSlow(_ session: Session, at now: ContinuousClock.Instant) -> Bool {
        guard session.owner == .reads, session.cancellation == nil, let begun = session.current?.begun else {
            return false
        }
        return begun + configuration.readPatience <= now
    }

    /// When there will be something to do about a shared connection; nil where only another event brings that.
    func endOfPatience(with session: Session) -> ContinuousClock.Instant? {
        guard session.owner == .reads, let current = session.current, let begun = current.begun,
            current.isOrphan || session.hasMovable
        else { return nil }
        let end = begun + configuration.readPatience
        return end > .now ? end : nil
    }

    /// Moves those who wait behind a slow read to where there is room. Without room they stay: the slow one may end
    /// before a place turns up. Each moves once, so that a server that is slow with everything gets at most double work.
    func losePatience(with session: Session) {
        if session.current?.isOrphan == true { return stop(session, because: .cancelled) }
        guard closing == nil else { return }
        let now = ContinuousClock.now
        let free = max(0, idle.count - queue.count) * configuration.readsPerConnection
        let places = queue.isEmpty ? readers.reduce(free) { $0 + room(on: $1, at: now) } : free
        guard places > reads.count else { return }
        for request in session.takeFollowers(upTo: places - reads.count).reversed() {
            reads.putBack(
                WaitingRequest(request: request, transaction: nil, expires: now + configuration.acquireDeadline))
        }
    }

    /// How many connections the waiting reads are in want of.
    var connectionsForReads: Int {
        if !reads.isEmpty { return (reads.count - 1) / configuration.readsPerConnection + 1 }
        guard idle.isEmpty else { return 0 }
        let readers = readers
        let now = ContinuousClock.now
        let isWanted = readers.contains {
            $0.inFlight.count > 1 && (readers.count < configuration.readers || isSlow($0, at: now))
        }
        return isWanted ? 1 : 0
    }
}
