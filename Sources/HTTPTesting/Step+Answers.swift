extension ScriptedServer.Step {
    /// A whole answer with its right `Content-Length`.
    public static func answer(
        _ status: Int = 200, headers: [(String, String)] = [], body: [UInt8] = []
    ) -> ScriptedServer.Step {
        .head(status, headers: headers + [("Content-Length", "\(body.count)")], then: body)
    }

    /// A whole answer with a text as its body.
    public static func answer(
        _ status: Int = 200, headers: [(String, String)] = [], text: String
    ) -> ScriptedServer.Step {
        .answer(status, headers: headers, body: Array(text.utf8))
    }

    /// A head with exactly these headers, and what follows it.
    public static func head(
        _ status: Int = 200, headers: [(String, String)] = [], then body: [UInt8] = []
    ) -> ScriptedServer.Step {
        let lines = ["HTTP/1.1 \(status) Scripted"] + headers.map { "\($0): \($1)" }
        return .send(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body)
    }

    /// One chunk of a chunked body; an empty one ends it.
    public static func chunk(_ text: String) -> ScriptedServer.Step {
        .send(Array("\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n".utf8))
    }

    /// Text as it stands.
    public static func text(_ text: String) -> ScriptedServer.Step { .send(Array(text.utf8)) }
}
