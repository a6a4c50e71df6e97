public import Foundation
public import PlatformAPI

/// One attempt over the wire, for the ledger.
public struct ProviderCall: Sendable, Hashable {
    /// Such as `/v1/tiktok/profile`; without query.
    public var path: String
    /// Nil when no whole answer came.
    public var status: Int?
    /// What was wrong, in words; nil for a good answer. Never holds the key.
    public var error: String?
    /// What was wrong, as the caller is told; `nil` for a good answer.
    public var failure: PlatformError?
    /// Nil where nobody can know: the provider may have charged for an answer that did not arrive.
    public var creditsCharged: Int?
    /// May exceed 2^31.
    public var creditsRemaining: Int?
    /// Whether the provider says that it answered from its cache.
    public var cached: Bool
    /// The first is 1.
    public var attempt: Int
    public var startedAt: Date
    public var duration: Duration

    public init(
        path: String, status: Int? = nil, error: String? = nil, attempt: Int = 1, startedAt: Date
    ) {
        self.path = path
        self.status = status
        self.error = error
        self.attempt = attempt
        self.startedAt = startedAt
        cached = false
        duration = .zero
    }

    /// Notes what an answer says of its price. Answers of mid-2025 say nothing: a good one then cost one credit.
    mutating func readCredits(status: Int, body: JSONReader?) {
        cached = body?.bool("cached") ?? false
        creditsRemaining = body?.integer("credits_remaining")
        creditsCharged = body?.integer("credits_charged") ?? ((200..<300).contains(status) && !cached ? 1 : 0)
    }
}
