import FixtureTape
import Foundation
import HTTPClient

/// One request to a webhook.
struct ResendShipment: Sendable {
    struct Outcome: Hashable, Sendable {
        /// `nil` where there was no answer.
        let status: Int?
        /// The answer's beginning, or why there was none.
        let response: String

        var isSuccess: Bool { status.map { (200..<300).contains($0) } ?? false }
    }

    /// The delivery's.
    let number: Int
    let url: String
    let secrets: [SvixSecret]
    let event: ResendEvent

    /// What came of it. Whatever kept an answer away is an outcome, too.
    ///
    /// - Parameter now: the signature's time.
    func send(over client: HTTPClient, now: Date) async -> Outcome {
        let body = Array(event.payload.compact.utf8)
        let signed = SvixSecret.headers(of: event.id, body: body, now: now, secrets: secrets)
        var request = HTTPRequest(
            method: "POST", url: url, headers: [("Content-Type", "application/json")] + signed, body: body,
            timeout: .milliseconds(ResendLimits.patience))
        request.isSentOnce = true
        do throws(HTTPClientError) {
            let response = try await client.send(request)
            let text = String(decoding: response.body.prefix(ResendLimits.keptAnswer), as: UTF8.self)
            return Outcome(status: response.status, response: text)
        } catch {
            return Outcome(status: nil, response: error.description)
        }
    }
}
