import FixtureTape

/// What a provider in trouble answers, and the error that it must become.
struct ProviderFault: Sendable {
    let name: String
    let answer: Tape.Answer
    /// The code of a `PlatformError`.
    let code: String

    static let all: [ProviderFault] =
        [
            status(400, "invalidInput"), status(401, "unauthorized"), status(402, "outOfCredits"),
            status(403, "forbidden"), status(404, "notFound"),
            ProviderFault("404 with HTML", page(404), "badShape"),
            status(410, "notFound"), status(422, "invalidInput"), status(429, "rateLimited"),
            ProviderFault(
                "429 with Retry-After",
                .response(.init(status: 429, headers: ["retry-after": "7"], body: message)), "rateLimited"),
            status(500, "unavailable"), ProviderFault("502 with HTML", page(502), "unavailable"),
            status(503, "unavailable"), ProviderFault("no answer in time", .fault(.timeout), "unavailable"),
            ProviderFault("a connection reset", .fault(.reset), "unavailable"),
            ProviderFault("200 with HTML", page(200), "badShape"),
        ]
        + ["": "an empty body", "[]": "[]", "{}": "{}"].sorted { $0.key < $1.key }.map { body, name in
            ProviderFault("200 with \(name)", .response(.init(status: 200, body: Array(body.utf8))), "badShape")
        }

    private init(_ name: String, _ answer: Tape.Answer, _ code: String) {
        self.name = name
        self.answer = answer
        self.code = code
    }

    private static let message = Array(#"{"success":false,"message":"something is wrong"}"#.utf8)

    private static func status(_ status: Int, _ code: String) -> ProviderFault {
        ProviderFault("\(status)", .response(.init(status: status, body: message)), code)
    }

    private static func page(_ status: Int) -> Tape.Answer {
        .response(.init(status: status, body: Array("<!DOCTYPE html><html><body>oops</body></html>".utf8)))
    }
}
