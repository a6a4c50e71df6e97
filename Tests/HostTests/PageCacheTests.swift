import Foundation
import HTTPTesting
import HostTesting
import PlatformAPI
import Postgres
import StandIns
import Testing

@testable import Host

@Suite("Page cache")
struct PageCacheTests {
    private static let allCalls = Statement(
        "tests.all_calls", "SELECT path, count(*) AS n FROM provider_calls GROUP BY path ORDER BY path")
    private static let pages = Statement("tests.pages", "SELECT count(*) AS n FROM provider_pages")

    private static func calls(_ pool: Pool) async throws -> [String: Int] {
        let rows = try await pool.query(allCalls) { row in
            (try row.get("path", as: String.self), try row.get("n", as: Int.self))
        }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    private static func credits(_ job: [String: Any]) -> [Int?] {
        [job["creditsSpent"] as? Int, job["creditsSaved"] as? Int]
    }

    @Test(
        "the same search again costs no credit while its pages are good, and says what it saved",
        arguments: [("10m", [0, 21]), ("0s", [2, 19])])
    func again(age: String, second: [Int]) async throws {
        try await TestApp.run(TestApp.Options(settings: ["cache.page=\(age)"])) { app in
            let jane = try await app.caller()
            let first = try await app.job(jane.search("keyword", ["toys"], results: 19), as: jane)
            #expect(Self.credits(first) == [21, 0])
            let mary = try await app.caller("mary@example.com")
            let again = try await app.job(mary.search("keyword", ["toys"], results: 19), as: mary)
            #expect(again["processedResults"] as? Int == 19)
            #expect(Self.credits(again) == second)
        }
    }

    @Test("searches for the same at the same time, on two hosts, cost one call a page and a profile")
    func singleFlight() async throws {
        let url = try await TestCluster.shared.makeDatabase()
        let slow = try FaultPlan(parsing: "latency=50ms")
        try await TestApp.run(TestApp.Options(faults: slow, databaseURL: url)) { first in
            try await TestApp.run(TestApp.Options(faults: slow, databaseURL: url)) { second in
                let callers = [
                    (first, try await first.caller()), (second, try await second.caller("mary@example.com")),
                    (first, try await first.caller("ann@example.com")),
                ]
                var jobs: [(TestApp, Caller, String)] = []
                for (app, caller) in callers {
                    jobs.append((app, caller, try await caller.search("keyword", ["toys-20"], results: 20)))
                }
                var found: [[String]] = []
                for (app, caller, id) in jobs {
                    #expect(try await app.job(id, as: caller)["status"] as? String == "completed")
                    found.append(try await caller.results(of: id).compactMap { $0["handle"] as? String })
                }
                #expect(found[0].count == 20)
                #expect(found == Array(repeating: found[0], count: 3))
                #expect(try await Self.calls(first.database) == ["/v1/toy/search": 2, "/v1/toy/profile": 20])
            }
        }
    }

    @Test("an error is never an answer for others")
    func errors() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            for _ in 1...2 { _ = try await app.job(jane.search("similar", ["missing"], results: 5), as: jane) }
            #expect(try await Self.calls(app.database) == ["/v1/toy/profile": 2])
            #expect(try await app.database.first(Self.pages) { row in try row.get("n", as: Int.self) } == 0)
        }
    }

    @Test("searches that wait for another's slow call leave the host's hands to others, and use up no attempt")
    func hands() async throws {
        let (gate, clock) = (Gate(), ManualEffects())
        let server = try ScriptedServer { request in
            request.target.contains("slow")
                ? [.wait(gate), .answer(text: #"{"creators":[]}"#)]
                : [.answer(text: #"{"creators":[]}"#)]
        }
        let options = TestApp.Options(
            settings: ["processing.step_concurrency=2", "processing.max_attempts=1"], effects: clock.effects,
            providerURL: server.url)
        try await TestApp.run(options) { app in
            let jane = try await app.caller()
            var slow: [String] = []
            for _ in 1...3 { slow.append(try await jane.search("keyword", ["slow"], results: 5)) }
            await server.wait { $0.requests.count == 1 }
            // Both hands are taken by now: by the call, and by one that waits for it.
            let quick = try await jane.search("keyword", ["quick"], results: 5)
            func ends(_ job: String) async throws -> String {
                while true {
                    let status = try await jane.job(job)["status"] as? String ?? ""
                    if ["completed", "error"].contains(status) { return status }
                    clock.advance(by: .milliseconds(500))
                    await Task.yield()
                }
            }
            #expect(try await ends(quick) == "completed")
            gate.open()
            for job in slow { #expect(try await ends(job) == "completed") }
            #expect(server.tally.requests.count { $0.target.contains("slow") } == 1)
        }
        server.stop()
    }

    // MARK: The flight

    private static let lease = Statement(
        "tests.lease", "UPDATE messages SET lease_until = clock_timestamp() + make_interval(secs => $1)")

    @Test("a page is fetched by one step, by the next when that one's lease is over, and dropped when it is old")
    func flight() async throws {
        let options = TestApp.Options(
            settings: ["timeouts.lease=1h"], faults: try FaultPlan(parsing: "hang=100%"))
        try await TestApp.run(options) { app in
            let jane = try await app.caller()
            let id = try #require(UUID(uuidString: try await jane.search("keyword", ["toys"], results: 5)))
            _ = try await app.job(id.uuidString.lowercased(), reaches: ["processing"], as: jane)
            let message = Statement("tests.message", "SELECT id, lease_token FROM messages")
            let holder = try #require(
                try await app.database.first(message) { row in
                    ProviderStep(messageID: try row.get("id"), leaseToken: try row.get("lease_token"), jobID: id)
                })
            let other = ProviderStep(messageID: UUID(), leaseToken: 1, jobID: id)
            let (store, db, now) = (PageStore(), app.database, Date())
            let page = PageKey(platform: "toy", path: "/v1/toy/other", digest: [1])
            func claim(_ step: ProviderStep, after oldest: Date) async throws -> Bool {
                try await store.claim(page, for: step, after: oldest, now: now, on: db)
            }
            #expect(try await claim(holder, after: now - 60))
            #expect(try await !claim(other, after: now - 60))
            try await db.execute(Self.lease, [-1])
            #expect(try await claim(other, after: now - 60))
            let answer = ProviderResponse(status: 200, body: Array("{}".utf8))
            try await store.keep(answer, credits: 3, as: page, by: holder, now: now, on: db)
            #expect(try await store.find(page, after: now - 60, on: db) == nil, "it is another's by now")
            try await store.keep(answer, credits: 3, as: page, by: other, now: now, on: db)
            let kept = try await store.find(page, after: now - 60, on: db)
            #expect(kept?.response.body == answer.body && kept?.credits == 3 && kept?.payer == id)
            #expect(try await !claim(holder, after: now - 60))
            #expect(try await claim(holder, after: now), "an old answer is fetched anew")
            #expect(try await store.dropStale(before: now - 3600, on: db) == 0)
            #expect(try await store.dropStale(before: now + 3600, on: db) >= 1)
        }
    }
}
