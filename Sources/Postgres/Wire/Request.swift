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

    var name: String {
        switch work {
        case .statement(let statement, _), .script(let statement), .description(let statement): statement.name
        case .end(let command): command
        }
    }

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
    var expires: ContinuousClock.Instant?
    var error: PostgresError?
    var result: ResultSet?
    /// The server refused the prepared statement before running it, since a table has changed.
    var isStale = false

    /// What the next answer belongs to; past the last step comes the Sync.
    var step: Step { position < steps.count ? steps[position] : .begin }

    /// A library that answers more often than it was asked would otherwise keep the thread in a loop.
    var isOverrun: Bool { position > steps.count + 1 }
}
