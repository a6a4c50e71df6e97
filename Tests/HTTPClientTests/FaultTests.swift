import HTTPClient
import HTTPTesting
import Testing

@Suite("Faults of a server", .timeLimit(.minutes(10)))
struct FaultTests {
    struct Fault: CustomTestStringConvertible {
        var testDescription: String
        var steps: [ScriptedServer.Step]
        /// Short where the fault is that nothing comes.
        var timeout = Duration.seconds(120)
        var isExpected: @Sendable (HTTPClientError) -> Bool
    }

    static let faults: [Fault] = [
        Fault(testDescription: "RST before the answer", steps: [.reset]) {
            if case .reset = $0 { true } else { false }
        },
        Fault(testDescription: "closed before the answer", steps: [.close]) {
            if case .reset = $0 { true } else { false }
        },
        Fault(testDescription: "RST within the body", steps: [.head(headers: [("Content-Length", "9")]), .reset]) {
            if case .reset = $0 { true } else { false }
        },
        Fault(
            testDescription: "shorter than announced",
            steps: [.head(headers: [("Content-Length", "9")], then: [1, 2, 3]), .close]
        ) { $0 == .truncated(received: 3, expected: 9) },
        Fault(
            testDescription: "chunks without an end",
            steps: [.head(headers: [("Transfer-Encoding", "chunked")]), .chunk("hello"), .close]
        ) { if case .truncated(_, nil) = $0 { true } else { false } },
        Fault(testDescription: "not HTTP", steps: [.text("SSH-2.0-OpenSSH_9.2\r\n"), .close]) {
            if case .malformed = $0 { true } else { false }
        },
        Fault(
            testDescription: "broken gzip",
            steps: [.answer(headers: [("Content-Encoding", "gzip")], text: "this is no gzip at all")]
        ) { if case .malformed = $0 { true } else { false } },
        Fault(
            testDescription: "many header lines",
            steps: [.head(headers: (0..<6000).map { ("X-Header-\($0)", String(repeating: "x", count: 60)) })]
        ) { $0 == .malformed("its head is larger than 262144 bytes") },
        Fault(
            testDescription: "one endless header line",
            steps: [.text("HTTP/1.1 200 OK\r\nX: "), .send(Array(repeating: 0x78, count: 1 << 20)), .hang]
        ) { if case .malformed = $0 { true } else { false } },
        Fault(testDescription: "a body above the limit", steps: [.answer(text: String(repeating: "x", count: 1001))]) {
            $0 == .bodyTooLarge(limit: 1000)
        },
        Fault(
            testDescription: "a gzip bomb",
            steps: [.answer(headers: [("Content-Encoding", "gzip")], body: Gzip.zeros(atLeast: 50 << 20))]
        ) { $0 == .bodyTooLarge(limit: 1000) },
        Fault(testDescription: "no answer", steps: [.hang], timeout: .seconds(1)) { $0 == .timeout(.response) },
        Fault(
            testDescription: "half an answer", steps: [.head(headers: [("Content-Length", "9")]), .hang],
            timeout: .seconds(1)
        ) { $0 == .timeout(.body) },
        Fault(
            testDescription: "a drip",
            steps: [
                .head(headers: [("Content-Length", "900")]),
                .drip(Array(repeating: 1, count: 900), pause: .milliseconds(20)),
            ], timeout: .seconds(1)
        ) { $0 == .timeout(.body) },
    ]

    @Test("each fault is told apart, and the client works on", arguments: faults)
    func fault(_ fault: Fault) async throws {
        let script: ScriptedServer.Script = { $0.target == "/good" ? [.answer(text: "good")] : fault.steps }
        try await served(by: script) { client, server in
            var request = HTTPRequest(url: server.url + "/bad", timeout: fault.timeout)
            request.maxBodyBytes = 1000
            let failure = try #require(await client.failure(of: request))
            #expect(fault.isExpected(failure), "got \(failure)")
            let answer = try await client.send(HTTPRequest(url: server.url + "/good"))
            #expect(answer.text == "good")
        }
    }

    @Test("a body may be exactly as large as the limit")
    func limit() async throws {
        try await served(by: { _ in [.answer(text: "12345")] }) { client, server in
            var request = HTTPRequest(url: server.url)
            request.maxBodyBytes = 5
            let answer = try await client.send(request)
            #expect(answer.text == "12345")
        }
    }

    @Test("nobody listens: no connection")
    func refused() async throws {
        let port = try DeafPort(.refuses)
        let client = HTTPClient()
        let failure = await client.failure(of: HTTPRequest(url: port.url))
        guard case .connect = failure else {
            Issue.record("unexpected: \(String(describing: failure))")
            return
        }
        await client.shutdown()
    }

    @Test("a port that never accepts runs into the connect timeout")
    func connectTimeout() async throws {
        let port = try DeafPort(.keepsSilent)
        let client = HTTPClient()
        var request = HTTPRequest(url: port.url)
        request.connectTimeout = .milliseconds(100)
        #expect(await client.failure(of: request) == .timeout(.connect))
        request.connectTimeout = .seconds(30)
        request.timeout = .milliseconds(100)
        #expect(await client.failure(of: request) == .timeout(.connect))
        await client.shutdown()
    }

    @Test("TLS spoken to a server that has none is no connection")
    func plainServer() async throws {
        try await served(by: { _ in [.answer()] }) { client, server in
            let url = server.url.replacing("http:", with: "https:")
            var request = HTTPRequest(url: url, timeout: .milliseconds(500))
            request.connectTimeout = .milliseconds(200)
            switch await client.failure(of: request) {
            case .connect, .timeout(.connect): break
            case let other: Issue.record("unexpected: \(String(describing: other))")
            }
        }
    }
}
