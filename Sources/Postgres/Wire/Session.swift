import CLibpq
import Foundation

/// One connection as the driver's thread sees it: requests go out in order, answers come back in the same order.
///
/// The connection stays in libpq's pipeline mode, where a request is a few messages and a Sync, so that `BEGIN`,
/// preparing and running share one round trip. Scripts leave that mode for as long as they run, since only the simple
/// protocol takes several statements at once. Not `Sendable`: it lives inside ``Driver``.
final class Session {
    /// Whom the connection works for.
    enum Owner: Equatable {
        case nobody, oneStatement, reads, transaction(Int)

        /// For requests outside of a transaction.
        var isForSingles: Bool { self == .oneStatement || self == .reads }
    }

    let id: Int
    let socket: Int32
    var owner = Owner.nobody
    /// Why the connection is of no more use.
    private(set) var failure: String?
    /// Answered requests that the driver has not collected yet.
    private(set) var finished: [(exchange: Exchange, outcome: Outcome)] = []
    /// Bytes wait for the socket to take them.
    private(set) var wantsWrite = false
    var cancellation: Cancellation?

    private let connection: OpenConnection
    private var pointer: OpaquePointer { connection.pointer }
    private var prepared: PreparedStatements
    private var waiting: [Exchange] = []
    var inFlight: [Exchange] = []
    private var isRunningScript = false

    init(id: Int, connection: OpenConnection, preparedLimit: Int) {
        self.id = id
        self.connection = connection
        prepared = PreparedStatements(limit: preparedLimit)
        self.socket = PQsocket(connection.pointer)
    }

    var isQuiet: Bool { waiting.isEmpty && inFlight.isEmpty && cancellation == nil && finished.isEmpty }
    /// Outside of any transaction, by the server's own word.
    var isOutsideTransaction: Bool { PQtransactionStatus(pointer) == PQTRANS_IDLE }
    /// The request the server works on.
    var current: Exchange? { inFlight.first }

    /// Makes the server stop; blocks, so it is called on another thread.
    var canceller: @Sendable () -> Void { { [connection] in connection.requestCancel() } }

    /// Takes a request. It is under way afterwards, unless ``failure`` is set.
    func send(_ request: Request, begin: String? = nil) {
        waiting.append(Exchange(request: request, begin: begin))
        pump()
    }

    /// The socket has something, or takes something.
    func progress(readable: Bool) {
        guard failure == nil else { return }
        if readable {
            // A server has nothing to say to an idle client but farewell, which comes a moment before the end of
            // the connection. (A changed setting is reported too: rare, and a new connection costs little.)
            guard !inFlight.isEmpty else { return fail("the server ended an idle connection") }
            guard PQconsumeInput(pointer) == 1 else {
                drain()
                return fail(ConnectionMessage.text(of: pointer))
            }
        }
        drain()
        guard PQstatus(pointer) == CONNECTION_OK else { return fail(ConnectionMessage.text(of: pointer)) }
        pump()
    }

    /// Hands over what was answered. A cancelled request stays until its cancelling has returned: the server's signal
    /// must not hit whatever the connection does next.
    func collect() -> [(exchange: Exchange, outcome: Outcome)] {
        if let cancellation, !cancellation.hasReturned, failure == nil { return [] }
        if cancellation != nil, inFlight.first?.request.id != cancellation?.request {
            // The signal may be on its way still.
            for index in inFlight.indices { inFlight[index].isExposed = true }
            cancellation = nil
        }
        defer { finished = [] }
        return finished
    }

    /// Requests of which the server has seen nothing.
    func takeUnsent() -> [Request] {
        defer { waiting = [] }
        return waiting.map(\.request)
    }

    /// Gives the connection up: everything under way ends with `error`, or with what the connection died of.
    func fail(_ reason: String, with error: PostgresError? = nil) {
        guard failure == nil else { return }
        failure = reason
        if owner == .reads {
            // Those behind the first were not begun, or do no harm when they are begun again.
            waiting = inFlight.dropFirst().filter { !$0.isOrphan } + waiting
            inFlight = Array(inFlight.prefix(1))
        }
        for exchange in inFlight {
            let said = exchange.error.map(\.description) ?? reason
            let outcome: PostgresError = exchange.request.isCommit ? .commitUnknown(said) : error ?? .connection(said)
            finished.append((exchange, .failure(outcome)))
        }
        inFlight = []
    }
}

// MARK: Sending

extension Session {
    private func pump() {
        while failure == nil, let next = waiting.first, !isRunningScript {
            if case .script(let script) = next.request.work {
                guard inFlight.isEmpty else { break }
                guard start(script: script, begin: next.begin) else { return }
            } else {
                guard start(next) else { return }
            }
        }
        flush()
    }

    private func start(script: Statement, begin: String?) -> Bool {
        let text = (begin.map { "\($0);\n" } ?? "") + script.commentedSQL
        guard PQexitPipelineMode(pointer) == 1, PQsendQuery(pointer, text) == 1 else { return lost() }
        isRunningScript = true
        depart(steps: [.script])
        return true
    }

    private func start(_ exchange: Exchange) -> Bool {
        var steps: [Exchange.Step] = []
        if let begin = exchange.begin {
            guard sendPlain(begin) else { return lost() }
            steps.append(.begin)
        }
        let isSent: Bool
        switch exchange.request.work {
        case .statements(let bound):
            let isSecondAttempt = exchange.request.isSecondAttempt
            isSent = bound.indices.allSatisfy {
                send(bound[$0], at: $0, isSecondAttempt: isSecondAttempt, &steps)
            }
        case .description(let statement):
            steps += [.describe, .describe]
            isSent =
                PQsendPrepare(pointer, "", statement.commentedSQL, 0, nil) == 1
                && PQsendDescribePrepared(pointer, "") == 1
        case .end(let command):
            steps.append(.command)
            isSent = sendPlain(command)
        case .script: isSent = false
        }
        // Until the Sync nothing counts: the server undoes what it got when the connection ends before it.
        guard isSent, PQpipelineSync(pointer) == 1 else { return lost() }
        depart(steps: steps)
        return true
    }

    private func send(
        _ bound: BoundStatement, at place: Int, isSecondAttempt: Bool, _ steps: inout [Exchange.Step]
    ) -> Bool {
        let (statement, parameters) = (bound.statement, bound.parameters)
        // A second attempt relies on nothing prepared: that may be what the first one failed by.
        guard !isSecondAttempt, !statement.isPlannedAnew, let known = prepared.entry(for: statement) else {
            steps.append(.execute(place))
            return parameters.withPointers { values, lengths, formats, count in
                PQsendQueryParams(pointer, statement.commentedSQL, count, nil, values, lengths, formats, 0) == 1
            }
        }
        if !known.isReady {
            steps.append(.prepare(place))
            guard PQsendPrepare(pointer, known.name, statement.commentedSQL, 0, nil) == 1 else { return false }
            prepared.markSent(statement)
        }
        steps.append(.execute(place))
        return parameters.withPointers { values, lengths, formats, count in
            PQsendQueryPrepared(pointer, known.name, count, values, lengths, formats, 0) == 1
        }
    }

    private func sendPlain(_ command: String) -> Bool {
        PQsendQueryParams(pointer, command, 0, nil, nil, nil, nil, 0) == 1
    }

    private func depart(steps: [Exchange.Step]) {
        var exchange = waiting.removeFirst()
        exchange.steps = steps
        if inFlight.isEmpty { exchange.begun = .now }
        inFlight.append(exchange)
    }

    private func lost() -> Bool {
        fail(ConnectionMessage.text(of: pointer))
        return false
    }

    private func flush() {
        guard failure == nil else { return }
        switch PQflush(pointer) {
        case 0: wantsWrite = false
        case 1: wantsWrite = true
        default: fail(ConnectionMessage.text(of: pointer))
        }
    }
}

// MARK: Receiving

extension Session {
    /// Takes every answer that has arrived in full.
    private func drain() {
        while !inFlight.isEmpty, PQisBusy(pointer) == 0 {
            guard let result = PQgetResult(pointer) else {
                guard endOfStep() else { return }
                continue
            }
            take(result)
        }
    }

    /// libpq marks the end of each step's results.
    private func endOfStep() -> Bool {
        if isRunningScript {
            isRunningScript = false
            guard PQenterPipelineMode(pointer) == 1 else { return lost() }
            finishFirst()
            return true
        }
        inFlight[0].position += 1
        guard PQstatus(pointer) == CONNECTION_OK else { return false }
        if inFlight[0].isOverrun {
            fail("the answers do not match the requests")
            return false
        }
        return true
    }

    private func take(_ result: OpaquePointer) {
        let step = inFlight[0].step
        switch PQresultStatus(result) {
        case PGRES_PIPELINE_SYNC:
            PQclear(result)
            finishFirst()
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY:
            keep(result, of: step)
        case PGRES_FATAL_ERROR:
            let name = inFlight[0].name
            if inFlight[0].error == nil { inFlight[0].error = ServerError(result, statement: name).map { .server($0) } }
            forgetUnprepared(step)
            if case .execute = step, let statement = inFlight[0].statement, ServerError.meansStalePlan(result) {
                prepared.forget(statement)
                inFlight[0].isStale = true
            }
            PQclear(result)
        case PGRES_PIPELINE_ABORTED:
            forgetUnprepared(step)
            PQclear(result)
        default:
            PQclear(result)
            fail("\(inFlight[0].name) asked for a COPY, which this client does not speak")
        }
    }

    private func keep(_ result: OpaquePointer, of step: Exchange.Step) {
        switch step {
        case .begin, .prepare: PQclear(result)
        case .execute:
            let columns = inFlight[0].statement.map { prepared.columns(of: $0, in: result) } ?? ColumnIndex(result)
            inFlight[0].results.append(ResultSet(owning: result, columns: columns, statement: inFlight[0].name))
        case .command, .describe, .script:  // of several answers the last is the one
            inFlight[0].results = [
                ResultSet(owning: result, columns: ColumnIndex(result), statement: inFlight[0].name)
            ]
        }
    }

    /// The server has not prepared what it was to prepare in this step.
    private func forgetUnprepared(_ step: Exchange.Step) {
        if case .prepare = step, let statement = inFlight[0].statement { prepared.forget(statement) }
    }

    private func finishFirst() {
        var exchange = inFlight.removeFirst()
        if !inFlight.isEmpty { inFlight[0].begun = .now }
        var outcome = Outcome(results: exchange.results)
        if let error = exchange.error {
            let reason = cancellationReason(for: exchange, error)
            exchange.wasHit = reason == nil && error.sqlState == "57014" && (cancellation != nil || exchange.isExposed)
            outcome.error = reason ?? error
        } else if exchange.results.count != exchange.request.answerCount {
            outcome.error = .connection("the server gave no answer to \(exchange.request.name)")
        }
        finished.append((exchange, outcome))
    }

    /// The server reports every cancelling as 57014; only we know why it was.
    private func cancellationReason(for exchange: Exchange, _ error: PostgresError) -> PostgresError? {
        guard error.sqlState == "57014", let cancellation, cancellation.request == exchange.request.id else {
            return nil
        }
        return cancellation.reason
    }
}
