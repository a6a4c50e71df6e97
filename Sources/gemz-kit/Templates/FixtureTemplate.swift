/// A fixture case: a search, what the provider answers, and what must come of it.
struct FixtureTemplate {
    struct Exchange {
        var path: String
        /// In the order written.
        var query: [(name: String, value: String)]
        var status = 200
        /// The name of the body's file.
        var file: String
        var body: String
    }

    var name: String
    var why: String
    /// Such as `"keyword": "knitting"`.
    var subject: String
    var exchanges: [Exchange]
    var expected: String

    /// The case's files in a folder.
    func files(in folder: String) -> [GeneratedFile] {
        let bodies = exchanges.map { GeneratedFile("\(folder)/\(name)/\($0.file)", $0.body) }
        let rest = [("case.json", text), ("expected.json", expected)].map { file, text in
            GeneratedFile("\(folder)/\(name)/\(file)", text)
        }
        return bodies + rest
    }

    private var text: String {
        """
        {
          "why": "\(why)",
          "origin": "synthetic",
          "request": {
            \(subject),
            "wanted": 50
          },
          "now": "2026-01-15T12:00:00.000Z",
          "exchanges": [
        \(exchanges.map(Self.text).joined(separator: ",\n"))
          ]
        }
        """
    }

    private static func text(of exchange: Exchange) -> String {
        let query = exchange.query.map { "          \"\($0.name)\": \"\($0.value)\"" }.joined(separator: ",\n")
        return """
                {
                  "request": {
                    "path": "\(exchange.path)",
                    "query": {
            \(query)
                    }
                  },
                  "response": {
                    "status": \(exchange.status),
                    "body": "\(exchange.file)"
                  }
                }
            """
    }
}
