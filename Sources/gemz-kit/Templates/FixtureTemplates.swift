import PlatformAPI

extension NewPlatform {
    /// The cases that every mode must have: a whole search with an item that cannot be read, and the troubles.
    var fixtures: [GeneratedFile] {
        modes.flatMap { mode in
            let whole = mode == .keyword ? keywordCase : similarCase
            return ([whole] + troubles(in: mode)).flatMap { $0.files(in: "Fixtures/\(id)/\(mode.rawValue)") }
        }
    }

    private func troubles(in mode: SearchMode) -> [FixtureTemplate] {
        let list = mode == .keyword ? "posts" : "users"
        let refused = { (message: String) in "{\n  \"success\": false,\n  \"message\": \"\(message)\"\n}" }
        let missing = trouble(
            "target-not-found", "There is nobody with the target's handle.", in: mode, status: 404,
            body: refused("User not found"), failure: "notFound", message: "User not found")
        let shared = [
            trouble(
                "no-list", "The list of \(list) is gone: the shape has changed.", in: mode, status: 200,
                body: "{\n  \"results\": []\n}", failure: "badShape", message: "\(list): expected array, found absent"),
            trouble(
                "rate-limited", "Too many calls.", in: mode, status: 429, body: refused("Too many requests"),
                failure: "rateLimited", message: nil),
            trouble(
                "server-error", "The provider is broken for now.", in: mode, status: 500,
                body: refused("Internal error"), failure: "unavailable", message: "Internal error"),
        ]
        return shared + (mode == .similar ? [missing] : [])
    }

    private func trouble(
        _ name: String, _ why: String, in mode: SearchMode, status: Int, body: String, failure: String, message: String?
    ) -> FixtureTemplate {
        let (term, field, parameter, path) =
            mode == .keyword
            ? ("knitting", "keyword", "query", "search") : ("ada.knits", "similarTo", "handle", "similar")
        let said = message.map { ",\n    \"message\": \"\($0)\"" } ?? ""
        return FixtureTemplate(
            name: name, why: why, subject: "\"\(field)\": \"\(term)\"",
            exchanges: [
                FixtureTemplate.Exchange(
                    path: "/v1/\(id)/\(path)", query: [(parameter, term)], status: status, file: "1-\(path).json",
                    body: body)
            ],
            expected: "{\n  \"failure\": {\n    \"code\": \"\(failure)\"\(said)\n  },\n  \"pages\": []\n}")
    }
}
