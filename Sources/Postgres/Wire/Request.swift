import Synchronization

/// What a request came to.
typealias Outcome = Result<ResultSet, PostgresError>

/// One statement on its way to the server and back.
struct Request: Sendable {
    enum Work: Sendable {
        case statement(Statement, ParameterList)
        /// Several statements in one text, without parameters.
        case script(Statement)
        /// Asks for the types of a statement's parameters and columns.
        case description(Statement)
        /// `COMMIT` or `ROLLBACK`: the transaction's last word.
        case end(String)
    }

    let id: Int
    let work: Work
    /// How long the server may work on it.
    let deadline: Duration
    /// Set when the caller's task was cancelled, maybe before the request reached the connection's thread.
    let cancellation: CancellationFlag
    let reply: CheckedContinuation<Outcome, Never>
    /// It has already met a connection that turned out dead, or a plan that turned out stale.
    var isSecondAttempt = false
    /// It has left a slow connection once already.
    var hasMoved = false

    var name: String {
        switch work {
        case .statement(let statement, _), .script(let statement), .description(let statement): statement.name
        case .end(let command): command
        }
    }

    /// Outside of a transaction it may share a connection and be asked twice.
    var isShortRead: Bool { if case .statement(let statement, _) = work { statement.isShortRead } else { false } }
    var isEnd: Bool { if case .end = work { true } else { false } }
    var isCommit: Bool { if case .end("COMMIT") = work { true } else { false } }
}

/// Whether a request's caller has gone.
final class CancellationFlag: Sendable {
    private let flag = Atomic(false)

    var isSet: Bool { flag.load(ordering: .acquiring) }
    func set() { flag.store(true, ordering: .releasing) }
}

/// A request on a connection, with what has come back so far.
struct Exchange {
    enum Step { case begin, prepare, execute, describe, script }

    let request: Request
    /// Text that opens a transaction in the same round trip.
    let begin: String?
    /// What was sent, in order; the server answers in that order.
    var steps: [Step] = []
    var position = 0
    /// When the server had answered everything before it, and so could begin.
    var begun: ContinuousClock.Instant?
    var expires: ContinuousClock.Instant? { begun.map { $0 + request.deadline } }
    /// Its caller has the answer, or gets it from another connection.
    var isOrphan = false
    /// A neighbour was being cancelled, which may have hit this one.
    var isExposed = false
    var error: PostgresError?
    var result: ResultSet?
    /// To be asked again: the server refused the prepared statement before running it, since a table has changed.
    var isStale = false
    /// To be asked again: the cancelling of a neighbour hit this one.
    var wasHit = false

    /// What the next answer belongs to; past the last step comes the Sync.
    var step: Step { position < steps.count ? steps[position] : .begin }

    /// A library that answers more often than it was asked would otherwise keep the thread in a loop.
    var isOverrun: Bool { position > steps.count + 1 }
}
