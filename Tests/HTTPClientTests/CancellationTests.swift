import HTTPClient
import HTTPTesting
import Testing

@Suite("Cancellation and shutdown", .timeLimit(.minutes(10)))
struct CancellationTests {
    @Test("a cancelled request leaves the server at once, before and within the answer")
    func inFlight() async throws {
        for steps: [ScriptedServer.Step] in [[.hang], [.head(headers: [("Content-Length", "9")], then: [1]), .hang]] {
            try await served(by: { _ in steps }) { client, server in
                let task = Task { await client.failure(of: HTTPRequest(url: server.url)) }
                await server.wait { $0.requests.count == 1 }
                task.cancel()
                #expect(await task.value == .cancelled)
                await server.wait { $0.openConnections == 0 }
            }
        }
    }

    @Test("a cancelled request gives up connecting")
    func connecting() async throws {
        let port = try DeafPort(.keepsSilent)
        let client = HTTPClient()
        let task = Task { await client.failure(of: HTTPRequest(url: port.url)) }
        await Task.yield()
        task.cancel()
        #expect(await task.value == .cancelled)
        await client.shutdown()
    }

    @Test("a task that is cancelled beforehand sends nothing")
    func beforehand() async throws {
        try await served(by: { _ in [.answer()] }) { client, server in
            let gate = AsyncStream.makeStream(of: Void.self)
            let task = Task {
                for await _ in gate.stream {}
                return await client.failure(of: HTTPRequest(url: server.url))
            }
            task.cancel()
            gate.continuation.finish()
            #expect(await task.value == .cancelled)
            #expect(server.tally.requests.isEmpty)
        }
    }

    @Test("a cancelled request leaves the queue; the one behind it moves up")
    func queued() async throws {
        let gate = Gate()
        let script: ScriptedServer.Script = {
            $0.target == "/first" ? [.wait(gate), .answer()] : [.answer(text: "ok")]
        }
        try await served(HTTPClientConfiguration(maxConnectionsPerHost: 1), by: script) { client, server in
            async let first = client.send(HTTPRequest(url: server.url + "/first"))
            await server.wait { $0.requests.count == 1 }
            let second = Task { await client.failure(of: HTTPRequest(url: server.url + "/second")) }
            async let third = client.send(HTTPRequest(url: server.url + "/third"))
            second.cancel()
            #expect(await second.value == .cancelled)
            gate.open()
            let (firstAnswer, thirdAnswer) = try await (first, third)
            #expect(firstAnswer.status == 200)
            #expect(thirdAnswer.text == "ok")
            #expect(server.tally.requests.map(\.target) == ["/first", "/third"])
        }
    }

    @Test("shutdown ends what is under way and what waits, and refuses the rest")
    func shutdown() async throws {
        try await served(HTTPClientConfiguration(maxConnectionsPerHost: 1), by: { _ in [.hang] }) { client, server in
            let tasks = (0..<3).map { _ in Task { await client.failure(of: HTTPRequest(url: server.url)) } }
            await server.wait { $0.requests.count == 1 }
            await client.shutdown()
            for task in tasks { #expect(await task.value == .closed) }
            #expect(await client.failure(of: HTTPRequest(url: server.url)) == .closed)
            await server.wait { $0.openConnections == 0 }
            await client.shutdown()
        }
    }

    @Test("a client that nobody holds closes its connections")
    func released() async throws {
        let server = try ScriptedServer { _ in [.answer()] }
        defer { server.stop() }
        _ = try await HTTPClient().send(HTTPRequest(url: server.url))
        await server.wait { $0.connections == 1 && $0.openConnections == 0 }
    }
}
