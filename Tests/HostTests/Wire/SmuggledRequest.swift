import Foundation

/// A request with a second one hidden in it, for whoever reads its length or its lines otherwise than the host does.
struct SmuggledRequest: Sendable, CustomStringConvertible {
    /// What is odd about it.
    var description: String
    var bytes: [UInt8]
    var outcome: Outcome

    enum Outcome: Sendable {
        /// It is no request: 400, and the connection ends.
        case refused
        /// It is one request, whatever it looks like; the next one on the connection is answered as well.
        case one(Int)
    }

    /// A request that nobody may see.
    static let hidden = "GET /health/live HTTP/1.1\r\nHost: h\r\nX-Request-Id: smuggled\r\n\r\n"

    /// A request with these lines in its head.
    static func head(
        _ what: String, _ lines: String, _ body: String = hidden, _ outcome: Outcome = .refused
    ) -> SmuggledRequest {
        raw(what, "POST /api/campaigns HTTP/1.1\r\nHost: h\r\n\(lines)\r\n\r\n\(body)", outcome)
    }

    static func raw(_ what: String, _ text: String, _ outcome: Outcome = .refused) -> SmuggledRequest {
        SmuggledRequest(description: what, bytes: Array(text.utf8), outcome: outcome)
    }

    static let all = lengths + codings + both + chunks + lines + requestLines + sizes
}

extension SmuggledRequest {
    private static let lengths: [SmuggledRequest] = [
        .head("a length twice, different", "Content-Length: 0\r\nContent-Length: \(hidden.utf8.count)"),
        .head("a length twice, the same", "Content-Length: 5\r\nContent-Length: 5", "hello"),
        .head("two lengths in a line", "Content-Length: 5, 6", "hello"),
        .head("the same length twice in a line", "Content-Length: 5, 5", "hello"),
        .head("a length with a plus", "Content-Length: +5", "hello"),
        .head("a length below zero", "Content-Length: -5", "hello"),
        .head("a length in hex", "Content-Length: 0x5", "hello"),
        .head("a length with a fraction", "Content-Length: 5.0", "hello"),
        .head("a length with an exponent", "Content-Length: 5e0", "hello"),
        .head("a length with a space in it", "Content-Length: 5 5", "hello"),
        .head("a length of nothing", "Content-Length:", "hello"),
        .head("a length in words", "Content-Length: five", "hello"),
        .head("a length beyond 64 bits", "Content-Length: 99999999999999999999", "hello"),
        .head("a length in other digits", "Content-Length: ٥", "hello"),
        .head("a length with NUL", "Content-Length: 5\u{0}", "hello"),
        .head("a length with a vertical tab", "Content-Length: \u{B}5", "hello"),
        .head("a length with a space before its colon", "Content-Length : 5", "hello"),
        .head("a length with a tab before its colon", "Content-Length\t: 5", "hello"),
        .head("a length with zeros before it", "Content-Length: 0005", "hello", .one(401)),
        .head("a length between spaces", "Content-Length: \t 5 \t", "hello"),
        .head("a length with an underscore in its name", "Content_Length: \(hidden.utf8.count)", "", .one(401)),
    ]

    private static let codings: [SmuggledRequest] = {
        let end = "0\r\n\r\n"
        func coded(_ what: String, _ lines: String, _ outcome: Outcome = .refused) -> SmuggledRequest {
            .head(what, lines, end, outcome)
        }
        return [
            coded("chunks", "Transfer-Encoding: chunked", .one(401)),
            coded("chunks in capitals", "Transfer-Encoding: CHUNKED", .one(401)),
            coded("an unknown coding", "Transfer-Encoding: xchunked"),
            coded("no coding at all", "Transfer-Encoding: identity"),
            coded("an empty coding", "Transfer-Encoding:"),
            coded("a coding after chunks", "Transfer-Encoding: chunked, identity"),
            coded("chunks before gzip", "Transfer-Encoding: chunked, gzip"),
            coded("chunks in quotes", "Transfer-Encoding: \"chunked\""),
            coded("chunks with a parameter", "Transfer-Encoding: chunked;q=1"),
            coded("chunks after a vertical tab", "Transfer-Encoding: \u{B}chunked"),
            coded("chunks with NUL", "Transfer-Encoding: chunked\u{0}"),
            coded("chunks with a space before the colon", "Transfer-Encoding : chunked"),
            coded("chunks with a tab before the colon", "Transfer-Encoding\t: chunked"),
            coded("chunks on a folded line", "Transfer-Encoding:\r\n chunked"),
            coded("chunks folded onto another header", "X-Other: x\r\n Transfer-Encoding: chunked"),
            coded("two codings in two lines", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity"),
            coded("chunks after an unknown coding in a line before", "Transfer-Encoding: x\r\nTransfer-Encoding: x"),
            coded("chunks behind a bare line feed", "X-Other: x\nTransfer-Encoding: xchunked"),
            coded("chunks behind a bare carriage return", "X-Other: x\rTransfer-Encoding: chunked"),
        ]
    }()

    private static let both: [SmuggledRequest] = {
        let whole = "0\r\n\r\n" + hidden
        return [
            .head("a length and chunks", "Content-Length: \(whole.utf8.count)\r\nTransfer-Encoding: chunked", whole),
            .head("chunks and a length", "Transfer-Encoding: chunked\r\nContent-Length: \(whole.utf8.count)", whole),
            .head("a length of nothing and chunks", "Content-Length: 0\r\nTransfer-Encoding: chunked", whole),
            .head("a length and an unknown coding", "Content-Length: 4\r\nTransfer-Encoding: xchunked", whole),
            .head("a length and no coding", "Content-Length: 4\r\nTransfer-Encoding: identity", whole),
            .raw(
                "a length and chunks in HTTP/1.0",
                "POST /api/campaigns HTTP/1.0\r\nHost: h\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n\(whole)"
            ),
        ]
    }()

    private static let chunks: [SmuggledRequest] = {
        func chunked(_ what: String, _ body: String, _ outcome: Outcome = .refused) -> SmuggledRequest {
            .head(what, "Transfer-Encoding: chunked", body, outcome)
        }
        return [
            chunked("a chunk with an extension", "5;a=b\r\nhello\r\n0\r\n\r\n", .one(401)),
            chunked("chunks with a trailer", "5\r\nhello\r\n0\r\nX-Trailer: x\r\n\r\n", .one(401)),
            chunked("a chunk's size with a plus", "+5\r\nhello\r\n0\r\n\r\n"),
            chunked("a chunk's size below zero", "-5\r\nhello\r\n0\r\n\r\n"),
            chunked("a chunk's size with 0x", "0x5\r\nhello\r\n0\r\n\r\n"),
            chunked("a chunk's size of nothing", "\r\nhello\r\n0\r\n\r\n"),
            chunked("a chunk's size beyond 64 bits", "fffffffffffffffff\r\nhello\r\n0\r\n\r\n"),
            chunked("a chunk's size in words", "five\r\nhello\r\n0\r\n\r\n"),
            chunked("a chunk's size with a space before it", " 5\r\nhello\r\n0\r\n\r\n"),
            chunked("a chunk that is longer than it says", "5\r\nhello, again\r\n0\r\n\r\n"),
            chunked("a chunk's size before a bare line feed", "5\nhello\r\n0\r\n\r\n"),
            chunked("a chunk's data before a bare line feed", "5\r\nhello\n0\r\n\r\n"),
            chunked("an extension with a bare line feed", "5;a\nhello\r\n0\r\n\r\n"),
        ]
    }()

    private static let lines: [SmuggledRequest] = [
        .head("a header without a colon", "Nothing", ""), .head("a header without a name", ": x", ""),
        .head("a name with a space", "X Other: x", ""), .head("a name with a control character", "X\u{1}: x", ""),
        .head("a name with NUL", "X\u{0}: x", ""), .head("a value with NUL", "X-Other: a\u{0}b", ""),
        .head("a name in brackets", "X(y): x", ""), .head("a folded line", "X-Other: a\r\n b", ""),
        .head("a line with white space alone", "X-Other: a\r\n \r\nX-More: b", ""),
        .raw("bare line feeds alone", "POST /api/campaigns HTTP/1.1\nHost: h\n\n\(hidden)"),
        .raw("white space before the first header", "POST /api/campaigns HTTP/1.1\r\n Host: h\r\n\r\n"),
        .raw("two hosts", "GET /health/live HTTP/1.1\r\nHost: h\r\nHost: evil.example\r\n\r\n", .one(200)),
        .raw("no host", "GET /health/live HTTP/1.1\r\n\r\n", .one(200)),
        .raw("a host with a space before its colon", "GET /health/live HTTP/1.1\r\nHost : h\r\n\r\n"),
    ]

    private static let requestLines: [SmuggledRequest] = [
        .raw("an address in full", "GET http://evil.example/health/live HTTP/1.1\r\nHost: h\r\n\r\n", .one(200)),
        .raw("an address without a path", "GET nothing HTTP/1.1\r\nHost: h\r\n\r\n"),
        .raw("a method with a space", "GE T /health/live HTTP/1.1\r\nHost: h\r\n\r\n"),
        .raw("no version", "GET /health/live\r\nHost: h\r\n\r\n"),
        .raw("another version", "GET /health/live HTTP/9.9\r\nHost: h\r\n\r\n"),
        .raw("a version with more behind it", "GET /health/live HTTP/1.1x\r\nHost: h\r\n\r\n"),
        .raw("a version in small letters", "GET /health/live http/1.1\r\nHost: h\r\n\r\n"),
        .raw("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        .raw("an address with a line feed", "GET /health/live\nX: HTTP/1.1\r\nHost: h\r\n\r\n"),
        .raw("an address with NUL", "GET /health/\u{0}live HTTP/1.1\r\nHost: h\r\n\r\n"),
        .raw("nothing but bytes", "\u{16}\u{3}\u{1}\u{2}\u{0}\r\n\r\n"),
    ]

    private static let sizes: [SmuggledRequest] = [
        .head("a header of 100 KB", "X-Other: \(String(repeating: "x", count: 100_000))", ""),
        .head(
            "headers of 100 KB",
            (0..<100).map { "X-\($0): \(String(repeating: "x", count: 1000))" }.joined(separator: "\r\n"), ""),
        .head("2,000 headers", (0..<2000).map { "X-\($0): x" }.joined(separator: "\r\n"), ""),
        .raw("an address of 200 KB", "GET /\(String(repeating: "x", count: 200_000)) HTTP/1.1\r\nHost: h\r\n\r\n"),
    ]
}
