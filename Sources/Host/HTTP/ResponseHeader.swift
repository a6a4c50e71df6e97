/// A header that answers carry as a part of what clients may count on.
struct ResponseHeader: Sendable {
    var name: String
    var about: String
    var schema: Schema
    /// Whether every answer has it that it is declared for.
    var isRequired = true

    var ifAny: ResponseHeader {
        var header = self
        header.isRequired = false
        return header
    }

    /// On every answer.
    static let requestID = ResponseHeader(
        name: "X-Request-Id", about: "The request's id: the caller's own, where that is a sane token.",
        schema: .string(1...128, pattern: "^[A-Za-z0-9._-]+$").example(.string("0196f3a2-5d10-4000-8000-0123456789ab")))

    static func cacheControl(_ value: String) -> ResponseHeader {
        ResponseHeader(name: "Cache-Control", about: "Who may keep the answer.", schema: .oneOf([value]))
    }

    static func location(_ about: String, example: String) -> ResponseHeader {
        ResponseHeader(name: "Location", about: about, schema: .url.example(.string(example)))
    }

    static let retryAfter = ResponseHeader(
        name: "Retry-After", about: "Seconds after which asking again makes sense.",
        schema: .integer(1...86_400).example(.int(2)))

    /// How near the tightest of the limits is that a request counts for. On every answer of a route with limits.
    static let rateLimit = [
        ("Limit", "How many there may be, of requests in a minute.", 300),
        ("Remaining", "How many more there may be now.", 299),
        ("Reset", "Seconds after which there may be as many again.", 1),
    ].map { word, about, example in
        ResponseHeader(
            name: "RateLimit-\(word)", about: about, schema: .integer(0...100_000_000).example(.int(example)))
    }

    static let authenticate = authenticate(by: "Bearer", "How to say who calls.")

    /// What a vendor's call is answered that the vendor has not signed.
    static let sign = authenticate(by: "Signature", "That the vendor signs its calls.")

    private static func authenticate(by scheme: String, _ about: String) -> ResponseHeader {
        ResponseHeader(
            name: "WWW-Authenticate", about: about,
            schema: .string(pattern: "^\(scheme) ").example(.string("\(scheme) realm=\"gemz\"")))
    }

    static let allow = ResponseHeader(
        name: "Allow", about: "The methods that are offered here.", schema: .string().example(.string("GET, HEAD")))

    static let setCookie = ResponseHeader(
        name: "Set-Cookie", about: "The cookies of a browser that signs in or out, each in a line of its own.",
        schema: .string()
    ).ifAny

    /// On answers under a key, as Stripe has them.
    static let idempotency = [
        ResponseHeader(
            name: IdempotencyKey.replayed, about: "This is what the first request with this key was answered.",
            schema: .oneOf(["true"])
        ).ifAny,
        ResponseHeader(
            name: IdempotencyKey.original,
            about: "The id of the request that was executed under this key: the body's `requestId`. Another one than "
                + "`X-Request-Id` where the answer is sent again.", schema: requestID.schema
        ).ifAny,
    ]
}
