import HTTPClient
import HTTPTesting
import Testing

@Suite("Connection limits", .timeLimit(.minutes(10)))
struct LimitTests {
    @Test("no more requests at a time than connections for one host")
    func perHost() async throws {
        let rendezvous = Rendezvous(of: 4)
        let script: ScriptedServer.Script = { _ in rendezvous.meet() ? [.answer()] : [.answer(500)] }
        try await served(HTTPClientConfiguration(maxConnectionsPerHost: 4), by: script) { client, server in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<64 { group.addTask { try await client.send(HTTPRequest(url: server.url)).status } }
                for try await status in group { #expect(status == 200) }
            }
            #expect(server.tally.peak == 4)
            #expect(server.tally.connections == 4)
        }
    }

    @Test("a busy host does not hold up another")
    func hostsApart() async throws {
        let other = try ScriptedServer { _ in [.answer(text: "other")] }
        defer { other.stop() }
        try await served(HTTPClientConfiguration(maxConnectionsPerHost: 1), by: { _ in [.hang] }) { client, server in
            let busy = (0..<3).map { _ in Task { await client.failure(of: HTTPRequest(url: server.url)) } }
            await server.wait { $0.requests.count == 1 }
            let answer = try await client.send(HTTPRequest(url: other.url))
            #expect(answer.text == "other")
            for task in busy { task.cancel() }
            for task in busy { #expect(await task.value == .cancelled) }
        }
    }

    @Test("time spent in the queue counts, and is called so")
    func queueTimeout() async throws {
        try await served(HTTPClientConfiguration(maxConnections: 1), by: { _ in [.hang] }) { client, server in
            let first = Task { await client.failure(of: HTTPRequest(url: server.url)) }
            await server.wait { $0.requests.count == 1 }
            let second = HTTPRequest(url: server.url, timeout: .milliseconds(50))
            #expect(await client.failure(of: second) == .timeout(.queue))
            first.cancel()
            #expect(await first.value == .cancelled)
        }
    }

    @Test("a thousand requests at once all get their own answer")
    func crowd() async throws {
        try await served(by: { [.answer(text: $0.target)] }) { client, server in
            try await withThrowingTaskGroup(of: (String, String).self) { group in
                for number in 0..<1000 {
                    group.addTask {
                        ("/\(number)", try await client.send(HTTPRequest(url: "\(server.url)/\(number)")).text)
                    }
                }
                for try await (asked, got) in group { #expect(asked == got) }
            }
            #expect(server.tally.connections <= 64)
        }
    }
}
