import Foundation
import HTTPClient
import PlatformAPI

/// What came of one attempt.
struct Attempt: Sendable {
    struct Failure: Sendable {
        var error: PlatformError
        var retryAfter: Duration?
        var isWorthRepeating: Bool
    }

    /// Empty when there is a failure and no answer.
    var response = ProviderResponse(status: 0, body: [])
    var failure: Failure?
    /// Nil when nothing was sent.
    var call: ProviderCall?

    /// - Parameters:
    ///   - call: what is known of the attempt so far.
    ///   - now: the instant that a `Retry-After` date counts from.
    ///   - secret: taken out of every message, in case the provider quotes it.
    init(_ result: Result<HTTPResponse, HTTPClientError>, call: ProviderCall, now: Date, secret: String) {
        self.call = call
        switch result {
        case .success(let answer): read(answer, now: now)
        case .failure(let error): read(error)
        }
        if let error = failure?.error.redacting(secret) {
            failure?.error = error
            self.call?.failure = error
            self.call?.error = error.sentence
        }
    }

    private mutating func read(_ answer: HTTPResponse, now: Date) {
        response = ProviderResponse(answer)
        call?.status = answer.status
        let body: Result<JSONReader, PlatformError>
        do throws(PlatformError) { body = .success(try response.json()) } catch { body = .failure(error) }
        // A failed parse is judged below, where the status is known to promise JSON.
        call?.readCredits(status: answer.status, body: try? body.get())
        let retryAfter = answer.retryAfter(now: now)
        if let error = PlatformError(response: response, retryAfter: retryAfter) {
            failure = Failure(error: error, retryAfter: retryAfter, isWorthRepeating: error.isRetryable)
        } else if case .failure(let error) = body {
            failure =
                response.beginsLikeJSON
                ? Failure(error: .unavailable("the answer's JSON is cut off"), isWorthRepeating: true)
                : Failure(error: error, isWorthRepeating: false)
        }
    }

    private mutating func read(_ error: HTTPClientError) {
        switch error {
        case .invalidURL, .invalidRequest, .closed: call = nil
        default: break
        }
        let meaning = PlatformError(error)
        // A certificate does not mend within seconds.
        if case .tls = error {
            failure = Failure(error: meaning, isWorthRepeating: false)
            return
        }
        failure = Failure(error: meaning, isWorthRepeating: meaning.isRetryable)
    }
}

extension ProviderResponse {
    fileprivate init(_ answer: HTTPResponse) {
        let headers = Dictionary(answer.headers.map { ($0.name.lowercased(), $0.value) }) { "\($0), \($1)" }
        self.init(status: answer.status, headers: headers, body: answer.body)
    }

    /// Whether somebody meant to send an object or an array.
    fileprivate var beginsLikeJSON: Bool {
        let first = body.first { ![0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF].contains($0) }
        return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    }
}

extension PlatformError {
    fileprivate init(_ error: HTTPClientError) {
        switch error {
        case .cancelled, .closed: self = .cancelled
        case .invalidURL: self = .badShape(path: "", reason: "\(error)")
        case .invalidRequest: self = .unauthorized("the key holds characters that no header may carry")
        case .bodyTooLarge: self = .badShape(path: "", reason: "\(error)")
        default: self = .unavailable("\(error)")
        }
    }

    fileprivate func redacting(_ secret: String) -> PlatformError {
        guard !secret.isEmpty else { return self }
        func clean(_ text: String) -> String { text.replacingOccurrences(of: secret, with: "…") }
        return switch self {
        case .invalidInput(let text): .invalidInput(clean(text))
        case .unauthorized(let text): .unauthorized(clean(text))
        case .outOfCredits(let text): .outOfCredits(clean(text))
        case .forbidden(let text): .forbidden(clean(text))
        case .notFound(let text): .notFound(clean(text))
        case .privateAccount(let text): .privateAccount(clean(text))
        case .unavailable(let text): .unavailable(clean(text))
        case .badShape(let path, let reason): .badShape(path: clean(path), reason: clean(reason))
        case .rateLimited, .paused, .cancelled: self
        }
    }

    /// For the ledger.
    fileprivate var sentence: String {
        switch self {
        case .invalidInput(let text): "invalid input: \(text)"
        case .unauthorized(let text): "unauthorized: \(text)"
        case .outOfCredits(let text): "out of credits: \(text)"
        case .forbidden(let text): "forbidden: \(text)"
        case .notFound(let text): "not found: \(text)"
        case .privateAccount(let text): "private account: \(text)"
        case .unavailable(let text): "unavailable: \(text)"
        case .badShape(_, let reason): "bad shape: \(reason)"
        case .rateLimited: "rate limited"
        case .paused(_, let reason): "paused: \(reason)"
        case .cancelled: "cancelled"
        }
    }
}
