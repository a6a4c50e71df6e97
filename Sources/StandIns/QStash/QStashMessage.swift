/// A header as it is sent on, its name in lower case.
struct QStashHeader: Hashable, Sendable {
    let name: String
    let value: String
}

/// What a publication asks for, before it has an id: what schedules keep, too.
struct QStashOrder: Hashable, Sendable {
    /// How a message is to be sent when it is about another one's outcome.
    struct Callback: Hashable, Sendable {
        let url: String
        var method = "POST"
        var headers: [QStashHeader] = []
        var retries = QStashOrder.usualRetries
        var retryDelay: QStashRetryDelay?
        /// Milliseconds.
        var delay = 0
        /// Milliseconds.
        var timeout: Int?
    }

    static let usualRetries = 3

    /// An address, or a URL group's name.
    var destination: String
    var method = "POST"
    var headers: [QStashHeader] = []
    var body: [UInt8] = []
    /// Milliseconds.
    var delay = 0
    /// Unix milliseconds; counts before the delay does.
    var notBefore: Int?
    /// Deliveries beyond the first.
    var retries = QStashOrder.usualRetries
    var retryDelay: QStashRetryDelay?
    /// Milliseconds.
    var timeout: Int?
    var callback: Callback?
    var failureCallback: Callback?
    var queue: String?
    var deduplicationID: String?
    var deduplicatesByContent = false
    var labels: [String] = []
    var flow: QStashFlowControl?
    /// `body`, `header`, or `header[Name]`: what the API and the page do not show.
    var redacted: Set<String> = []
    var callerIP: String?
    var scheduleID: String?
}

/// One message to one address.
struct QStashMessage: Hashable, Sendable {
    enum State: String, Sendable {
        case waiting
        case active
        case delivered
        case failed
        case cancelled
    }

    /// One delivery and what came of it.
    struct Attempt: Hashable, Sendable {
        /// Unix milliseconds.
        let startedAt: Int
        /// `nil` without an answer.
        let status: Int?
        /// Why there was no answer.
        let error: String?
        /// Milliseconds.
        let took: Int
    }

    let id: String
    /// Grows with every message: the order of publication.
    let number: Int
    var order: QStashOrder
    let url: String
    /// The URL group that it was published to.
    let group: String?
    /// The endpoint's name in its group.
    let endpoint: String?
    /// Unix milliseconds.
    let createdAt: Int
    /// Unix milliseconds.
    let notBefore: Int
    /// Unix milliseconds; `nil` when there is none to come.
    var nextDelivery: Int?
    var retried = 0
    var state = State.waiting
    /// The last fifty.
    var attempts: [Attempt] = []
}

/// What a destination did about a delivery.
enum QStashOutcome: Hashable, Sendable {
    case answered(status: Int, headers: [QStashHeader], body: [UInt8])
    case failed(String)

    var status: Int? {
        if case .answered(let status, _, _) = self { return status }
        return nil
    }

    var headers: [QStashHeader] {
        if case .answered(_, let headers, _) = self { return headers }
        return []
    }

    var body: [UInt8] {
        if case .answered(_, _, let body) = self { return body }
        return []
    }

    var error: String? {
        if case .failed(let reason) = self { return reason }
        return nil
    }

    var isSuccess: Bool { status.map { (200..<300).contains($0) } ?? false }

    /// Whether the destination says that trying again is of no use.
    var isFinal: Bool {
        status == 489 && headers.contains { $0.name == "upstash-nonretryable-error" && $0.value.lowercased() == "true" }
    }
}

/// A message that was given up, with the last answer.
struct QStashDeadLetter: Hashable, Sendable {
    let id: String
    let message: QStashMessage
    /// Its body holds what is kept of it.
    let outcome: QStashOutcome
    let failedAt: Int
}
