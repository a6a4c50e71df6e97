import HTTPClient
import HTTPTesting
import Testing

@Suite("Answers", .timeLimit(.minutes(10)))
struct AnswerTests {
    @Test("a whole answer comes with status, headers in order and body", arguments: [200, 204, 302, 404, 503])
    func answer(status: Int) async throws {
        let body = status == 204 ? "" : "hello"
        let headers = [("X-One", "1"), ("set-cookie", "a=1"), ("Set-Cookie", "b=2"), ("X-Empty", "")]
        try await served(by: { _ in [.answer(status, headers: headers, text: body)] }) { client, server in
            let answer = try await client.send(HTTPRequest(url: server.url))
            #expect(answer.status == status)
            #expect(answer.text == body)
            #expect(
                answer.headers.map { "\($0.name): \($0.value)" }
                    == headers.map { "\($0): \($1)" } + ["Content-Length: \(body.utf8.count)"])
            #expect(answer.header("SET-COOKIE") == "a=1")
            #expect(answer.header("X-None") == nil)
        }
    }

    @Test("method, target, headers and body arrive as they were given")
    func request() async throws {
        try await served(by: { _ in [.answer()] }) { client, server in
            for (method, body) in [
                ("GET", nil), ("POST", "a=1"), ("POST", nil), ("PUT", "p"), ("PATCH", ""), ("DELETE", nil),
                ("DELETE", "d"),
            ] {
                var request = HTTPRequest(
                    method: method, url: server.url + "/a?q=%20x", headers: [("X-A", "1"), ("X-A", "2"), ("X-B", "")])
                request.body = body.map { Array($0.utf8) }
                _ = try await client.send(request)
                let got = try #require(server.tally.requests.last)
                #expect(got.method == method)
                #expect(got.target == "/a?q=%20x")
                #expect(got.body == Array((body ?? "").utf8))
                #expect(got.values(of: "X-A") == ["1", "2"])
                #expect(got.values(of: "X-B") == [""])
                #expect(got.values(of: "Content-Type").isEmpty)
                #expect(got.values(of: "Expect").isEmpty)
                #expect(got.values(of: "User-Agent").first?.hasPrefix("gemz/") == true)
                #expect(got.values(of: "Accept-Encoding").first?.hasPrefix("gzip, deflate") == true)
            }
        }
    }

    @Test("the answer to HEAD has a length and no body")
    func head() async throws {
        try await served(by: { _ in [.head(headers: [("Content-Length", "5")])] }) { client, server in
            let answer = try await client.send(HTTPRequest(method: "HEAD", url: server.url))
            #expect(answer.header("content-length") == "5")
            #expect(answer.body.isEmpty)
        }
    }

    @Test("a chunked body is put together, its trailers left out")
    func chunked() async throws {
        let steps: [ScriptedServer.Step] = [
            .head(headers: [("Transfer-Encoding", "chunked"), ("Trailer", "X-Sum")]), .chunk("hello, "),
            .chunk("world"), .text("0\r\nX-Sum: 7\r\nHTTP/9: 1\r\n\r\n"),
        ]
        try await served(by: { _ in steps }) { client, server in
            let answer = try await client.send(HTTPRequest(url: server.url))
            #expect(answer.text == "hello, world")
            #expect(answer.headers.map(\.name) == ["Transfer-Encoding", "Trailer"])
        }
    }

    @Test("a body without a length goes on until the server closes")
    func unboundBody() async throws {
        try await served(by: { _ in [.head(then: Array("to the end".utf8)), .close] }) { client, server in
            let answer = try await client.send(HTTPRequest(url: server.url))
            #expect(answer.text == "to the end")
        }
    }

    @Test("interim answers and folded header lines are understood")
    func interim() async throws {
        let text =
            "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nX-Long: one\r\n\ttwo\r\nContent-Length: 2\r\n\r\nok"
        try await served(by: { _ in [.text(text)] }) { client, server in
            let answer = try await client.send(HTTPRequest(url: server.url))
            #expect(answer.status == 200)
            #expect(answer.headers.map { "\($0.name)=\($0.value)" } == ["X-Long=one two", "Content-Length=2"])
            #expect(answer.text == "ok")
        }
    }

    @Test("a gzip body is unpacked")
    func gzip() async throws {
        let steps: [ScriptedServer.Step] = [
            .answer(headers: [("Content-Encoding", "gzip")], body: Gzip.stored(Array("plain at last".utf8)))
        ]
        try await served(by: { _ in steps }) { client, server in
            let answer = try await client.send(HTTPRequest(url: server.url))
            #expect(answer.text == "plain at last")
        }
    }

    @Test("requests one after the other share a connection")
    func keepAlive() async throws {
        try await served(by: { _ in [.answer(text: "ok")] }) { client, server in
            for _ in 0..<5 { _ = try await client.send(HTTPRequest(url: server.url)) }
            #expect(server.tally.connections == 1)
        }
    }

    @Test("a kept connection that the server has closed is replaced without a word")
    func staleConnection() async throws {
        try await served(by: { _ in [.answer(text: "ok"), .close] }) { client, server in
            for _ in 0..<3 {
                let answer = try await client.send(HTTPRequest(url: server.url))
                #expect(answer.text == "ok")
                await server.wait { $0.openConnections == 0 }
            }
            #expect(server.tally.connections == 3)
        }
    }

    @Test("what must not happen twice is not sent twice by itself")
    func unrepeatable() async throws {
        // The first answer keeps the connection; any further request on it dies with its connection.
        let script: ScriptedServer.Script = { $0.method == "GET" ? [.answer(text: "ok")] : [.close] }
        try await served(by: script) { client, server in
            _ = try await client.send(HTTPRequest(url: server.url))
            let failure = await client.failure(of: HTTPRequest(method: "POST", url: server.url, body: [1]))
            guard case .reset = failure else {
                Issue.record("not a reset: \(String(describing: failure))")
                return
            }
            #expect(server.tally.requests.map(\.method) == ["GET", "POST"])
        }
    }

    @Test("libcurl sends a GET again when its kept connection broke, unless every sending counts")
    func sentOnce() async throws {
        for isSentOnce in [false, true] {
            let script: ScriptedServer.Script = { $0.target == "/2" && $0.connection == 1 ? [.close] : [.answer()] }
            try await served(by: script) { client, server in
                _ = try await client.send(HTTPRequest(url: server.url + "/1"))
                var request = HTTPRequest(url: server.url + "/2")
                request.isSentOnce = isSentOnce
                let failure = await client.failure(of: request)
                #expect(failure == (isSentOnce ? .reset("a kept connection broke before the answer") : nil))
                #expect(server.tally.requests.map(\.target) == (isSentOnce ? ["/1", "/2"] : ["/1", "/2", "/2"]))
                #expect(try await client.send(HTTPRequest(url: server.url + "/1")).status == 200)
            }
        }
    }

    @Test("redirects are followed only when asked, five at the most, and only to http and https")
    func redirects() async throws {
        let script: ScriptedServer.Script = { request in
            switch request.target {
            case "/end": [.answer(text: "end")]
            case "/loop": [.answer(302, headers: [("Location", "/loop")])]
            case "/file": [.answer(302, headers: [("Location", "file:///etc/hostname")])]
            default: [.answer(302, headers: [("Location", "/end"), ("X-First", "1")], text: "moved")]
            }
        }
        try await served(by: script) { client, server in
            var request = HTTPRequest(url: server.url + "/start")
            let stayed = try await client.send(request)
            #expect(stayed.status == 302 && stayed.text == "moved")
            request.followsRedirects = true
            let followed = try await client.send(request)
            #expect(followed.status == 200 && followed.text == "end")
            #expect(followed.header("X-First") == nil)
            for path in ["/loop", "/file"] {
                request.url = server.url + path
                guard case .malformed = await client.failure(of: request) else {
                    Issue.record("\(path) was followed")
                    continue
                }
            }
            #expect(server.tally.requests.count { $0.target == "/loop" } == 6)
        }
    }
}
