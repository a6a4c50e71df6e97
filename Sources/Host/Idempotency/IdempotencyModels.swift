import Crypto
import Foundation

/// A client's name for one request, so that it can send the request again without having it executed again.
struct IdempotencyKey: Hashable, Sendable {
    static let header = "Idempotency-Key"
    /// Says that an answer is sent again.
    static let replayed = "Idempotent-Replayed"
    /// Names the request that was executed.
    static let original = "Original-Request"

    var text: String

    /// The key that these header fields give; `nil` where there is none.
    ///
    /// - Throws: ``APIError`` with `VALIDATION_FAILED` for several keys, and for what is no key.
    init?(_ fields: [String]) throws {
        guard let first = fields.first else { return nil }
        let isVisible = first.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        guard fields.count == 1, isVisible, (1...255).contains(first.utf8.count) else {
            throw APIError.validation([
                FieldIssue(
                    field: Self.header, message: "is not a key", accepted: "1 to 255 visible ASCII characters, once")
            ])
        }
        text = first
    }

    static let parameter = Parameter(
        name: header, place: .header,
        about: "Names this request for 24 hours: sent again with the same key and body it is answered as the first "
            + "time, with `\(replayed): true` and the first request's id in `\(original)`, and nothing is made twice.",
        schema: .string(1...255, pattern: "^[!-~]{1,255}$"))
}

/// What makes two requests the same: method, address and body.
struct RequestFingerprint: Hashable, Sendable {
    var bytes: [UInt8]

    init(_ line: String, body: [UInt8]) {
        var hash = SHA256()
        hash.update(data: Data("\(line)\n".utf8))
        hash.update(data: body)
        bytes = Array(hash.finalize())
    }
}

/// The right to execute the request of a key, until the lease runs out.
struct IdempotencyClaim: Sendable {
    var owner: UUID
    var key: IdempotencyKey
    /// The id of what the request makes. An execution that died after its commit left a row under it, which the next
    /// one finds.
    var creationID: UUID
    /// Grows with each claim; what is written under an older token changes nothing.
    var leaseToken: Int
}

/// A key that is in use.
struct IdempotencyRecord: Sendable {
    var fingerprint: [UInt8]
    /// `nil` while the request is being executed.
    var answer: StoredAnswer?
}

/// An answer as it is kept.
struct StoredAnswer: Sendable {
    var status: Int
    /// Names and values in turn.
    var headers: [String]
    var body: [UInt8]

    /// `nil` for an answer that is made while it is sent, which nothing that creates gives.
    init?(_ answer: Answer) {
        guard case .bytes(let bytes) = answer.body else { return nil }
        status = answer.status
        headers = answer.headers.flatMap { [$0.name, $0.value] }
        body = bytes
    }

    init(status: Int, headers: [String], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    var replayed: Answer {
        let pairs = stride(from: 0, to: headers.count - 1, by: 2).map { (headers[$0], headers[$0 + 1]) }
        return Answer(status: status, headers: pairs + [(IdempotencyKey.replayed, "true")], body: .bytes(body))
    }
}
