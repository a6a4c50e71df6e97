import Foundation
import HostTesting
import Postgres
import StandIns
import Testing

@Suite("Profiles")
struct ProfileTests {
    @Test("a profile is read and changed by its user; what is unknown is absent")
    func life() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let fresh = try await jane.get("/api/profile").data
            #expect(
                Set(fresh.keys) == [
                    "id", "isAdmin", "onboardingStep", "createdAt", "updatedAt", "creditsSpent", "creditsSaved",
                ])
            #expect(fresh["isAdmin"] as? Bool == false)
            #expect(fresh["onboardingStep"] as? String == "pending")
            let named = try await jane.patch(
                "/api/profile", ["fullName": " Jane Baker ", "businessName": "Baker & Co"])
            #expect(named.status == 200)
            #expect(named.data["fullName"] as? String == "Jane Baker")
            let brand = String(repeating: "bread ", count: 10).trimmingCharacters(in: .whitespaces)
            _ = try await jane.patch("/api/profile", ["brandDescription": brand])
            let after = try await jane.get("/api/profile").data
            #expect(after["fullName"] as? String == "Jane Baker")
            #expect(after["businessName"] as? String == "Baker & Co")
            #expect(after["brandDescription"] as? String == brand)
            #expect(after["id"] as? String == fresh["id"] as? String)
            let emptied = try await jane.patch(
                "/api/profile", ["businessName": NSNull(), "brandDescription": NSNull()])
            #expect(emptied.status == 200)
            #expect(emptied.data["fullName"] as? String == "Jane Baker")
            #expect(Set(emptied.data.keys) == Set(fresh.keys).union(["fullName"]))
        }
    }

    @Test("what nobody may change of themselves is refused, and what is too short or too long")
    func refused() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let answer = try await jane.patch(
                "/api/profile",
                [
                    "isAdmin": true, "onboardingStep": "completed", "email": "x@example.com", "fullName": "",
                    "brandDescription": "bread",
                ])
            #expect(answer.status == 400)
            #expect(Set(answer.fields) == ["isAdmin", "onboardingStep", "email", "fullName", "brandDescription"])
            #expect(try await jane.get("/api/profile").data["isAdmin"] as? Bool == false)
            #expect(try await app.stranger.get("/api/profile").status == 401)
            #expect(try await app.stranger.send("DELETE", "/api/profile").status == 401)
        }
    }

    /// Every row of every table that could lead to a user.
    private static let left = Statement(
        "tests.left",
        """
        SELECT (SELECT count(*) FROM users) AS users, (SELECT count(*) FROM campaigns) AS campaigns,
            (SELECT count(*) FROM jobs) AS jobs, (SELECT count(*) FROM job_results) AS results,
            (SELECT count(*) FROM job_candidates) AS candidates, (SELECT count(*) FROM messages) AS messages,
            (SELECT count(*) FROM dead_letters) AS letters, (SELECT count(*) FROM idempotency_keys) AS keys,
            (SELECT count(*) FROM provider_calls WHERE job_id IS NOT NULL) AS booked
        """)

    private static func left(in app: TestApp) async throws -> [String: Int] {
        let names = ["users", "campaigns", "jobs", "results", "candidates", "messages", "letters", "keys", "booked"]
        return try await app.database.first(Self.left) { row in
            Dictionary(uniqueKeysWithValues: try names.map { ($0, try row.get($0, as: Int.self)) })
        } ?? [:]
    }

    @Test("who deletes their profile leaves nothing behind, others keep what is theirs")
    func delete() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let joe = try await app.caller("joe@example.com")
            _ = try await jane.post("/api/campaigns", ["name": "x"], headers: [("Idempotency-Key", "k")])
            for mode in [("keyword", "toys-30"), ("similar", "toy-4")] {
                _ = try await app.job(jane.search(mode.0, [mode.1], results: 12), as: jane)
            }
            _ = try await joe.search("keyword", ["others"], results: 5)
            let deleted = try await jane.send("DELETE", "/api/profile")
            #expect(deleted.status == 200)
            #expect(try await Self.left(in: app)["campaigns"] == 1)
            #expect(try await joe.send("DELETE", "/api/profile").status == 200)
            let left = try await Self.left(in: app)
            #expect(left.values.allSatisfy { $0 == 0 }, "\(left)")
            // The session is still good at its issuer, and no wish to begin anew.
            #expect(try await jane.get("/api/campaigns").code == "UNAUTHENTICATED")
            #expect(try await jane.post("/api/campaigns", ["name": "x"]).code == "UNAUTHENTICATED")
            #expect(try await Self.left(in: app)["users"] == 0)
        }
    }

    @Test("by cookie an account is deleted only where its id is named; a wrong id is refused to everybody")
    func confirmed() async throws {
        try await TestApp.run { app in
            var browser = Browser(app)
            try await browser.signIn("jane@example.com")
            let jane = try await app.caller("jane@example.com")
            let id = try #require(try await browser.send("GET", "/api/profile").data["id"] as? String)
            let joe = try await app.caller("joe@example.com").get("/api/profile").data["id"] as? String
            for query in ["", "?confirm=", "?confirm=true", "?x=", "?confirm=\(joe ?? "")"] {
                let refused = try await browser.send("DELETE", "/api/profile" + query, origin: app.url)
                #expect((refused.status, refused.code) == (400, "VALIDATION_FAILED"), "\(query)")
                #expect(refused.fields == ["confirm"])
            }
            #expect(try await jane.send("DELETE", "/api/profile?confirm=\(joe ?? "")").fields == ["confirm"])
            #expect(try await jane.get("/api/profile").data["id"] as? String == id)
            #expect(try await browser.send("DELETE", "/api/profile?confirm=\(id)", origin: app.url).status == 200)
            #expect(try await jane.get("/api/profile").status == 401)
        }
    }

    @Test("a step that is under way when its user goes brings nothing back")
    func underWay() async throws {
        let options = TestApp.Options(
            settings: ["processing.slice=5"], faults: try FaultPlan(parsing: "latency=40ms"))
        try await TestApp.run(options) { app in
            let jane = try await app.caller()
            let joe = try await app.caller("joe@example.com")
            for number in 1...4 {
                let id = try await jane.search("keyword", ["toys \(number)"], results: 100)
                _ = try await app.job(id, reaches: ["processing", "completed"], as: jane)
            }
            try await withThrowingTaskGroup(of: Int.self) { group in
                group.addTask { try await jane.send("DELETE", "/api/profile").status }
                // Joe's steps run on while Jane's find their job gone: when his are done, so are hers.
                for number in 1...4 {
                    group.addTask {
                        _ = try await app.job(joe.search("keyword", ["others \(number)"], results: 20), as: joe)
                        return 200
                    }
                }
                for try await status in group { #expect(status == 200) }
            }
            #expect(try await joe.send("DELETE", "/api/profile").status == 200)
            let left = try await Self.left(in: app)
            #expect(left.values.allSatisfy { $0 == 0 }, "\(left)")
            #expect(app.log.all.filter { $0.contains("40P01") || $0.contains("unexpected") } == [])
        }
    }

    @Test("searches started while their user is deleted are accepted or refused, never our fault")
    func racing() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let campaign = try await jane.campaign()
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 1...12 {
                    group.addTask {
                        try await jane.post(
                            "/api/scraping/toy/keyword", ["campaignId": campaign, "keywords": ["toys \(number)"]],
                            headers: [("Idempotency-Key", "k\(number)")]
                        ).status
                    }
                    group.addTask { try await jane.post("/api/campaigns", ["name": "\(number)"]).status }
                    if number == 6 { group.addTask { try await jane.send("DELETE", "/api/profile").status } }
                }
                return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
            }
            #expect(statuses.isSubset(of: [200, 201, 202, 401, 404]))
            #expect(app.log.all.filter { $0.contains("40P01") || $0.contains("unexpected") } == [])
        }
    }
}
