import Synchronization

/// What a request came to: an answer for each of its statements, or for those before the one that failed.
struct Outcome: Sendable {
    var results: [ResultSet] = []
    var error: PostgresError?

    static func failure(_ error: PostgresError) -> Outcome { Outcome(error: error) }

    /// The answer to a request of one statement.
    func get() throws(PostgresError) -> ResultSet {
        if let error { throw error }
        guard let result = results.first else { throw .connection("the server gave no answer") }
        return result
    }
}

/// A statement with the values that it is to run with.
struct BoundStatement: Sendable {
    let statement: Statement
    let parameters: ParameterList
}

/// One or several statements on their way to the server and back.
struct Request: Sendable {
    enum Work: Sendable {
        /// All in one round trip; after one that fails the server passes over the rest.
        case statements([BoundStatement])
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

    /// Of a batch all names, since the server keeps its answers until the end: nobody knows where it is.
    var name: String {
        switch work {
        case .statements(let bound): bound.map(\.statement.name).joined(separator: ", ")
        case .script(let statement), .description(let statement): statement.name
        case .end(let command): command
        }
    }

    /// How many answers it gets when nothing fails.
    var answerCount: Int { if case .statements(let bound) = work { bound.count } else { 1 } }
    /// Outside of a transaction it may share a connection and be asked twice.
    var isShortRead: Bool {
        if case .statements(let bound) = work { bound.allSatisfy { $0.statement.isShortRead } } else { false }
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
    /// What one answer belongs to; numbers are places in the request's list of statements.
    enum Step: Equatable { case begin, prepare(Int), execute(Int), command, describe, script }

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
    /// One for each statement that has run.
    var results: [ResultSet] = []
    /// To be asked again: the server refused the prepared statement before running it, since a table has changed.
    var isStale = false
    /// To be asked again: the cancelling of a neighbour hit this one.
    var wasHit = false

    /// What the next answer belongs to; past the last step comes the Sync.
    var step: Step { position < steps.count ? steps[position] : .begin }

    /// The statement that the next answer is about, where it is about one.
    var statement: Statement? {
        guard case .statements(let bound) = request.work else { return nil }
        return switch step {
        case .prepare(let place), .execute(let place): bound[place].statement
        default: nil
        }
    }

    /// What to call it in an error.
    var name: String { statement?.name ?? request.name }

    /// A library that answers more often than it was asked would otherwise keep the thread in a loop.
    var isOverrun: Bool { position > steps.count + 1 }
}
