import Foundation
import HostTesting
import Postgres
import Testing

@Suite("Metrics and everybody's jobs, as admins see them")
struct MetricsTests {
    /// Jobs of Jane's in the days up to 2 January 2026, where the clock stands.
    private static func history(of jane: Caller, in app: TestApp) async throws {
        let campaign = try await jane.campaign()
        try await app.database.run(
            script: Statement(
                "tests.history",
                """
                INSERT INTO jobs (id, user_id, campaign_id, platform, mode, terms, status, target_results, max_runs,
                                  credits_saved, created_at, completed_at, timeout_at, error_code, error_message)
                SELECT ('00000000-0000-7000-8000-00000000000' || n)::uuid, user_id, c.id, platform, 'keyword', '{toys}',
                       j.status, 10, 10, 5, made::timestamptz, ended::timestamptz, '2027-01-01',
                       CASE j.status WHEN 'error' THEN 'PROVIDER_CHANGED' END, CASE j.status WHEN 'error' THEN 'Odd.' END
                FROM campaigns c, (VALUES
                    (1, 'toy', 'completed', '2025-12-03 23:59:59+00', '2025-12-04 00:00:01+00'),
                    (2, 'toy', 'completed', '2025-12-04 00:00:00+00', '2026-01-02 01:00:00+00'),
                    (3, 'toy', 'error', '2026-01-01 23:30:00-05', '2026-01-02 01:00:00+00'),
                    (4, 'toy', 'timeout', '2026-01-01 23:30:00+00', '2026-01-02 01:00:00+00'),
                    (5, 'toy', 'cancelled', '2026-01-01 23:30:00+00', '2026-01-02 01:00:00+00'),
                    (6, 'other', 'paused', '2026-01-02 02:00:00+00', NULL)
                ) j (n, platform, status, made, ended) WHERE c.id = '\(campaign)';
                INSERT INTO provider_calls (id, platform, vendor, path, attempt, credits, is_cached, milliseconds, called_at)
                SELECT gen_random_uuid(), 'toy', 'v', '/p', 1, credits, false, 1, at::timestamptz
                FROM (VALUES (1, '2025-12-03 23:59:59+00'), (20, '2025-12-04 00:00:00+00'), (300, '2026-01-02 00:00:00+00'),
                    (4000, '2026-01-02 03:00:00+00')) c (credits, at);
                """))
    }

    @Test("thirty days of UTC without gaps, users, admins, open searches and what admins did last")
    func figures() async throws {
        let clock = ManualEffects()
        let options = TestApp.Options(effects: clock.effects, adminEmails: "eve@example.com,zoe@example.com")
        try await TestApp.run(options) { app in
            let jane = try await app.caller()
            try await Self.history(of: jane, in: app)
            let ada = try await DeadLetterTests.admin(of: app)
            try await app.database.execute(
                Statement("tests.old", "UPDATE users SET created_at = '2025-12-26 03:04:04+00' WHERE NOT is_admin"))
            #expect(try await ada.post("/api/admin/schedules/retention/run", [:]).status == 200)
            let metrics = try await ada.get("/api/admin/metrics").data
            #expect(metrics["users"] as? [String: Int] == ["total": 2, "last7Days": 1])
            #expect(metrics["admins"] as? [String: Int] == ["byEnvironment": 2, "byDatabase": 1])
            let searches = try #require(metrics["searches"] as? [String: Any])
            #expect(searches["open"] as? [String: Int] == ["pending": 0, "processing": 0, "paused": 1])
            let days = try #require(searches["perDay"] as? [[String: Any]])
            #expect(days.count == 30)
            #expect(days.first?["day"] as? String == "2025-12-04" && days.last?["day"] as? String == "2026-01-02")
            func counts(_ day: Int) -> [Int?] {
                ["started", "completed", "failed", "cancelled"].map { days[day][$0] as? Int }
            }
            #expect(counts(0) == [1, 1, 0, 0])
            #expect(counts(28) == [2, 0, 0, 0])
            #expect(counts(29) == [2, 1, 2, 1])
            #expect((1..<28).allSatisfy { counts($0) == [0, 0, 0, 0] })
            let credits = (metrics["credits"] as? [String: Any])?["perDay"] as? [[String: Any]] ?? []
            #expect(credits.count == 30)
            #expect([credits[0], credits[1], credits[29]].map { $0["spent"] as? Int } == [20, 0, 4300])
            #expect([credits[0], credits[28], credits[29]].map { $0["saved"] as? Int } == [5, 10, 10])
            let actions = metrics["recentActions"] as? [[String: Any]] ?? []
            #expect(actions.map { $0["action"] as? String } == ["schedule.run"])
        }
    }

    @Test("everybody's jobs by status, platform and user, page by page, the newest first")
    func jobs() async throws {
        try await TestApp.run(TestApp.Options(effects: ManualEffects().effects)) { app in
            let jane = try await app.caller()
            try await Self.history(of: jane, in: app)
            let ada = try await DeadLetterTests.admin(of: app)
            let user = try #require(try await jane.get("/api/profile").data["id"] as? String)
            func found(_ query: String) async throws -> [String] {
                try await ada.get("/api/admin/jobs?\(query)").list.map { "\(($0["id"] as? String ?? "").suffix(1))" }
            }
            #expect(try await found("") == ["6", "5", "4", "3", "2", "1"])
            #expect(try await found("status=completed") == ["2", "1"])
            #expect(try await found("platform=toy") == ["5", "4", "3", "2", "1"])
            #expect(try await ada.get("/api/admin/jobs?platform=other").fields == ["platform"], "none of this host's")
            #expect(try await found("user=\(user)&status=error&platform=toy") == ["3"])
            #expect(try await found("user=\(UUID())") == [])
            let first = try await ada.get("/api/admin/jobs?limit=4&user=\(user)")
            let cursor = try #require(first.pagination["nextCursor"] as? String)
            #expect(try await found("limit=4&user=\(user)&cursor=\(cursor)") == ["2", "1"])
            #expect(try await ada.get("/api/admin/jobs?limit=4&cursor=\(cursor)").fields == ["cursor"])
            let failed = try #require(try await ada.get("/api/admin/jobs?status=error").list.first)
            #expect(failed["error"] as? [String: String] == ["code": "PROVIDER_CHANGED", "message": "Odd."])
            #expect(failed["terms"] as? [String] == ["toys"] && failed["userId"] as? String == user)
            #expect(failed["email"] == nil)
            #expect(
                try await ada.get("/api/admin/jobs?status=odd&user=me&platform=").fields == [
                    "status", "platform", "user",
                ])
        }
    }
}
