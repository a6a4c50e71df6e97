import FixtureTape

/// An error of the API.
struct QStashFailure: Error, Hashable, Sendable {
    let status: Int
    let message: String
    var headers: [String: String] = [:]

    init(_ status: Int, _ message: String, headers: [String: String] = [:]) {
        self.status = status
        self.message = message
        self.headers = headers
    }

    var reply: VendorReply {
        var reply = VendorReply.json(.record(["error": .string(message)]), status: status)
        reply.headers.merge(headers) { own, _ in own }
        return reply
    }

    static let unauthorized = QStashFailure(
        401, "unable to authenticate: invalid token", headers: ["www-authenticate": "Bearer"])

    static func notFound(_ what: String) -> QStashFailure { QStashFailure(404, "\(what) not found") }

    static func badHeader(_ name: String) -> QStashFailure { QStashFailure(400, "invalid value of \(name)") }

    /// - Parameter limit: how many there may be.
    static func full(_ what: String, limit: Int) -> QStashFailure {
        // With these headers clients take it for the quota of a day, and without for one of a moment.
        QStashFailure(
            429, "too many \(what): this stand-in keeps \(limit)",
            headers: ["ratelimit-limit": "\(limit)", "ratelimit-remaining": "0", "ratelimit-reset": "0"])
    }
}

/// How much the stand-in keeps: all of it is in memory.
enum QStashLimits {
    /// Messages that are still to be delivered; beyond it publishing is refused.
    static let messages = 10_000
    /// All their bodies together, in bytes; beyond it publishing is refused.
    static let bodies = 256 << 20
    /// One body, in bytes.
    static let body = 1 << 20
    /// Events; the oldest go first.
    static let events = 10_000
    /// Messages that are done with, without their bodies, for the page; the oldest go first.
    static let finished = 500
    /// Dead letters; the oldest go first.
    static let deadLetters = 1_000
    /// What is kept of an answer, in bytes; callbacks get all of it.
    static let keptAnswer = 16 << 10
    /// An answer that is read at all, in bytes.
    static let answer = 4 << 20
    /// Queues, schedules, URL groups, and keys of flow control, each.
    static let things = 1_000
    /// Deliveries at a time.
    static let parallelism = 100
    /// How long a published message is recognised again, in milliseconds.
    static let deduplication = 600_000
}
