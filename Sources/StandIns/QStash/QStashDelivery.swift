import Foundation
import HTTPClient

/// One request to a message's destination.
struct QStashDelivery: Sendable {
    /// What the vendor's longest plans allow.
    private static let longest = 12 * 3_600_000
    /// Where a message says nothing.
    private static let usual = 15 * 60_000

    let message: QStashMessage
    /// The key to sign with.
    let key: String
    let now: Date
    let signatureID: String

    /// What came of it. Whatever kept an answer away is an outcome, too.
    func send(over client: HTTPClient) async -> QStashOutcome {
        do throws(HTTPClientError) {
            let response = try await client.send(request)
            return .answered(
                status: response.status,
                headers: response.headers.map { QStashHeader(name: $0.name.lowercased(), value: $0.value) },
                body: response.body)
        } catch {
            return .failed(error.description)
        }
    }

    private var request: HTTPRequest {
        let timeout = min(message.order.timeout ?? Self.usual, Self.longest)
        var request = HTTPRequest(
            method: message.order.method, url: message.url, headers: headers,
            body: message.order.body.isEmpty && message.order.method == "GET" ? nil : message.order.body,
            timeout: .milliseconds(max(timeout, 1)))
        request.maxBodyBytes = QStashLimits.answer
        request.isSentOnce = true
        return request
    }

    private var headers: [(String, String)] {
        var headers = message.order.headers.map { ($0.name, $0.value) }
        let signature = QStashSignature(key: key, now: now, id: signatureID)
        headers += [
            ("Upstash-Message-Id", message.id), ("Upstash-Retried", String(message.retried)),
            ("Upstash-Signature", signature.token(url: message.url, body: message.order.body)),
        ]
        let known = [
            ("Upstash-Schedule-Id", message.order.scheduleID), ("Upstash-Topic-Name", message.group),
            ("Upstash-Caller-Ip", message.order.callerIP), ("Upstash-Queue-Name", message.order.queue),
            ("Upstash-Label", message.order.labels.isEmpty ? nil : message.order.labels.joined(separator: ",")),
        ]
        return headers + known.compactMap { name, value in value.map { (name, $0) } }
    }
}
