import Testing

@testable import Postgres

@Suite("When to connect again")
struct ReconnectionTests {
    private let start = ContinuousClock.now

    @Test("the pauses double up to a second and a success forgets them")
    func pauses() {
        var reconnection = Reconnection()
        #expect(reconnection.refusal(at: start) == nil)
        var now = start
        var pauses: [Duration] = []
        for _ in 0..<7 {
            reconnection.failed(.connection("refused"), at: now, jitter: 1)
            let retryAt = reconnection.retryAt ?? now
            pauses.append(retryAt - now)
            #expect(reconnection.refusal(at: retryAt - .milliseconds(1)) == .connection("refused"))
            #expect(reconnection.refusal(at: retryAt) == nil)
            now = retryAt
        }
        #expect(pauses == [50, 100, 200, 400, 800, 1000, 1000].map { .milliseconds($0) })
        reconnection.succeeded()
        #expect(reconnection.retryAt == nil)
    }

    @Test("attempts that fail side by side count once, and the jitter takes half away at most")
    func sideBySide() {
        var reconnection = Reconnection()
        reconnection.failed(.connection("first"), at: start, jitter: 0)
        reconnection.failed(.connection("second"), at: start, jitter: 0)
        #expect(reconnection.retryAt == start + .milliseconds(25))
        #expect(reconnection.refusal(at: start) == .connection("first"))
    }
}

@Suite("Errors")
struct PostgresErrorTests {
    @Test(
        "only a database that is away or full counts as unavailable",
        arguments: [
            ("57P01", true), ("57P03", true), ("53300", true), ("08006", true), ("57014", false), ("23505", false),
            ("42601", false),
        ])
    func unavailable(sqlState: String, isUnavailable: Bool) {
        let error = PostgresError.server(ServerError(sqlState: sqlState, message: "", statement: "test"))
        #expect(error.isUnavailable == isUnavailable)
    }

    @Test("a lost connection and a full pool are unavailable, an unknown commit is not")
    func kinds() {
        #expect(PostgresError.connection("refused").isUnavailable)
        #expect(PostgresError.poolTimeout.isUnavailable)
        #expect(!PostgresError.commitUnknown("cut").isUnavailable)
        #expect(PostgresError.commitUnknown("cut").isOutcomeUnknown)
        #expect(!PostgresError.deadline(statement: "test").isUnavailable)
    }

    @Test(
        "where others were in the way the same may be run again",
        arguments: [("40001", true), ("40P01", true), ("57014", false), ("23505", false), ("57P01", false)])
    func contention(sqlState: String, isContention: Bool) {
        let error = PostgresError.server(ServerError(sqlState: sqlState, message: "", statement: "test"))
        #expect(error.isContention == isContention)
        #expect(PostgresError.deadline(statement: "test").isContention)
        #expect(!PostgresError.connection("cut").isContention)
    }

    @Test("a connection string that cannot be read is not quoted, since it holds a password")
    func noPassword() {
        let unreadable = ["postgres://user:s3cret@[host", "password=s3cret host", "postgres://u:s3cret@h/db?nope=1"]
        for text in unreadable {
            let error = #expect(throws: PostgresError.self) {
                _ = try Pool(configuration: PoolConfiguration(connectionString: text))
            }
            #expect(error?.description.contains("s3cret") == false)
        }
    }
}

@Suite("Statements")
struct StatementTests {
    @Test("the name goes before the text as a comment that it cannot end")
    func comment() {
        #expect(Statement("jobs.claim", "SELECT 1").commentedSQL == "/* jobs.claim */ SELECT 1")
        #expect(Statement("a */ DROP", "SELECT 1").commentedSQL == "/* a  DROP */ SELECT 1")
    }
}
