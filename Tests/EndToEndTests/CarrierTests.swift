import Foundation
import Testing

@Suite("QStash carries, end to end", .serialized)
struct CarrierTests {
    private static let searches = [
        ("tiktok", "keyword", "vegan recipes"), ("tiktok", "similar", "jane.cooks"), ("instagram", "keyword", "yoga"),
        ("instagram", "similar", "jane.cooks"), ("youtube", "keyword", "weeknight dinners"),
        ("youtube", "similar", "@janecooks"),
    ]

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
            var ids: [String] = []
            for (platform, mode, term) in Self.searches {
                ids.append(try await caller.start(platform, mode, [term], results: 25))
            }
            for (id, search) in zip(ids, Self.searches) {
                let job = try await caller.job(id) { $0.isFinal }
                #expect(job["status"] as? String == "completed", "\(search): \(job)")
                let found = try await caller.results(of: id).compactMap { $0["externalId"] as? String }
                #expect(found.count == 25 && Set(found).count == 25, "\(search)")
            }
            #expect(await dev.stop() == 0)
        }
    }
}
