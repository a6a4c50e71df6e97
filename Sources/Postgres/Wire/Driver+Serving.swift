import Dispatch
import Effects

/// Giving connections to those who wait, and taking them back.
extension Driver {
    /// After a turn's events: free connections serve those who wait, and missing ones are made.
    func settle() {
        for session in sessions.values { collect(from: session) }
        expire()
        serve()
        connectWhereNeeded()
        finishClosing()
    }

    /// Hands answers on, and frees the connections that have given them.
    func collect(from session: Session) {
        for (exchange, outcome) in session.collect() {
            if exchange.isOrphan { continue }
            if session.owner.isForSingles, exchange.wasHit || exchange.isStale && !exchange.request.isSecondAttempt {
                var request = exchange.request
                request.isSecondAttempt = request.isSecondAttempt || exchange.isStale
                session.send(request)
                continue
            }
            exchange.request.reply.resume(returning: outcome)
            if exchange.request.isEnd, case .transaction(let id) = session.owner {
                transactions[id] = nil
                session.owner = .oneStatement
            }
        }
        if session.failure != nil { return discard(session) }
        guard session.owner.isForSingles, session.isQuiet else { return }
        session.owner = .nobody
        // A statement that opened a transaction by itself, or one that a failed end left open.
        guard session.isOutsideTransaction, closing == nil else {
            sessions[session.id] = nil
            return
        }
        idle.append(session.id)
    }

    private func discard(_ session: Session) {
        sessions[session.id] = nil
        idle.removeAll { $0 == session.id }
        let reason = session.failure ?? "closed"
        log("database connection lost: \(reason)")
        let unsent = session.takeUnsent()
        guard case .transaction(let id) = session.owner else {
            for request in unsent.reversed() { tryElsewhere(request, transaction: nil, after: reason) }
            return
        }
        for request in unsent {
            if request.isEnd { transactions[id] = nil }
            request.reply.resume(returning: .failure(.connection(reason)))
        }
        transactions[id]?.failure = .connection(reason)
    }

    /// Nothing was sent, or nothing that changes anything, so another connection may do it, once.
    private func tryElsewhere(_ request: Request, transaction: Int?, after reason: String) {
        var request = request
        let expires = ContinuousClock.now + configuration.acquireDeadline
        let waiting = WaitingRequest(request: request, transaction: transaction, expires: expires)
        if closing != nil { return abandon(waiting, with: .closed) }
        if request.isSecondAttempt { return abandon(waiting, with: .connection(reason)) }
        request.isSecondAttempt = true
        let again = WaitingRequest(request: request, transaction: transaction, expires: expires)
        if again.isShortRead { reads.putBack(again) } else { queue.putBack(again) }
    }

    /// Gives free connections away, first come first served.
    func serve() {
        joinReads()
        while !(queue.isEmpty && reads.isEmpty), let id = idle.popLast() {
            guard let session = sessions[id] else { continue }
            guard let next = popFirst() else { return idle.append(id) }
            give(session, to: next)
            joinReads()
        }
    }

    /// Whoever has waited longest, alone or for a place to share.
    private func popFirst() -> WaitingRequest? {
        guard let read = reads.nextExpiry else { return queue.popFirst() }
        guard let other = queue.nextExpiry, other <= read else { return reads.popFirst() }
        return queue.popFirst()
    }

    private func give(_ session: Session, to next: WaitingRequest) {
        guard let id = next.transaction, let open = transactions[id] else {
            session.owner = next.isShortRead ? .reads : .oneStatement
            session.send(next.request)
            if session.failure != nil { collect(from: session) }
            return
        }
        session.send(next.request, begin: open.begin)
        if session.failure != nil {
            // The transaction has not begun: it can still begin elsewhere.
            for request in session.takeUnsent() {
                tryElsewhere(request, transaction: id, after: session.failure ?? "closed")
            }
            session.owner = .oneStatement
            return collect(from: session)
        }
        session.owner = .transaction(id)
        transactions[id]?.session = session.id
        transactions[id]?.backlog = []
        for request in open.backlog { session.send(request) }
    }

    // MARK: Connecting

    func connectWhereNeeded() {
        guard closing == nil else { return }
        let isAlone = sessions.isEmpty && opening == 0
        if isAlone, let error = reconnection.refusal(at: .now) {
            // Whoever comes while the server is known to be away learns it at once.
            abandonAll(with: error)
        }
        let wanted = queue.count + connectionsForReads
        while wanted > opening, sessions.count + opening < configuration.size,
            reconnection.refusal(at: .now) == nil
        {
            opening += 1
            connect()
        }
    }

    private func connect() {
        let connector = Connector(connectionString: configuration.connectionString)
        let thread = thread
        // A queue for each attempt gets a thread for each: looking up a host's name blocks.
        DispatchQueue(label: "gemz.postgres.connect").async {
            let attempt = Result { () throws(PostgresError) -> OpenConnection in try connector.connect() }
            // After the pool has closed nobody wants the connection; it is closed with this closure.
            _ = thread.submit { driver in driver.connected(attempt) }
        }
    }

    private func connected(_ attempt: Result<OpenConnection, PostgresError>) {
        opening -= 1
        switch attempt {
        case .success(let connection):
            reconnection.succeeded()
            guard closing == nil else { return }
            sessionCount += 1
            sessions[sessionCount] = Session(
                id: sessionCount, connection: connection, preparedLimit: configuration.preparedLimit)
            idle.append(sessionCount)
        case .failure(let error):
            log("\(error)")
            reconnection.failed(error, at: .now, jitter: effects.randomUnit())
            // With other connections alive, those who wait may still get one of them.
            guard sessions.isEmpty else { return }
            abandonAll(with: error)
        }
    }
}
