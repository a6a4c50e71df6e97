import Testing

@Suite("QStash carries, end to end", .serialized)
struct CarrierTests {
    private func dev(_ data: String) throws -> GemzProcess {
        try GemzProcess(
            [
                "dev", "--port", "0", "--stand-ins-port", "0", "--data", data, "--set", "qstash_delays.next_step=0s",
            ], environment: ["GEMZ_CARRIER": "qstash"])
    }

    @Test("all six searches, at once, are carried by the stand-in of QStash to their end")
    func six() async throws {
        try await withDataFolder { data in
            let dev = try dev(data)
            let standIns = try await dev.line(beginning: "stand-ins ")
            let caller = try await HostCaller.signedIn(to: dev.line(beginning: "ready "), standIns: standIns)
            _ = try await SixSearches.run(as: caller, results: 25)
            #expect(await dev.stop() == 0)
        }
    }
}
