public import Effects
import Foundation
public import HTTPClient

/// Hands messages to QStash.
public struct QStashClient: Sendable {
    /// Where QStash answers unless told otherwise.
    public static let defaultURL = "https://qstash.upstash.io"

    private let baseURL: String
    private let token: String
    private let http: HTTPClient
    private let effects: Effects

    /// - Parameter url: without `/v2`.
    public init(url: String, token: String, http: HTTPClient, effects: Effects) {
        baseURL = url.hasSuffix("/") ? String(url.dropLast()) : url
        self.token = token
        self.http = http
        self.effects = effects
    }

    /// Hands over several messages in one request.
    ///
    /// May be sent again with the same deduplication ids when it is not known whether QStash has them.
    ///
    /// - Returns: for each message, in order, QStash's id for it, or `nil` where QStash did not take that one.
    public func publish(_ messages: [QStashPublication]) async throws(QStashAPIError) -> [String?] {
        guard !messages.isEmpty else { return [] }
        let elements = messages.map {
            Element(destination: $0.destination, headers: $0.headers, body: $0.body)
        }
        let receipts = try Self.receipts(in: try await send(try Self.json(elements)))
        guard receipts.count == messages.count else {
            throw .unavailable("an answer for \(receipts.count) of \(messages.count) messages", retryAfter: nil)
        }
        return receipts.map(\.messageId)
    }

    // MARK: The wire

    private struct Element: Encodable {
        var destination: String
        var headers: [String: String]
        var body: String
    }

    private struct Receipt: Decodable {
        var messageId: String?
    }

    private func send(_ body: [UInt8]) async throws(QStashAPIError) -> [UInt8] {
        var request = HTTPRequest(
            method: "POST", url: baseURL + "/v2/batch",
            headers: [
                ("Authorization", "Bearer " + token), ("Content-Type", "application/json"),
                ("Accept", "application/json"),
            ], body: body, timeout: .seconds(15))
        request.maxBodyBytes = 1 << 20
        request.isSafeToRepeat = true  // deduplication ids see to it
        let response: HTTPResponse
        do throws(HTTPClientError) {
            response = try await http.send(request)
        } catch .cancelled {
            throw .cancelled
        } catch {
            throw .unavailable(error.description, retryAfter: nil)
        }
        switch response.status {
        case 200..<300: return response.body
        case 401, 403: throw .unauthorized
        case 408, 425, 429, 500...:
            throw .unavailable("status \(response.status)", retryAfter: response.retryAfter(now: effects.now()))
        default: throw .refused(status: response.status, Self.reason(in: response.body))
        }
    }

    private static func json(_ elements: [Element]) throws(QStashAPIError) -> [UInt8] {
        do {
            return Array(try JSONEncoder().encode(elements))
        } catch {
            throw .refused(status: 400, "a message cannot be written as JSON")
        }
    }

    private static func receipts(in body: [UInt8]) throws(QStashAPIError) -> [Receipt] {
        do {
            return try JSONDecoder().decode([Receipt].self, from: Data(body))
        } catch {
            throw .unavailable("an answer of another shape", retryAfter: nil)
        }
    }

    private static func reason(in body: [UInt8]) -> String {
        struct Answer: Decodable {
            var error: String
        }
        let answer = try? JSONDecoder().decode(Answer.self, from: Data(body))  // a refusal without words is one too
        return String((answer?.error ?? "no reason given").prefix(200))
    }
}
