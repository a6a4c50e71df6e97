/// Why QStash did not take what it was given.
public enum QStashAPIError: Error, Hashable, Sendable {
    /// The token is none that QStash knows.
    case unauthorized
    /// QStash understood and refuses. Says why.
    case refused(status: Int, String)
    /// No answer that says anything about what was given: QStash may have it or not. Says why.
    ///
    /// - Parameter retryAfter: how long QStash asks to be left alone.
    case unavailable(String, retryAfter: Duration?)
    case cancelled
}

extension QStashAPIError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unauthorized: "QStash does not know the token"
        case .refused(let status, let reason): "QStash refused (status \(status)): \(reason)"
        case .unavailable(let reason, _): "QStash cannot be reached (\(reason))"
        case .cancelled: "the call was cancelled"
        }
    }
}
