public import FoundationEssentials

/// What can go wrong between a searcher and its provider. The case decides what the host does next.
public enum PlatformError: Error, Hashable, Sendable {
    /// The search asks for something the provider cannot take (400). The job stops.
    case invalidInput(String)
    /// The provider refused the key (401). The host calls no more for now, and the job pauses.
    case unauthorized(String)
    /// The provider wants to be paid first (402). The host calls no more for now, and the job pauses.
    case outOfCredits(String)
    /// This one thing is refused (403), such as an age-restricted video.
    case forbidden(String)
    /// There is no such account or resource (404, or a body that says so).
    case notFound(String)
    /// The account exists and hides what was asked for.
    case privateAccount(String)
    /// Too many calls (429). Worth trying again after the given time.
    case rateLimited(retryAfter: Duration?)
    /// The provider is away, slow or broken for now: 5xx, a deadline, a reset, a body cut off. Worth trying again.
    case unavailable(String)
    /// The answer is not what this plugin was written for. Trying again will not help; somebody has to look.
    case badShape(path: String, reason: String)
    /// The host makes no such calls for now; searchers pass this on and never make it. The job waits until the given
    /// time or until others find that the provider is back.
    case paused(until: Date, reason: String)
    /// The caller went away.
    case cancelled

    /// Whether the same call may succeed a little later.
    public var isRetryable: Bool {
        switch self {
        case .rateLimited, .unavailable: true
        default: false
        }
    }

    /// Whether the host keeps the call back, whatever the caller does.
    public var isPause: Bool { if case .paused = self { true } else { false } }
}

extension PlatformError {
    /// The error that a provider's answer stands for, or `nil` for an answer with a 2xx status.
    ///
    /// - Parameters:
    ///   - retryAfter: the answer's `Retry-After`, already read.
    public init?(response: ProviderResponse, retryAfter: Duration? = nil) {
        guard !(200..<300).contains(response.status) else { return nil }
        let body = try? JSONReader(parsing: response.body)  // an HTML body is no JSON; it has no message to quote
        let words = body?.text("message") ?? body?.text("error") ?? "status \(response.status)"
        // Some messages run over several lines; they end up in sentences of ours.
        let message = words.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        switch response.status {
        case 400, 422: self = .invalidInput(message)
        case 401: self = .unauthorized(message)
        case 402: self = .outOfCredits(message)
        case 403: self = .forbidden(message)
        case 404 where body == nil: self = .badShape(path: "", reason: "the provider knows no such endpoint")
        case 404, 410: self = .notFound(message)
        case 429: self = .rateLimited(retryAfter: retryAfter)
        case 408, 425, 500...: self = .unavailable(message)
        default: self = .badShape(path: "", reason: "unexpected status \(response.status)")
        }
    }
}
