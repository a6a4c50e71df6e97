public import struct FoundationEssentials.Date

/// Answers in a provider's true shapes for any term or handle, with invented creators.
///
/// Deterministic: equal requests get equal answers, whatever was asked before, so that search pages, profiles and
/// related lists agree with each other and a search run twice finds the same creators.
public protocol ProviderSimulator: Sendable {
    init()

    /// The endpoints this simulator answers.
    var endpoints: [SimulatedEndpoint] { get }

    /// The answer to a request for one of ``endpoints``, its required parameters already checked.
    func answer(_ request: SimulatedRequest) -> SimulatedResponse
}

/// One endpoint of a provider.
public struct SimulatedEndpoint: Sendable {
    /// Such as `/v1/tiktok/profile`.
    public var path: String
    /// At least one parameter of each group must be given: `[["handle", "user_id"]]`.
    public var required: [[String]]
    /// The message of the 400 that a request without them gets.
    public var missingMessage: String
    /// Parameters that name what is asked for (`query`, `handle`): a tape that holds their value answers for it.
    public var subjects: [String]
    /// What a tape that lacks a request answers with: the endpoint's empty page, or a profile's JSON 404.
    public var empty: SimulatedResponse

    public init(
        path: String, required: [[String]], missingMessage: String, subjects: [String], empty: SimulatedResponse
    ) {
        self.path = path
        self.required = required
        self.missingMessage = missingMessage
        self.subjects = subjects
        self.empty = empty
    }
}

public struct SimulatedRequest: Hashable, Sendable {
    public var path: String
    public var query: [String: String]
    /// The stand-in's clock; relative dates count from it.
    public var now: Date

    public init(path: String, query: [String: String], now: Date) {
        self.path = path
        self.query = query
        self.now = now
    }
}

public struct SimulatedResponse: Hashable, Sendable {
    public var status: Int
    public var contentType: String
    public var body: [UInt8]

    public init(status: Int = 200, contentType: String = "application/json; charset=utf-8", body: [UInt8]) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }
}
