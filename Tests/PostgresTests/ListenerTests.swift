import Testing

@testable import Postgres

@Suite("The listener", .timeLimit(.minutes(10)))
struct ListenerTests {
    private static let notify = Statement("test.notify", "SELECT pg_notify($1, $2)")

    @Test("it hears its channels and connects again after a loss")
    func reconnects() async throws {
        try await TestCluster.withPool { pool in
            let listener = try Listener(
                connectionString: pool.driver.configuration.connectionString, channels: ["jobs", "odd \"name\""])
            var events = listener.listen().makeAsyncIterator()
            #expect(await events.next() == .connected)
            try await pool.execute(Self.notify, ["jobs", "1"])
            try await pool.execute(Self.notify, ["other", "2"])
            try await pool.execute(Self.notify, ["odd \"name\"", "ü🎈"])
            #expect(await events.next() == .notification(channel: "jobs", payload: "1"))
            #expect(await events.next() == .notification(channel: "odd \"name\"", payload: "ü🎈"))

            let listening = Statement(
                "test.listening",
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%LISTEN \"jobs\"%'"
                    + " AND pid <> pg_backend_pid()")
            let processes = try await pool.query(listening) { try $0.get("pid", as: Int.self) }
            #expect(processes.count == 1)
            for process in processes { try await pool.execute(FaultTests.terminate, [process]) }
            guard case .disconnected = await events.next() else {
                Issue.record("the loss was not reported")
                return
            }
            #expect(await events.next() == .connected)
            try await pool.execute(Self.notify, ["jobs", "3"])
            #expect(await events.next() == .notification(channel: "jobs", payload: "3"))
        }
    }

    @Test("all consumers share one connection, each hears its channels, and whoever comes later is told at once")
    func shares() async throws {
        try await TestCluster.withPool(size: 1) { pool in
            let listener = try Listener(
                connectionString: pool.driver.configuration.connectionString, channels: ["jobs", "mail"])
            var both = listener.listen().makeAsyncIterator()
            #expect(await both.next() == .connected)
            do {
                var jobs = listener.listen(on: ["jobs"]).makeAsyncIterator()
                #expect(await jobs.next() == .connected)
                #expect(try await sessions(of: pool) == 2)
                try await pool.execute(Self.notify, ["mail", "1"])
                try await pool.execute(Self.notify, ["jobs", "2"])
                #expect(await jobs.next() == .notification(channel: "jobs", payload: "2"))
                #expect(await both.next() == .notification(channel: "mail", payload: "1"))
                #expect(await both.next() == .notification(channel: "jobs", payload: "2"))
            }
            try await pool.execute(Self.notify, ["mail", "3"])
            #expect(await both.next() == .notification(channel: "mail", payload: "3"))
            #expect(try await sessions(of: pool) == 2)
        }
    }

    @Test("once all have gone, the next one brings a new connection; a channel that it does not have is refused")
    func begins() async throws {
        try await TestCluster.withPool(size: 1) { pool in
            let listener = try Listener(
                connectionString: pool.driver.configuration.connectionString, channels: ["jobs"])
            for _ in 1...3 {
                for await event in listener.listen() {
                    #expect(event == .connected)
                    break
                }
            }
            var refused = listener.listen(on: ["other"]).makeAsyncIterator()
            #expect(await refused.next() == .disconnected(reason: "nobody hears other"))
            #expect(await refused.next() == nil)
            while try await sessions(of: pool) > 1 { await Task.yield() }
        }
    }

    @Test("its connection ends with its consumer")
    func ends() async throws {
        try await TestCluster.withPool(size: 1) { pool in
            let listener = try Listener(
                connectionString: pool.driver.configuration.connectionString, channels: ["jobs"])
            let task = Task {
                for await event in listener.listen() where event == .connected {
                    withUnsafeCurrentTask { $0?.cancel() }
                }
            }
            await task.value
            while try await sessions(of: pool) > 1 { await Task.yield() }
        }
    }
}
