import HTTPClient
import HTTPTesting
import Testing

@Suite("Streams", .timeLimit(.minutes(10)))
struct StreamTests {
    static let head = ScriptedServer.Step.head(
        headers: [("Content-Type", "text/event-stream"), ("Transfer-Encoding", "chunked")])

    @Test("the head comes before the body, and each piece when it is sent")
    func pieces() async throws {
        let (first, second) = (Gate(), Gate())
        let steps: [ScriptedServer.Step] = [
            Self.head, .wait(first), .chunk("data: 1\n\n"), .wait(second), .chunk("data: 2\n\n"), .chunk(""),
        ]
        try await served(by: { _ in steps }) { client, server in
            let stream = try await client.stream(HTTPRequest(url: server.url))
            #expect(stream.status == 200)
            #expect(stream.header("content-type") == "text/event-stream")
            var pieces = stream.chunks.makeAsyncIterator()
            first.open()
            #expect(try await pieces.next() == Array("data: 1\n\n".utf8))
            second.open()
            #expect(try await pieces.next() == Array("data: 2\n\n".utf8))
            #expect(try await pieces.next() == nil)
        }
    }

    @Test("a stream without a body ends after its head")
    func empty() async throws {
        try await served(by: { _ in [.answer(204)] }) { client, server in
            let stream = try await client.stream(HTTPRequest(url: server.url))
            #expect(stream.status == 204)
            for try await piece in stream.chunks { Issue.record("a piece: \(piece)") }
        }
    }

    @Test("a stream that breaks off fails after what came")
    func broken() async throws {
        try await served(by: { _ in [Self.head, .chunk("half"), .close] }) { client, server in
            var got: [UInt8] = []
            let stream = try await client.stream(HTTPRequest(url: server.url))
            let error = await #expect(throws: HTTPClientError.self) {
                for try await piece in stream.chunks { got += piece }
            }
            guard case .truncated(_, nil) = error else {
                Issue.record("not truncated: \(String(describing: error))")
                return
            }
            #expect(got == Array("half".utf8))
        }
    }

    @Test("no head, no stream")
    func headless() async throws {
        try await served(by: { _ in [.hang] }) { client, server in
            await #expect(throws: HTTPClientError.timeout(.response)) {
                try await client.stream(HTTPRequest(url: server.url, timeout: .seconds(1)))
            }
        }
    }

    @Test("who stops reading hangs up")
    func dropped() async throws {
        try await served(by: { _ in [Self.head, .chunk("one"), .hang] }) { client, server in
            let reader = Task {
                for try await _ in try await client.stream(HTTPRequest(url: server.url)).chunks { break }
            }
            try await reader.value
            await server.wait { $0.requests.count == 1 && $0.openConnections == 0 }
        }
    }

    @Test("cancelling the reader hangs up")
    func cancelled() async throws {
        try await served(by: { _ in [Self.head, .hang] }) { client, server in
            let stream = try await client.stream(HTTPRequest(url: server.url))
            let reader = Task { for try await _ in stream.chunks {} }
            reader.cancel()
            try await reader.value
            await server.wait { $0.openConnections == 0 }
        }
    }
}
