import Synchronization

/// Statements that take effect together or not at all; made by ``Pool/transaction(_:)`` and of no use after it.
public struct Transaction: Queryable {
    let pool: Pool
    let id: Int
    let begin: String
    let course = Course()

    /// How far the transaction has come.
    final class Course: Sendable {
        private let begun = Atomic(false)
        private let ended = Atomic(false)

        var hasBegun: Bool { begun.load(ordering: .acquiring) }
        var hasEnded: Bool { ended.load(ordering: .acquiring) }
        func begin() { begun.store(true, ordering: .releasing) }
        func end() { ended.store(true, ordering: .releasing) }
    }

    public nonisolated(nonsending) func query<T>(
        _ statement: Statement, _ parameters: [(any PostgresEncodable)?], decode: (Row) throws -> T
    ) async throws(PostgresError) -> [T] {
        let list = try ParameterList(parameters)
        return try await perform(statement, list).decoded(by: decode)
    }

    @discardableResult
    public nonisolated(nonsending) func execute(
        _ statement: Statement, _ parameters: [(any PostgresEncodable)?]
    ) async throws(PostgresError) -> Int {
        let list = try ParameterList(parameters)
        return try await perform(statement, list).affectedRows
    }

    public nonisolated(nonsending) func run(script: Statement) async throws(PostgresError) {
        _ = try await perform(.script(script), deadline: script.deadline).get()
    }

    private nonisolated(nonsending) func perform(
        _ statement: Statement, _ parameters: ParameterList
    ) async throws(PostgresError) -> ResultSet {
        let bound = BoundStatement(statement: statement, parameters: parameters)
        return try await perform(.statements([bound]), deadline: statement.deadline).get()
    }

    nonisolated(nonsending) func perform(_ work: Request.Work, deadline: Duration?) async -> Outcome {
        let (id, begin, course) = (id, begin, course)
        course.begin()
        return await pool.perform(work, deadline: deadline) { driver, request in
            // Asked on the driver's thread: a straggler must not begin the transaction anew.
            if course.hasEnded { return request.reply.resume(returning: .failure(.closed)) }
            driver.perform(request, in: id, begin: begin)
        }
    }

    /// Sends `COMMIT` or `ROLLBACK`, once, where anything was sent before. Nil where nothing was.
    nonisolated(nonsending) func end(with command: String) async throws(PostgresError) -> ResultSet? {
        course.end()
        guard course.hasBegun else { return nil }
        let id = id
        return try await pool.perform(.end(command), isCancellable: false) { $0.end(id, with: $1) }.get()
    }
}

/// How far a transaction is kept apart from others (manual, section 13.2).
public enum Isolation: String, Sendable {
    case readCommitted = "READ COMMITTED"
    case repeatableRead = "REPEATABLE READ"
    case serializable = "SERIALIZABLE"
}

extension Pool {
    /// Runs `body` in a transaction: committed when it returns, rolled back when it throws.
    ///
    /// The transaction begins with its first statement, so a body that sends none costs nothing. A body that was
    /// cancelled after its last statement still commits.
    /// - Throws: what `body` throws; ``PostgresError/rolledBack`` when a statement failed and the body went on;
    ///   ``PostgresError/commitUnknown(_:)`` when the answer to `COMMIT` was lost.
    public nonisolated(nonsending) func transaction<T>(
        isolation: Isolation = .readCommitted, _ body: nonisolated(nonsending) (Transaction) async throws -> T
    ) async throws -> T {
        let begin = isolation == .readCommitted ? "BEGIN" : "BEGIN ISOLATION LEVEL \(isolation.rawValue)"
        let transaction = Transaction(pool: self, id: nextNumber(), begin: begin)
        let value: T
        do {
            value = try await body(transaction)
        } catch {
            // What went wrong is the body's error; a connection that cannot roll back is dropped, which does it too.
            _ = try? await transaction.end(with: "ROLLBACK")
            throw error
        }
        // The server answers a COMMIT with ROLLBACK when an earlier statement had failed.
        if let result = try await transaction.end(with: "COMMIT"), result.commandTag != "COMMIT" {
            throw PostgresError.rolledBack
        }
        return value
    }
}
