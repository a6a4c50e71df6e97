import Foundation
import Testing

extension GemzProcess {
    /// The optimised program, where `GEMZ_RELEASE` names one: `make test` builds it, `swift test` does not.
    fileprivate static let release = ProcessInfo.processInfo.environment["GEMZ_RELEASE"].map { URL(filePath: $0) }
}

@Suite("The release build", .serialized)
struct ReleaseTests {
    @Test(
        "six searches from signing in to the CSV, and no answer says what is absent",
        .enabled(if: GemzProcess.release != nil, "GEMZ_RELEASE names no program"))
    func sixSearches() async throws {
        try await withDataFolder { data in
            let program = try #require(GemzProcess.release)
            let dev = try GemzProcess(
                ["dev", "--port", "0", "--stand-ins-port", "0", "--data", data], program: program)
            let standIns = try await dev.line(beginning: "stand-ins ")
            let caller = try await HostCaller.signedIn(to: dev.line(beginning: "ready "), standIns: standIns)
            #expect(try await caller.send("GET", "/api/profile").status == 200)
            let ids = try await SixSearches.run(as: caller, results: 60)
            for (id, search) in zip(ids, SixSearches.all) {
                try await Self.checkEnd(of: id, on: search.0, as: caller, results: 60, "\(search)")
            }
            #expect(await dev.stop() == 0)
        }
    }

    /// What is told of a job that has ended, on each of the ways to ask.
    private static func checkEnd(
        of id: String, on platform: String, as caller: HostCaller, results: Int, _ search: String
    ) async throws {
        // Members that are absent are where optimised code went wrong before.
        let job = try await caller.send("GET", "/api/jobs/\(id)").json
        #expect(members(job["meta"]).keys.sorted() == ["requestId"], "\(search): \(job)")
        let first = try await caller.send("GET", "/api/jobs/\(id)/results?limit=50").json
        #expect(members(first["meta"]).keys.sorted() == ["pagination", "requestId"], "\(search): \(first)")
        let cursor = try #require(pagination(first)["nextCursor"] as? String)
        let last = try await caller.send("GET", "/api/jobs/\(id)/results?limit=50&cursor=\(cursor)").json
        #expect((last["data"] as? [Any])?.count == results - 50, "\(search)")
        #expect(members(last["meta"]).keys.sorted() == ["pagination", "requestId"], "\(search): \(last)")
        #expect(pagination(last).keys.sorted() == ["limit", "total"], "\(search): \(last)")

        let csv = try await caller.text("/api/export/csv?jobId=\(id)")
        #expect(csv.hasPrefix("platform,handle,display_name,followers,emails,"), "\(search)")
        #expect(csv.split(separator: "\n").count { $0.hasPrefix("\(platform),") } == results, "\(search)")

        let events = try await caller.text("/api/jobs/\(id)/events").split(separator: "\n")
        #expect(events.filter { $0.hasPrefix("event: ") } == ["event: creators", "event: done"], "\(search)")
        #expect(events.contains("data: {\"from\":1,\"to\":\(results)}"), "\(search): \(events)")
    }

    private static func members(_ value: Any?) -> [String: Any] { value as? [String: Any] ?? [:] }

    private static func pagination(_ answer: [String: Any]) -> [String: Any] {
        members(members(answer["meta"])["pagination"])
    }
}
