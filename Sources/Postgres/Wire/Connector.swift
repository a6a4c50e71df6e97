import CLibpq
import Foundation

/// Makes connections. Blocks, so it runs on a queue of its own: looking up a host and the TLS handshake take time.
struct Connector: Sendable {
    let connectionString: String

    /// What every connection is set to, so that values read the same on any server. The time zone and date style
    /// decide how timestamps are printed, the digits whether a double survives (manual, section 20.11). Tables are read
    /// from end to end only where no index serves: a prepared statement's plan outlives the small table it was made for
    /// (section 20.7.1); nothing is compiled for a single run, since what those scans count as would ask for it each time.
    /// A program that
    /// stands still in the middle of a transaction keeps its locks no longer than that: no transaction here waits for
    /// anything but the database. The keepalives do it where its machine is gone; without TCP the server passes over
    /// them.
    private static let setup = """
        SET DateStyle = 'ISO, YMD'; SET TimeZone = 'UTC'; SET IntervalStyle = 'iso_8601'; \
        SET extra_float_digits = 1; SET bytea_output = 'hex'; SET standard_conforming_strings = on; \
        SET enable_seqscan = off; SET jit = off; \
        SET idle_in_transaction_session_timeout = '15s'; \
        SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3
        """

    /// Words set where the connection string leaves them out.
    private static let defaults = [
        "application_name": "gemz", "keepalives": "1", "keepalives_idle": "30", "keepalives_interval": "10",
        "keepalives_count": "3", "tcp_user_timeout": "60000", "connect_timeout": "5", "client_encoding": "UTF8",
    ]

    /// - Parameter sql: what else the new connection runs first.
    func connect(then sql: String? = nil) throws(PostgresError) -> OpenConnection {
        var words = try Self.words(of: connectionString)
        for (word, value) in Self.defaults where words[word] == nil { words[word] = value }
        // Zero and negative mean "for ever" to libpq; a caller waits here.
        let timeout = words["connect_timeout"].flatMap { Int($0) }.map { $0 > 0 ? max(2, $0) : 60 } ?? 5
        let attempt = ConnectionAttempt(words: words, deadline: .now + .seconds(timeout))
        return try attempt.run(setup: sql.map { "\(Self.setup); \($0)" } ?? Self.setup)
    }

    /// The words that the string sets, environment variables (`PGHOST`, …) left for libpq to add.
    static func words(of connectionString: String) throws(PostgresError) -> [String: String] {
        guard let options = PQconninfoParse(connectionString, nil) else {
            // libpq's message quotes the string, and with it the password.
            throw .connection("the connection string is neither a postgres:// URL nor key=value words")
        }
        defer { PQconninfoFree(options) }
        var words: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { words[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        return words
    }
}

/// One attempt to connect, by a deadline.
private struct ConnectionAttempt {
    let words: [String: String]
    let deadline: ContinuousClock.Instant

    func run(setup: String) throws(PostgresError) -> OpenConnection {
        guard let pointer = start() else { throw .connection("out of memory") }
        do throws(PostgresError) {
            PQsetNoticeProcessor(pointer, { _, _ in }, nil)
            try establish(pointer)
            guard PQsetnonblocking(pointer, 1) == 0 else { throw failure(pointer) }
            try execute(setup, on: pointer)
            guard PQenterPipelineMode(pointer) == 1 else { throw failure(pointer) }
        } catch {
            PQfinish(pointer)
            throw error
        }
        guard let connection = OpenConnection(owning: pointer) else { throw .connection("out of memory") }
        return connection
    }

    private func start() -> OpaquePointer? {
        let keywords = words.keys.map { strdup($0) }
        let values = words.values.map { strdup($0) }
        defer { for text in keywords + values { free(text) } }
        let keywordList = keywords.map { UnsafePointer($0) } + [nil]
        let valueList = values.map { UnsafePointer($0) } + [nil]
        return PQconnectStartParams(keywordList, valueList, 0)
    }

    private func establish(_ pointer: OpaquePointer) throws(PostgresError) {
        guard PQstatus(pointer) != CONNECTION_BAD else { throw failure(pointer) }
        var wanted = PGRES_POLLING_WRITING
        while true {
            try wait(pointer, for: wanted == PGRES_POLLING_READING ? POLLIN : POLLOUT)
            wanted = PQconnectPoll(pointer)
            if wanted == PGRES_POLLING_OK { return }
            if wanted == PGRES_POLLING_FAILED { throw failure(pointer) }
        }
    }

    private func execute(_ sql: String, on pointer: OpaquePointer) throws(PostgresError) {
        guard PQsendQuery(pointer, sql) == 1 else { throw failure(pointer) }
        while PQflush(pointer) == 1 { try wait(pointer, for: POLLOUT) }
        while true {
            while PQisBusy(pointer) == 1 {
                try wait(pointer, for: POLLIN)
                guard PQconsumeInput(pointer) == 1 else { throw failure(pointer) }
            }
            guard let result = PQgetResult(pointer) else { return }
            defer { PQclear(result) }
            guard PQresultStatus(result) != PGRES_FATAL_ERROR else { throw failure(pointer) }
        }
    }

    private func wait(_ pointer: OpaquePointer, for events: Int32) throws(PostgresError) {
        let left = (deadline - .now) / .milliseconds(1)
        guard left > 0 else { throw .connection("the server did not answer in time") }
        var descriptor = pollfd(fd: PQsocket(pointer), events: Int16(events), revents: 0)
        // An interrupted or timed-out wait comes round again, to the deadline above.
        _ = poll(&descriptor, 1, Int32(min(left, 60_000)) + 1)
    }

    private func failure(_ pointer: OpaquePointer) -> PostgresError {
        .connection(ConnectionMessage.text(of: pointer, hiding: words["password"]))
    }
}

/// What libpq says about a connection, on one line and without the password.
enum ConnectionMessage {
    static func text(of pointer: OpaquePointer, hiding password: String? = nil) -> String {
        guard let raw = PQerrorMessage(pointer) else { return "the connection was lost" }
        let lines = String(cString: raw).split(whereSeparator: \.isNewline).map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        var message = lines.isEmpty ? "the connection was lost" : lines.joined(separator: "; ")
        // libpq quotes no password today; should it ever, it stops here.
        if let password, !password.isEmpty { message = message.replacingOccurrences(of: password, with: "***") }
        return message
    }
}
