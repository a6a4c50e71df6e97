public import Foundation

/// A message for QStash to deliver: a POST to an address, now or later.
public struct QStashPublication: Hashable, Sendable {
    public var destination: String
    /// JSON.
    public var body: String
    /// Of two messages with the same id within ten minutes QStash delivers the first alone.
    public var deduplicationID: String
    /// Not delivered before; whole seconds are all that QStash knows, so it is rounded up. `nil` is at once.
    public var notBefore: Date?
    /// Further deliveries after the first has failed.
    public var retries: Int
    /// What is told when none of the deliveries was answered well.
    public var failureCallback: String

    public init(
        destination: String, body: String, deduplicationID: String, notBefore: Date? = nil, retries: Int = 3,
        failureCallback: String
    ) {
        self.destination = destination
        self.body = body
        self.deduplicationID = deduplicationID
        self.notBefore = notBefore
        self.retries = retries
        self.failureCallback = failureCallback
    }

    /// The headers that say all of that, as a request of its own or an element of a batch has them.
    var headers: [String: String] {
        var headers = [
            "Content-Type": "application/json", "Upstash-Method": "POST", "Upstash-Retries": "\(retries)",
            "Upstash-Deduplication-Id": deduplicationID, "Upstash-Failure-Callback": failureCallback,
        ]
        if let notBefore {
            headers["Upstash-Not-Before"] = String(Int64(notBefore.timeIntervalSince1970.rounded(.up)))
        }
        return headers
    }
}
