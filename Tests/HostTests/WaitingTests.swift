import Foundation
import HostTesting
import Postgres
import StandIns
import Testing

@Suite("Searches that wait for their turn")
struct WaitingTests {
    private static let counts = Statement(
        "tests.counts",
        """
        SELECT (SELECT count(*) FROM jobs) AS jobs, (SELECT count(*) FROM messages) AS messages,
               (SELECT count(*) FROM messages WHERE is_held) AS waiting
        """)

    private static func counts(_ app: TestApp) async throws -> [Int]? {
        try await app.database.first(counts) { row in
            [try row.get("jobs", as: Int.self), try row.get("messages"), try row.get("waiting")]
        }
    }

    private static func options(_ settings: [String]) throws -> TestApp.Options {
        TestApp.Options(
            settings: ["api_limits.running_jobs_per_user=1"] + settings, faults: try FaultPlan(parsing: "hang=100%"))
    }

    private static func body(_ campaign: String) -> [String: any Sendable] {
        ["campaignId": campaign, "keywords": ["toys"], "targetResults": 10]
    }

    // MARK: How many may wait

    @Test(
        "of searches that come at once no more wait than may; the others are refused with the limit, and leave nothing")
    func bound() async throws {
        try await TestApp.run(try Self.options(["api_limits.waiting_jobs_per_user=3"])) { app in
            let jane = try await app.caller()
            let campaign = try await jane.campaign()
            let answers = try await withThrowingTaskGroup(of: Caller.Summary.self) { group in
                for _ in 1...20 {
                    group.addTask {
                        Caller.Summary(try await jane.post("/api/scraping/toy/keyword", Self.body(campaign)))
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.count { $0.status == 202 } == 4)
            let refused = answers.filter { $0.status != 202 }
            #expect(refused.count == 16)
            let sentence =
                "At most 3 of your searches wait at a time. Start this one when another has ended, or cancel one."
            #expect(
                refused.allSatisfy {
                    $0 == Caller.Summary(status: 429, code: "RATE_LIMITED", error: sentence, limit: 3, wait: "60")
                })
            #expect(try await Self.counts(app) == [4, 4, 3])
            // Another user has a line of their own.
            let joe = try await app.caller("joe@example.com")
            let joes = try await joe.campaign()
            for _ in 1...4 { #expect(try await joe.post("/api/scraping/toy/keyword", Self.body(joes)).status == 202) }
            #expect(try await joe.post("/api/scraping/toy/keyword", Self.body(joes)).code == "RATE_LIMITED")
        }
    }

    @Test("one that is refused leaves its campaign and its key as they were: sent again later, it is taken")
    func refusedUnderAKey() async throws {
        try await TestApp.run(try Self.options(["api_limits.waiting_jobs_per_user=1"])) { app in
            let jane = try await app.caller()
            _ = try await jane.search("keyword", ["toys"], results: 10)
            let waiting = try await jane.search("keyword", ["toys"], results: 10)
            let campaign = try await jane.campaign()
            let key = [("Idempotency-Key", "again")]
            let body = Self.body(campaign)
            for _ in 1...2 {
                let refused = try await jane.post("/api/scraping/toy/keyword", body, headers: key)
                #expect(refused.status == 429)
                #expect(refused.header("Idempotent-Replayed") == nil)
            }
            #expect(try await jane.get("/api/campaigns/\(campaign)").data["status"] as? String == "draft")
            #expect(try await Self.counts(app) == [2, 2, 1])
            _ = try await jane.send("DELETE", "/api/jobs/\(waiting)")
            let taken = try await jane.post("/api/scraping/toy/keyword", body, headers: key)
            #expect(taken.status == 202)
            let again = try await jane.post("/api/scraping/toy/keyword", body, headers: key)
            #expect(again.bytes == taken.bytes)
            #expect(try await Self.counts(app) == [3, 2, 1])
        }
    }

    // MARK: How long

    private static func timeout(_ job: [String: Any]) -> String? { job["timeoutAt"] as? String }

    @Test("a job's time runs from when it has got its turn, however long it has waited before")
    func fromAdmission() async throws {
        let clock = ManualEffects()
        var options = try Self.options(["timeouts.job=10m", "timeouts.waiting_job=2h", "polling.interval=1s"])
        options.effects = clock.effects
        try await TestApp.run(options) { app in
            let jane = try await app.caller()
            let first = try await jane.search("keyword", ["toys"], results: 10)
            let second = try await jane.search("keyword", ["toys"], results: 10)
            #expect(Self.timeout(try await jane.job(first)) == "2026-01-02T03:14:05.000Z")
            #expect(Self.timeout(try await jane.job(second)) == "2026-01-02T05:04:05.000Z")
            clock.advance(by: .seconds(3000))
            #expect(try await app.job(first, as: jane)["status"] as? String == "timeout")
            let begun = try await app.job(second, reaches: ["processing"], as: jane)
            #expect(Self.timeout(begun) == "2026-01-02T04:04:05.000Z")
        }
    }

    @Test("one that waits longer than it may ends and says so; one that runs has its own time")
    func waitsTooLong() async throws {
        let clock = ManualEffects()
        var options = try Self.options(["timeouts.job=2h", "timeouts.waiting_job=10m", "polling.interval=1s"])
        options.effects = clock.effects
        try await TestApp.run(options) { app in
            let jane = try await app.caller()
            let first = try await jane.search("keyword", ["toys"], results: 10)
            let second = try await jane.search("keyword", ["toys"], results: 10)
            _ = try await app.job(first, reaches: ["processing"], as: jane)
            clock.advance(by: .seconds(601))
            let ended = try await app.job(second, as: jane)
            #expect(ended["status"] as? String == "timeout")
            #expect(
                ended["error"] as? [String: String] == [
                    "code": "JOB_TIMEOUT",
                    "message":
                        "The search waited for its turn longer than it may. Start it again when fewer are running.",
                ])
            #expect(ended["message"] == nil && ended["startedAt"] == nil)
            #expect(try await jane.job(first)["status"] as? String == "processing")
            #expect(try await Self.counts(app) == [2, 1, 0])
        }
    }
}

extension Caller {
    /// What a refusal says.
    fileprivate struct Summary: Hashable, Sendable {
        var status: Int
        var code: String?
        var error: String?
        var limit: Int?
        var wait: String?
    }
}

extension Caller.Summary {
    fileprivate init(_ answer: Caller.Answer) {
        self.init(
            status: answer.status, code: answer.code, error: answer.body["error"] as? String,
            limit: (answer.body["details"] as? [String: Any])?["limit"] as? Int, wait: answer.header("Retry-After"))
    }
}
