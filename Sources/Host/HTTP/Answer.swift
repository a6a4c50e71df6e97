/// A body that is made while it is sent: the next piece is asked for when the one before is on its way, so a slow
/// reader slows the making down. An error breaks the connection, so that nobody takes the part for the whole.
typealias ByteStream = any AsyncSequence<[UInt8], any Error> & Sendable

/// An answer on its way out.
struct Answer: Sendable {
    enum Body: Sendable {
        case bytes([UInt8])
        case stream(ByteStream)
    }

    var status: Int
    /// Besides those that every answer has.
    var headers: [(name: String, value: String)] = []
    var body: Body
}

extension Answer {
    /// What an endpoint gives, in its envelope where it has one.
    init(_ result: APIResult, of endpoint: Endpoint, requestID: String) {
        status = result.status ?? endpoint.status
        let own = endpoint.isRedirect ? [] : endpoint.contentTypes.prefix(1).map { ("Content-Type", $0) }
        headers = [("Cache-Control", endpoint.cacheControl)] + own + result.headers
        switch result.body {
        case .bytes(let bytes) where endpoint.isEnveloped && !endpoint.isRedirect:
            body = .bytes(Envelope.success(data: bytes, of: result, requestID: requestID))
        case let other:
            body = other
        }
    }

    init(_ error: APIError, requestID: String) {
        status = error.code.status
        headers = [("Content-Type", Endpoint.json)] + error.headers
        body = .bytes(Envelope.failure(error, requestID: requestID).bytes)
    }
}
