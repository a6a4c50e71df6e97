import Dispatch
import Effects
import Foundation

/// Owns a pool's connections and decides which request goes where. Everything in it happens on one thread.
///
/// A request that needs no transaction is tied to no connection beforehand: it goes to the one that is free first,
/// straight from that connection's last answer, without a detour through the caller.
actor Driver {
    nonisolated let thread: DriverThread
    nonisolated let configuration: PoolConfiguration
    let effects: Effects
    let log: @Sendable (String) -> Void

    var sessions: [Int: Session] = [:]
    /// Free connections; the one used last is used next, since the server's caches know it.
    var idle: [Int] = []
    var queue = WaitingQueue()
    /// Short reads that wait for a place.
    var reads = WaitingQueue()
    var transactions: [Int: OpenTransaction] = [:]
    var reconnection = Reconnection()
    /// Connections being made.
    var opening = 0
    var sessionCount = 0
    var closing: Closing?

    /// A transaction as the driver knows it, from its first statement to its end.
    struct OpenTransaction {
        let begin: String
        /// Nil while it waits for a connection.
        var session: Int?
        /// Requests that came while it waited, after the first.
        var backlog: [Request] = []
        /// Its connection died under it.
        var failure: PostgresError?
    }

    struct Closing {
        let giveUpAt: ContinuousClock.Instant
        var callers: [CheckedContinuation<Void, Never>]
    }

    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    init(
        thread: DriverThread, configuration: PoolConfiguration, effects: Effects,
        log: @escaping @Sendable (String) -> Void
    ) {
        self.thread = thread
        self.configuration = configuration
        self.effects = effects
        self.log = log
    }

    // MARK: Requests

    /// Runs a request on any connection.
    func perform(_ request: Request) {
        if request.cancellation.isSet { return request.reply.resume(returning: .failure(.cancelled)) }
        wait(WaitingRequest(request: request, transaction: nil, expires: .now + configuration.acquireDeadline))
    }

    /// Runs a request inside of a transaction, which begins with its first one.
    func perform(_ request: Request, in transaction: Int, begin: String) {
        if request.cancellation.isSet { return request.reply.resume(returning: .failure(.cancelled)) }
        guard let open = transactions[transaction] else {
            transactions[transaction] = OpenTransaction(begin: begin)
            let expires = ContinuousClock.now + configuration.acquireDeadline
            return wait(WaitingRequest(request: request, transaction: transaction, expires: expires))
        }
        if let failure = open.failure { return request.reply.resume(returning: .failure(failure)) }
        guard let id = open.session, let session = sessions[id] else {
            transactions[transaction]?.backlog.append(request)
            return
        }
        session.send(request)
    }

    /// Ends a transaction with `COMMIT` or `ROLLBACK`.
    func end(_ transaction: Int, with request: Request) {
        // Its first statement got no connection: the server never heard of it.
        guard let open = transactions[transaction] else {
            return request.reply.resume(returning: .failure(.rolledBack))
        }
        guard open.failure == nil, let id = open.session, let session = sessions[id] else {
            transactions[transaction] = nil
            return request.reply.resume(returning: .failure(open.failure ?? .closed))
        }
        session.send(request)
    }

    var load: PoolLoad {
        PoolLoad(
            open: sessions.count, connecting: opening, busy: sessions.count - idle.count,
            waiting: queue.count + reads.count, reading: readers.count)
    }

    /// The caller of a request has gone.
    func cancel(_ request: Int) {
        if let waiting = queue.remove(request) ?? reads.remove(request) {
            return abandon(waiting, with: .cancelled)
        }
        for (id, open) in transactions {
            guard let index = open.backlog.firstIndex(where: { $0.id == request }) else { continue }
            return transactions[id]?.backlog.remove(at: index).reply.resume(returning: .failure(.cancelled)) ?? ()
        }
        for session in sessions.values {
            if session.abandonFollower(request) { return }
            guard let current = session.current, current.request.id == request, !current.isOrphan else { continue }
            return stop(session, because: .cancelled)
        }
    }

    /// Closes when the work at hand is done, or after `grace`.
    func close(within grace: Duration, _ caller: CheckedContinuation<Void, Never>? = nil) {
        if closing == nil { closing = Closing(giveUpAt: .now + grace, callers: []) }
        if let caller { closing?.callers.append(caller) }
        abandonAll(with: .closed)
        for id in idle { sessions[id] = nil }
        idle = []
    }

    private func wait(_ waiting: WaitingRequest) {
        if closing != nil { return abandon(waiting, with: .closed) }
        if waiting.isShortRead { reads.append(waiting) } else { queue.append(waiting) }
    }

    func abandonAll(with error: PostgresError) {
        for waiting in queue.removeAll() + reads.removeAll() { abandon(waiting, with: error) }
    }

    /// Answers a request that will get no connection, and its transaction's later ones.
    func abandon(_ waiting: WaitingRequest, with error: PostgresError) {
        waiting.request.reply.resume(returning: .failure(error))
        guard let id = waiting.transaction, let open = transactions.removeValue(forKey: id) else { return }
        for request in open.backlog { request.reply.resume(returning: .failure(error)) }
    }
}
