import Foundation
import HostTesting
import Postgres
import StandIns
import Testing

@testable import Host

@Suite("Sweeps of searches whose platform goes off and on")
struct PlatformSweepTests {
    private static let path = "/api/admin/platforms/toy/toggle"

    private static func count(_ from: String, in app: TestApp) async throws -> Int {
        let statement = Statement("tests.count", "SELECT count(*) AS n FROM \(from)")
        return try await app.database.first(statement) { row in try row.get("n", as: Int.self) } ?? 0
    }

    /// Asks again until it is so.
    private static func wait(until isSo: () async throws -> Bool) async throws {
        while try await !isSo() { await Task.yield() }
    }

    /// Of one search, three hundred more, whose steps are far from due.
    private static let many = Statement(
        "tests.many",
        """
        WITH job AS (
            INSERT INTO jobs (id, user_id, campaign_id, platform, mode, terms, status, target_results, max_runs,
                              created_at, timeout_at)
            SELECT gen_random_uuid(), user_id, campaign_id, platform, mode, terms, 'processing', target_results, max_runs,
                   created_at, timeout_at + interval '1 day'
            FROM jobs, generate_series(1, 300) RETURNING id, user_id
        )
        INSERT INTO messages (id, kind, job_id, user_id, platform, payload, not_before, max_attempts, created_at)
        SELECT gen_random_uuid(), 'tests', id, user_id, 'toy', '{}', now() + interval '1 day', 1, now() FROM job
        """)
    /// Under which places are given away: no search can end while somebody has it.
    private static let hold = Statement("tests.hold", "SELECT pg_advisory_xact_lock(5267190)")
    private static let free = Statement("tests.free", "SELECT id FROM campaigns FOR UPDATE SKIP LOCKED")

    @Test("an admin's next word stops a sweep that is under way, and settings are heard beside it")
    func stopped() async throws {
        let options = TestApp.Options(settings: ["polling.interval=50ms"], faults: try FaultPlan(parsing: "hang=100%"))
        try await TestApp.run(options) { app in
            try await app.withSecondHost { other in
                let ada = try await DeadLetterTests.admin(of: app)
                let jane = try await app.caller()
                let id = try await jane.search("keyword", ["toys"], results: 10)
                try await app.database.execute(Self.many)
                let hosts = [jane, try await other.caller("jane@example.com")]
                try await app.database.transaction { db in
                    try await db.execute(Self.hold)
                    let off: [String: any Sendable] = ["enabled": false, "reason": "Gone.", "running": "cancel"]
                    #expect(try await ada.post(Self.path, off).status == 200)
                    try await Self.wait {
                        try await app.database.query(Self.free) { row in try row.get("id", as: UUID.self) }.isEmpty
                    }
                    _ = try await ada.post("/api/admin/config", ["key": "polling.interval", "value": "70ms"])
                    for host in hosts {
                        try await Self.wait { try await host.get("/api/jobs/\(id)").meta["pollAfterMs"] as? Int == 70 }
                    }
                    let rest: [String: any Sendable] = ["enabled": false, "reason": "Rest.", "running": "pause"]
                    #expect(try await ada.post(Self.path, rest).status == 200)
                }
                try await Self.wait {
                    try await Self.count("jobs WHERE status <> 'processing' AND target_results = 10", in: app) >= 300
                }
                #expect(try await Self.count("jobs WHERE status = 'cancelled'", in: app) <= 3)
                #expect(try await ada.post(Self.path, ["enabled": true]).status == 200)
                try await Self.wait { try await Self.count("jobs WHERE status = 'paused'", in: app) == 0 }
            }
        }
    }

    @Test("what is paused gives its place to others, and nothing begins where nothing may go on")
    func places() async throws {
        let options = TestApp.Options(
            settings: ["polling.interval=50ms", "api_limits.running_jobs_per_user=1"],
            faults: try FaultPlan(parsing: "latency=15ms"))
        try await TestApp.run(options) { app in
            let ada = try await DeadLetterTests.admin(of: app)
            let jane = try await app.caller()
            let first = try await jane.search("keyword", ["toys"], results: 100)
            let second = try await jane.search("keyword", ["others"], results: 10)
            _ = try await app.job(first, reaches: ["processing"], as: jane)
            let rest: [String: any Sendable] = ["enabled": false, "reason": "Rest.", "running": "pause"]
            #expect(try await ada.post(Self.path, rest).status == 200)
            _ = try await app.job(first, reaches: ["paused"], as: jane)
            #expect(try await Self.count("messages WHERE is_held AND job_id = '\(second)'", in: app) == 1)
            #expect(try await ada.post(Self.path, rest.merging(["mode": "keyword"]) { $1 }).status == 200)
            #expect(try await ada.post(Self.path, ["enabled": true]).status == 200)
            _ = try await app.job(second, reaches: ["paused"], as: jane)
            let other = try await jane.search("similar", ["toy-1"], results: 3)
            #expect(try await app.job(other, as: jane)["status"] as? String == "completed")
            #expect(try await ada.post(Self.path, ["enabled": true, "mode": "keyword"]).status == 200)
            for id in [first, second] { #expect(try await app.job(id, as: jane)["status"] as? String == "completed") }
        }
    }

    @Test("the toggle's own state is told beside what holds, and changes while it is off")
    func toggle() async throws {
        try await TestApp.run { app in
            let ada = try await DeadLetterTests.admin(of: app)
            func seen(_ body: [String: any Sendable]) async throws -> (all: [String: Any], mode: [String: Any]) {
                let answer = try await ada.post(Self.path, body)
                return (answer.data, (answer.data["modes"] as? [[String: Any]])?.first ?? [:])
            }
            func state(_ seen: [String: Any]) -> [String?] {
                let toggle = seen["toggle"] as? [String: Any]
                return [(toggle?["enabled"] as? Bool)?.description]
                    + ["reason", "running"].map { toggle?[$0] as? String }
            }
            let from = "2026-01-02T03:04:05Z"
            _ = try await ada.post("/api/admin/platforms/toy/switches", ["reason": "Rest.", "from": from])
            let first = try await seen(["enabled": false, "reason": "Moving.", "mode": "keyword"])
            #expect(state(first.all) == ["true", nil, nil] && first.all["enabled"] as? Bool == false)
            #expect(state(first.mode) == ["false", "Moving.", "finish"])
            let again = try await seen(["enabled": false, "reason": "Still.", "running": "pause", "mode": "keyword"])
            #expect(state(again.mode) == ["false", "Still.", "pause"])
            let both = try await seen(["enabled": false, "reason": "All."])
            #expect(
                state(both.all) == ["false", "All.", "finish"] && state(both.mode) == ["false", "Still.", "pause"])
            let on = try await seen(["enabled": true, "mode": "keyword"])
            #expect(state(on.mode) == ["true", nil, nil] && on.mode["enabled"] as? Bool == false)
        }
    }
}
