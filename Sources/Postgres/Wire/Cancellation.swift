/// A request to the server to stop the current statement.
struct Cancellation {
    let request: Int
    let reason: PostgresError
    /// When the connection is given up instead.
    let giveUpAt: ContinuousClock.Instant
    /// The server has taken note, which does not mean that it had begun the statement by then.
    var hasReturned = false
    /// When to ask again; the pauses double.
    var again: ContinuousClock.Instant = .now
    var pause: Duration = .milliseconds(25)
}
