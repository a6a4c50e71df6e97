import Crypto
import FixtureTape

/// A request that is to have one effect however often it comes.
struct ResendIdempotencyKey: Hashable, Sendable {
    let text: String
    /// What makes two requests the same.
    let fingerprint: SHA256.Digest

    /// `nil` where the request has no key.
    ///
    /// - Throws: ``ResendFailure`` for a key that is empty or too long.
    init?(_ request: VendorRequest, body: JSONValue) throws(ResendFailure) {
        guard let text = request.headers["idempotency-key"] else { return nil }
        guard (1...256).contains(text.count) else { throw .badKeyLength }
        self.text = text
        let mode = request.headers["x-batch-validation"] ?? ""
        fingerprint = SHA256.hash(data: Array("\(request.path)\n\(mode)\n\(body.sorted().compact)".utf8))
    }
}

/// The answers to requests that had an idempotency key, for a day.
struct ResendAnswers: Sendable {
    private struct Answer: Sendable {
        let fingerprint: SHA256.Digest
        let reply: JSONValue
    }

    private var answers: [String: Answer] = [:]
    /// The oldest first.
    private var order: [(key: String, expiry: Int)] = []

    /// - Parameter now: unix milliseconds.
    /// - Throws: ``ResendFailure`` where the key was another request's.
    mutating func known(_ key: ResendIdempotencyKey?, now: Int) throws(ResendFailure) -> JSONValue? {
        let old = order.prefix { $0.expiry <= now }
        for (key, _) in old { answers[key] = nil }
        order.removeFirst(old.count)
        guard let key, let answer = answers[key.text] else { return nil }
        guard answer.fingerprint == key.fingerprint else { throw .otherRequest }
        return answer.reply
    }

    /// - Parameter now: unix milliseconds.
    mutating func keep(_ reply: JSONValue, _ key: ResendIdempotencyKey?, now: Int) {
        guard let key else { return }
        answers[key.text] = Answer(fingerprint: key.fingerprint, reply: reply)
        order.append((key.text, now + ResendLimits.idempotency))
        if order.count > ResendLimits.keys { answers[order.removeFirst().key] = nil }
    }
}
