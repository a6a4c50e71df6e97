/// Why there is no answer. No case carries a header's value or an address's query: keys live there.
public enum HTTPClientError: Error, Hashable, Sendable {
    /// The address is none that this client goes to.
    case invalidURL(String)
    /// The method or a header cannot be sent as it stands. Names the header, not its value.
    case invalidRequest(String)
    /// The host was not found, did not answer, or broke off the TLS handshake.
    case connect(String)
    /// The server's certificate is not to be trusted.
    case tls(String)
    /// Time was up.
    case timeout(HTTPTimeoutPhase)
    /// The connection broke off before or in the middle of the answer.
    case reset(String)
    /// The server closed the connection before the body was whole.
    ///
    /// - Parameters:
    ///   - received: bytes as sent, before decompression.
    ///   - expected: the announced length; nil for a chunked body.
    case truncated(received: Int, expected: Int?)
    /// The body grew beyond ``HTTPRequest/maxBodyBytes``, counted after decompression.
    case bodyTooLarge(limit: Int)
    /// What came is no proper HTTP, or a redirect led where this client does not go.
    case malformed(String)
    /// The task was cancelled.
    case cancelled
    /// ``HTTPClient/shutdown()`` was called.
    case closed
}

/// Where a request was when its time was up.
public enum HTTPTimeoutPhase: String, Hashable, Sendable {
    /// Waiting for other requests to leave a connection free.
    case queue
    /// Resolving the name, connecting, or shaking hands.
    case connect
    /// Waiting for the first line of the answer.
    case response
    /// Reading the body.
    case body
}

extension HTTPClientError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .invalidURL(let reason): "the address cannot be used: \(reason)"
        case .invalidRequest(let reason): "the request cannot be sent: \(reason)"
        case .connect(let reason): "no connection: \(reason)"
        case .tls(let reason): "no trusted connection: \(reason)"
        case .timeout(.queue): "time was up while other requests held every connection"
        case .timeout(.connect): "time was up while connecting"
        case .timeout(.response): "time was up before an answer came"
        case .timeout(.body): "time was up in the middle of the answer"
        case .reset(let reason): "the connection broke off: \(reason)"
        case .truncated(let received, let expected?): "the body ended after \(received) of \(expected) bytes"
        case .truncated(let received, nil): "the body broke off after \(received) bytes"
        case .bodyTooLarge(let limit): "the body is larger than \(limit) bytes"
        case .malformed(let reason): "the answer is no proper HTTP: \(reason)"
        case .cancelled: "the request was cancelled"
        case .closed: "the client is shut down"
        }
    }
}
