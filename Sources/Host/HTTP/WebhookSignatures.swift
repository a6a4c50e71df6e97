import Foundation
import Vendors

/// A vendor that calls the host, known by how it signs.
enum Webhook: Hashable, Sendable {
    case qstash
    case clerk
}

/// Checks what vendors sign. Without a vendor's keys nothing is that vendor's.
struct WebhookSignatures: Sendable {
    /// `nil` where QStash does not carry messages.
    var qstash: QStashSignature?
    /// `nil` where Clerk is not expected to call.
    var clerk: SvixSignature?
    /// What QStash's signatures name as the address.
    var address: PublicAddress

    /// Refuses a request that is not the vendor's, or was meant for another address.
    ///
    /// - Parameter target: path and query, as they came.
    /// - Returns: the message's id, where the signature names one.
    /// - Throws: ``APIError`` with `SIGNATURE_INVALID`. The log learns which check failed, never the signature.
    func check(_ webhook: Webhook, _ call: APIRequest, target: String, now: Date) throws -> String? {
        do {
            switch webhook {
            case .qstash:
                guard let qstash, let base = address.current else { throw QStashSignatureError.signature }
                try qstash.verify(call.header("Upstash-Signature"), url: base + target, body: call.body, now: now)
                return nil
            case .clerk:
                guard let clerk else { throw SvixSignatureError.noSecret }
                return try clerk.verify(call.header, body: call.body, now: now)
            }
        } catch {
            call.log.debug("a webhook's signature was refused: \(error)")
            throw APIError.signatureInvalid("\(error)")
        }
    }
}
