import HTTPClient
import HTTPTesting
import Testing

@Suite("Refused requests", .timeLimit(.minutes(10)))
struct RequestCheckTests {
    @Test(
        "an address that is not plain http or https is refused",
        arguments: [
            "", "/path", "example.com", "ftp://example.com/", "file:///etc/hostname", "gopher://example.com/",
            "http://", "http:///path", "http://example.com/a b", "http://example.com/a\r\nX: 1",
            "http://example.com/\0",
            "http://user@example.com/", "http://user:secret@example.com/", "http://example.com:99999/",
            "http://exämple.com/", "http://[::1/", "http://example.com/\u{7F}",
        ])
    func addresses(_ url: String) async {
        let client = HTTPClient()
        let failure = await client.failure(of: HTTPRequest(url: url))
        guard case .invalidURL(let reason) = failure else {
            Issue.record("\(url.debugDescription) was taken: \(String(describing: failure))")
            return
        }
        #expect(!reason.contains("secret"))
    }

    @Test(
        "a header or method that could smuggle a second one is refused, without quoting it",
        arguments: [
            ("GET", "X-A", "secret\r\nX-B: 1"), ("GET", "X-A", "secret\nX"), ("GET", "X-A", "secret\rX"),
            ("GET", "X-A", "secret\0"), ("GET", "X-A", "secret\u{7F}"), ("GET", "X-A: 1\r\nX-B", "secret"),
            ("GET", "", "secret"), ("GET", "X A", "secret"), ("GET", "X:", "secret"), ("GET", "Xä", "secret"),
            ("GET", "Content-Length", "0"), ("GET", "transfer-encoding", "chunked"), ("", "X-A", "1"),
            ("GET / HTTP/1.1\r\nX:", "X-A", "1"), ("G T", "X-A", "1"),
        ])
    func headers(_ method: String, _ name: String, _ value: String) async throws {
        try await served(by: { _ in [.answer()] }) { client, server in
            let failure = await client.failure(
                of: HTTPRequest(method: method, url: server.url, headers: [(name, value)]))
            guard case .invalidRequest(let reason) = failure else {
                Issue.record("was sent: \(String(describing: failure))")
                return
            }
            #expect(!reason.contains("secret"))
            #expect(server.tally.connections == 0)
        }
    }

    @Test("a header may hold tabs and text beyond ASCII")
    func harmless() async throws {
        try await served(by: { _ in [.answer()] }) { client, server in
            _ = try await client.send(HTTPRequest(url: server.url, headers: [("X-A", "a\tb é")]))
            #expect(server.tally.requests.first?.values(of: "X-A") == ["a\tb é"])
        }
    }
}
