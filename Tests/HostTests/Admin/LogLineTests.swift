import Foundation
import HostTesting
import Logging
import PlatformAPI
import Synchronization
import Testing
import Vendors

@testable import Host

@Suite("Lines of the log")
struct LogLineTests {
    /// Something that a line is asked to hold.
    struct Attempt: Sendable, CustomTestStringConvertible {
        var name: String
        var message: LogMessage
        /// What must not be in it.
        var hidden: [String] = []
        /// What must be.
        var shown: [String] = []

        init(_ name: String, _ message: LogMessage, hidden: [String] = [], shown: [String] = []) {
            (self.name, self.message, self.hidden, self.shown) = (name, message, hidden, shown)
        }

        var testDescription: String { name }
    }

    private static let secret = "s3cret/of+the=host"
    private static let token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ1c2VyXzEifQ.c2lnbmF0dXJl"
    private static let megabyte = 1 << 20

    private static let breaks = [
        ("LF", "\n", "a"), ("CR", "\r", "d"), ("CRLF", "\r\n", "a"), ("TAB", "\t", "9"), ("NUL", "\0", "0"),
        ("vertical tab", "\u{B}", "b"), ("form feed", "\u{C}", "c"), ("backspace", "\u{8}", "8"),
        ("bell", "\u{7}", "7"),
        ("DEL", "\u{7F}", "7f"), ("NEL", "\u{85}", "85"), ("C1 CSI", "\u{9B}31m", "9b"),
        ("ANSI colour", "\u{1B}[31m", "1b"), ("ANSI clear screen", "\u{1B}[2J", "1b"),
        ("ANSI cursor up", "\u{1B}[1A", "1b"), ("terminal title", "\u{1B}]0;root\u{7}", "1b"),
        ("U+2028", "\u{2028}", "2028"), ("U+2029", "\u{2029}", "2029"), ("right-to-left override", "\u{202E}", "202e"),
        ("isolate", "\u{2066}", "2066"), ("right-to-left mark", "\u{200F}", "200f"), ("BOM", "\u{FEFF}", "feff"),
    ].map { name, text, code in
        Attempt(name, "before\("" + text)after", hidden: [text], shown: ["before", "\\u{\(code)}", "after"])
    }

    private static let forgeries = [
        Attempt("a line of the house", "x\("\n✅ [ADMIN] all is well")", hidden: ["\n✅"]),
        Attempt("a JSON member", "x\(#"","level":"error","y":""#)"),
        Attempt("a JSON object", "x\("\"}\n{\"level\":\"error\"}")"),
        Attempt("backslashes and quotes", "x\(#"\"\\u{a}"#)"),
        Attempt("format signs", "%s %n %d \("%n%n%s")", shown: ["%n%n%s"]),
        Attempt("a megabyte", "\(String(repeating: "a", count: megabyte))"),
        Attempt("a megabyte of line breaks", "\(String(repeating: "\n", count: megabyte))"),
        Attempt("a megabyte of faces", "\(String(repeating: "🥑", count: megabyte / 4))"),
        Attempt("one letter under a megabyte of accents", "e\(String(repeating: "\u{301}", count: megabyte / 2))"),
    ]

    private static let disclosures = [
        Attempt("the host's secret", "key \(secret)", hidden: [secret], shown: ["key •••"]),
        Attempt("the host's secret inside a word", "x\(secret)\(secret)y", hidden: [secret]),
        Attempt("a session token", "token=\(token)", hidden: [token, "eyJ"], shown: ["token=•••"]),
        Attempt("a bearer", "Bearer \("0123456789abcdef")", hidden: ["0123456789"], shown: ["Bearer •••"]),
        Attempt("a vendor's key", "\("sk_live_0123456789abcdef")", hidden: ["sk_live_01"]),
        Attempt("a webhook's secret", "\("whsec_0123456789abcdef")", hidden: ["whsec_01"]),
        Attempt(
            "an address in an error's words", "Key (email)=(\("jane.doe@example.com")) exists", hidden: ["jane.doe"],
            shown: ["(j•••@example.com)"]),
        Attempt("an address with a plus", "to \("jane+spam@mail.example.com"), twice", hidden: ["jane+"]),
        Attempt("an address of another script", "\("жанна@example.com")", hidden: ["жанна"]),
        Attempt("a secret text", "\(SecretText("tiny"))", hidden: ["tiny"], shown: ["•••"]),
        Attempt(
            "an e-mail address", "\(EmailAddress("jane.doe@localhost"))", hidden: ["jane"], shown: ["j•••@localhost"]),
        Attempt(
            "credentials", "\(Credentials(authorization: SecretText("tiny"), cookie: nil))", hidden: ["tiny"],
            shown: ["Credentials(•••)"]),
        Attempt("a secret by type", "\(Redacted.secret("tiny"))", hidden: ["tiny"], shown: ["•••"]),
        Attempt(
            "an address by type", "\(Redacted.email("jane.doe@localhost"))", hidden: ["jane"], shown: ["j•••@localhost"]
        ),
        Attempt("no address, by type", "\(Redacted.email("jane.doe"))", hidden: ["jane"], shown: ["•••"]),
        Attempt(
            "an IPv4 address by type", "\(Redacted.network("203.0.113.77"))", hidden: ["77"], shown: ["203.0.113.•"]),
        Attempt(
            "an IPv6 address by type", "\(Redacted.network("2001:db8:1:2:3:4:5:6"))", hidden: [":3"],
            shown: ["2001:db8:1:2:•"]),
        Attempt(
            "a short IPv6 address by type", "\(Redacted.network("2001:db8::7"))", hidden: ["::7"], shown: ["2001:db8:•"]
        ),
        Attempt("no network address, by type", "\(Redacted.network("jane's laptop"))", hidden: ["jane"]),
        Attempt("a handle is none", "skipped \("@jane.cooks") at example.com", shown: ["@jane.cooks"]),
    ]

    @Test(
        "a line stays one line, short, and without what is secret or personal: at a terminal, as JSON, and kept",
        arguments: breaks + forgeries + disclosures)
    func line(_ attempt: Attempt) throws {
        for format in [HouseLogHandler.Format.terminal, .json] {
            let lines = Mutex<[String]>([])
            let logger = Logger(label: "test") { _ in
                HouseLogHandler(format: format, secrets: [Self.secret], now: { Date(timeIntervalSince1970: 0) }) {
                    line in
                    lines.withLock { $0.append(line) }
                }
            }
            let book = LogBook(level: .info, host: "here", secrets: [Self.secret])
            let log = HouseLog(area: "admin", logger: logger, book: book)
            log.done(attempt.message)
            let written = try #require(lines.withLock { $0.count == 1 ? $0.first : nil })
            #expect(written.last == "\n")
            var read = String(written.dropLast())
            Self.check(read, attempt)
            if format == .json {
                let json = try JSONSerialization.jsonObject(with: Data(read.utf8)) as? [String: String]
                #expect(json?.keys.sorted() == ["area", "level", "message", "time"])
                read = json?["message"] ?? ""
            }
            for text in attempt.shown { #expect(read.contains(text), "\(read.prefix(200))") }
            let kept = try #require(book.lines(LogQuery(limit: 10)).first)
            Self.check(kept.message, attempt)
            for text in attempt.shown { #expect(kept.message.contains(text)) }
        }
    }

    private static func check(_ text: String, _ attempt: Attempt) {
        #expect(text.unicodeScalars.count <= 8 * LogText.most + 200)
        #expect(!text.unicodeScalars.contains { $0.properties.generalCategory == .control })
        for hidden in attempt.hidden { #expect(!text.contains(hidden), "\(text.prefix(200))") }
    }

    @Test("what holds credentials prints none, however it is printed")
    func concealed() {
        let values: [Any] = [
            SecretText(Self.token), EmailAddress("jane.doe@example.com"),
            Credentials(authorization: SecretText("Bearer \(Self.token)"), cookie: SecretText(Self.token)),
            SignedInBrowser(
                token: SecretText(Self.token), expiresAt: .distantFuture, sealedSession: SecretText("sealed-session")),
            TestLogin(token: SecretText(Self.token), expiresAt: .distantFuture),
            KnownEmail.inToken(EmailAddress("jane.doe@example.com")),
            HostConfiguration.Clerk(
                apiURL: "", secretKey: "sealed-session", webhookSecret: "sealed-session", issuer: ""),
        ]
        for value in values {
            var dumped = ""
            dump(value, to: &dumped)
            for text in ["\(value)", String(reflecting: value), dumped] {
                #expect(!text.contains("eyJ") && !text.contains("sealed-session") && !text.contains("jane"), "\(text)")
            }
        }
    }

    @Test("a flood of requests leaves a job's lines, and what is kept is bounded in lines and bytes")
    func rings() {
        let book = LogBook(level: .info)
        let log = HouseLog(area: "http", logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, book: book)
        log.area("job").with("job", "j").done("begun")
        log.warned("of nobody's")
        for number in 1...LogRing.mostLines + 500 { log.with("request", "r-\(number)").figures("GET /") }
        func requests(_ query: LogQuery) -> [String?] { book.lines(query).map(\.request) }
        #expect(book.lines(LogQuery(job: "j", limit: 10)).map(\.message) == ["begun"])
        #expect(book.lines(LogQuery(level: .warning, limit: 10)).map(\.message) == ["of nobody's"])
        #expect(requests(LogQuery(request: "r-500", limit: 10)) == [])
        #expect(requests(LogQuery(request: "r-501", limit: 10)) == ["r-501"])
        #expect(
            requests(LogQuery(tag: "http", limit: 2)) == [
                "r-\(LogRing.mostLines + 499)", "r-\(LogRing.mostLines + 500)",
            ])
        var ring = LogRing()
        for number in 1...1000 {
            ring.append(
                LogEntry(
                    level: .info, tag: "x", mark: "", message: String(repeating: "a", count: number * 10), fields: [:]))
            #expect(ring.bytes <= LogRing.mostBytes)
        }
        #expect(ring.count < 1000 && ring.newest(1) { _ in true }.first?.message.count == 10_000)
        #expect(ring.newest(2000) { _ in true }.reduce(0) { $0 + $1.size } == ring.bytes)
    }

    @Test("each tag is written from its own level on, others from the general one, at once")
    func levels() {
        let book = LogBook(level: .info)
        let log = HouseLog(area: "job", logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, book: book)
        func written(_ tag: String) -> [String] {
            let before = book.lines(LogQuery(tag: tag, limit: 500)).count
            let log = log.area(tag)
            log.debug("debug")
            log.figures("info")
            log.done("notice")
            log.warned("warning")
            log.failed("error")
            return book.lines(LogQuery(tag: tag, limit: 500)).dropFirst(before).map(\.level)
        }
        #expect(written("job") == ["info", "notice", "warning", "error"])
        book.levels.set(.warning, own: [LogTag(name: "job"): .debug])
        #expect(written("job") == ["debug", "info", "notice", "warning", "error"])
        #expect(written("http") == ["warning", "error"])
        #expect(written("unheard-of") == ["warning", "error"])
        book.levels.set(.error, own: [:])
        #expect(written("job") == ["error"])
    }

    @Test("every tag that the sources use is in the list, and so can have a level of its own")
    func tags() throws {
        let used = try Self.sources().flatMap { text in
            text.matches(of: /area(?:\(|: )"([^"]+)"/).map { String($0.1) }
        }
        #expect(used.count > 20 && Set(used).subtracting(LogTag.all.map(\.name)) == [])
    }

    /// The texts of the host's sources.
    private static func sources() throws -> [String] {
        var folder = URL(filePath: #filePath).deletingLastPathComponent()
        while !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) {
            folder.deleteLastPathComponent()
        }
        let files = FileManager.default.enumerator(
            at: folder.appending(path: "Sources/Host"), includingPropertiesForKeys: nil)
        return try #require(files).compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
            .map { try String(contentsOf: $0, encoding: .utf8) }
    }
}
