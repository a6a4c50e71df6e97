import Foundation
import HostTesting
import Postgres
import StandIns
import Synchronization
import Testing

@Suite("Limits of running searches, and stopping")
struct AdmissionTests {
    private static let order = Statement(
        "tests.order",
        """
        SELECT count(*) FILTER (WHERE status = 'completed') AS done,
               (SELECT max(together) FROM (
                   SELECT (SELECT count(*) FROM jobs b
                           WHERE b.started_at <= a.started_at AND b.completed_at > a.started_at) AS together
                   FROM jobs a) AS counted) AS together
        FROM jobs
        """)

    @Test("a user's searches beyond the limit wait as pending, say why, and begin when one ends")
    func perUser() async throws {
        let options = TestApp.Options(
            settings: ["api_limits.running_jobs_per_user=2"], faults: try FaultPlan(parsing: "latency=20ms"))
        try await TestApp.run(options) { app in
            let jane = try await app.caller()
            var ids: [String] = []
            for term in ["one-20", "two-20", "three-20", "four-20", "five-20"] {
                ids.append(try await jane.search("keyword", [term], results: 20))
            }
            let last = try await jane.job(ids[4])
            #expect(last["status"] as? String == "pending")
            #expect(
                last["message"] as? String
                    == "Waits for another search to end: at most 2 of yours run at a time, and so many of a platform.")
            for id in ids { #expect(try await app.job(id, as: jane)["message"] as? String == "Found 20 creators.") }
            let counts = try await app.database.first(Self.order) { row in
                [try row.get("done", as: Int.self), try row.get("together", as: Int.self)]
            }
            #expect(counts == [5, 2])
        }
    }

    @Test("a platform's searches beyond its limit wait too, whoever's they are; cancelling one lets another begin")
    func perPlatform() async throws {
        let options = TestApp.Options(
            settings: ["platforms.toy.running_jobs=1"], faults: try FaultPlan(parsing: "hang=100%"))
        try await TestApp.run(options) { app in
            let jane = try await app.caller()
            let joe = try await app.caller("joe@example.com")
            let first = try await jane.search("keyword", ["toys"], results: 20)
            let second = try await joe.search("keyword", ["toys"], results: 20)
            _ = try await app.job(first, reaches: ["processing"], as: jane)
            #expect(try await joe.job(second)["status"] as? String == "pending")
            _ = try await jane.send("DELETE", "/api/jobs/\(first)")
            _ = try await app.job(second, reaches: ["processing"], as: joe)
        }
    }

    @Test("a place that comes free without an end of a job is given away too")
    func deletedCampaign() async throws {
        let options = TestApp.Options(
            settings: ["api_limits.running_jobs_per_user=1", "polling.interval=50ms"],
            faults: try FaultPlan(parsing: "hang=100%"))
        try await TestApp.run(options) { app in
            let jane = try await app.caller()
            let first = try await jane.search("keyword", ["toys"], results: 20)
            let second = try await jane.search("keyword", ["toys"], results: 20)
            let campaign = try await app.job(first, reaches: ["processing"], as: jane)["campaignId"] as? String ?? ""
            #expect(try await jane.job(second)["status"] as? String == "pending")
            #expect(try await jane.send("DELETE", "/api/campaigns/\(campaign)").status == 200)
            _ = try await app.job(second, reaches: ["processing"], as: jane)
        }
    }

    private static let left = Statement(
        "tests.left",
        """
        SELECT j.processed_runs, (SELECT count(*) FROM messages m WHERE m.job_id = j.id AND m.lease_until IS NULL) AS free
        FROM jobs j
        """)

    @Test("a host that is told to stop lets its steps finish, and leaves nothing leased", arguments: [30, 0])
    func stopping(_ grace: Int) async throws {
        let url = try await TestCluster.shared.makeDatabase()
        let options = TestApp.Options(
            settings: ["timeouts.shutdown_grace=\(grace)s"], faults: try FaultPlan(parsing: "latency=150ms"),
            databaseURL: url)
        try await TestApp.run(options) { app in
            let jane = try await app.caller()
            let id = try await jane.search("keyword", ["toys"], results: 100)
            _ = try await app.job(id, reaches: ["processing"], as: jane)
        }
        let pool = try Pool(configuration: PoolConfiguration(connectionString: url, size: 1))
        let left = try await pool.first(Self.left) { row in
            [try row.get("processed_runs", as: Int.self), try row.get("free", as: Int.self)]
        }
        await pool.close()
        #expect(left == [grace == 0 ? 0 : 1, 1])
    }

    @Test("a host that is told to stop claims nothing more while a download is open, and does not wait for its reader")
    func stoppingBesideADownload() async throws {
        let url = try await TestCluster.shared.makeDatabase()
        let options = TestApp.Options(
            settings: ["timeouts.shutdown_grace=1s"], faults: try FaultPlan(parsing: "latency=20ms"), databaseURL: url)
        let reader = Kept<SlowReader>()
        let seen = Kept<Int>()
        try await TestApp.run(options) { app in
            let jane = try await app.caller()
            let done = try await jane.search("keyword", ["toys-5"], results: 5)
            _ = try await app.job(done, as: jane)
            try await ExportTests.fill(
                done, count: 3000, creator: "{\"bio\":\"\(String(repeating: "b", count: 4000))\"}", in: app)
            let id = try await jane.search("keyword", ["many"], results: 400)
            let download = try SlowReader(app.url, "/api/export/csv?jobId=\(done)", token: jane.token ?? "")
            #expect(try await download.read(upTo: 4096).starts(with: "HTTP/1.1 200 OK".utf8))
            reader.keep(download)
            _ = try await app.job(id, reaches: ["processing"], as: jane)
            seen.keep(try await jane.job(id)["processedRuns"] as? Int ?? -1)
        }
        let pool = try Pool(configuration: PoolConfiguration(connectionString: url, size: 1))
        let open = Statement(
            "tests.open",
            """
            SELECT j.processed_runs, m.lease_until IS NULL AS is_free FROM jobs j JOIN messages m ON m.job_id = j.id
            """)
        let left = try await pool.query(open) { row in
            (try row.get("processed_runs", as: Int.self), try row.get("is_free", as: Bool.self))
        }
        await pool.close()
        #expect(left.map { $0.1 } == [true])
        // The step that was under way, and one that was claimed between the look and the signal.
        #expect((left.first?.0 ?? .max) <= (seen.value ?? 0) + 2)
    }
}

/// Carries what a test's body made out of it.
final class Kept<Value: Sendable>: Sendable {
    private let kept = Mutex<Value?>(nil)

    var value: Value? { kept.withLock { $0 } }

    func keep(_ value: Value) { kept.withLock { $0 = value } }
}
