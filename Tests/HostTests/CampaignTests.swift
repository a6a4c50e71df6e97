import Foundation
import HostTesting
import Postgres
import StandIns
import Testing

@Suite("Campaigns")
struct CampaignTests {
    @Test("a campaign is made, listed, changed and deleted by its owner")
    func life() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let made = try await jane.post("/api/campaigns", ["name": " Spring ", "description": "Bakers"])
            let id = try #require(made.data["id"] as? String)
            #expect(made.status == 201)
            #expect(made.header("Location") == "/api/campaigns/\(id)")
            #expect(made.data["name"] as? String == "Spring")
            #expect(made.data["status"] as? String == "draft")

            let body = Array(#"{"name":"Summer"}"#.utf8)
            let json = [("Content-Type", "application/json")]
            let changed = try await jane.send("PATCH", "/api/campaigns/\(id)", headers: json, body: body)
            #expect(changed.data["name"] as? String == "Summer")
            #expect(changed.data["description"] as? String == "Bakers")
            let emptied = try await jane.patch("/api/campaigns/\(id)", ["description": NSNull()])
            #expect(emptied.status == 200)
            #expect(emptied.data["name"] as? String == "Summer")
            #expect(emptied.data["description"] == nil)
            #expect(try await jane.patch("/api/campaigns/\(id)", ["name": NSNull()]).fields == ["name"])

            #expect(try await jane.get("/api/campaigns").list.map { $0["id"] as? String } == [id])
            #expect(try await jane.send("DELETE", "/api/campaigns/\(id)").status == 200)
            #expect(try await jane.get("/api/campaigns/\(id)").code == "NOT_FOUND")
        }
    }

    @Test("who asks for another's job waits for nothing of theirs")
    func foreignLock() async throws {
        let options = TestApp.Options(faults: try FaultPlan(parsing: "hang=100%"))
        try await TestApp.run(options) { app in
            let jane = try await app.caller()
            let joe = try await app.caller("joe@example.com")
            let id = try await jane.search("keyword", ["toys"], results: 5)
            let hold = Statement("tests.hold", "SELECT id FROM campaigns FOR UPDATE")
            let (held, status) = try await app.database.transaction { db throws in
                (try await db.execute(hold), try await joe.send("DELETE", "/api/jobs/\(id)").status)
            }
            #expect((held, status) == (1, 404))
            #expect(try await jane.send("DELETE", "/api/jobs/\(id)").data["status"] as? String == "cancelled")
        }
    }

    @Test("lists are paged by cursor, the newest first, and a cursor serves its owner alone")
    func pages() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            var made: [String] = []
            for number in 1...5 { made.append(try await jane.campaign("Campaign \(number)")) }
            let first = try await jane.get("/api/campaigns?limit=3")
            let cursor = try #require(first.pagination["nextCursor"] as? String)
            let second = try await jane.get("/api/campaigns?limit=3&cursor=\(cursor)")
            let listed = (first.list + second.list).compactMap { $0["id"] as? String }
            #expect(listed == made.reversed())
            #expect(second.pagination["nextCursor"] == nil)

            let joe = try await app.caller("joe@example.com")
            #expect(try await joe.get("/api/campaigns?cursor=\(cursor)").fields == ["cursor"])
            #expect(try await jane.get("/api/campaigns?cursor=x\(cursor)").fields == ["cursor"])
        }
    }

    @Test("another user's campaign and one that does not exist are answered alike")
    func foreign() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let joe = try await app.caller("joe@example.com")
            let id = try await jane.campaign()
            let foreign = try await joe.get("/api/campaigns/\(id)")
            let missing = try await joe.get("/api/campaigns/00000000-0000-7000-8000-000000000000")
            #expect(foreign.status == 404)
            #expect(foreign.code == missing.code)
            #expect(foreign.body["error"] as? String == missing.body["error"] as? String)
            #expect(try await joe.send("DELETE", "/api/campaigns/\(id)").status == 404)
            #expect(try await jane.get("/api/campaigns/\(id)").status == 200)
            let search = try await joe.post(
                "/api/scraping/toy/keyword", ["campaignId": id, "keywords": ["x"]])
            #expect(search.code == "NOT_FOUND")
        }
    }

    @Test("an archived campaign takes no search, and comes back as its jobs say")
    func archive() async throws {
        try await TestApp.run(TestApp.Options(faults: try FaultPlan(parsing: "hang=100%"))) { app in
            let jane = try await app.caller()
            let joe = try await app.caller("joe@example.com")
            let id = try await jane.campaign()
            let path = "/api/campaigns/\(id)"
            func status(_ wanted: String) async throws -> String? {
                try await jane.patch(path, ["status": wanted]).data["status"] as? String
            }
            #expect(try await joe.patch(path, ["status": "archived"]).code == "NOT_FOUND")
            #expect(try await status("archived") == "archived")
            let search: [String: any Sendable] = ["campaignId": id, "keywords": ["toys"]]
            let refused = try await jane.post("/api/scraping/toy/keyword", search)
            #expect((refused.status, refused.code) == (409, "CONFLICT"))
            #expect(try await status("active") == "draft")

            let started = try await jane.post("/api/scraping/toy/keyword", search)
            let job = try #require(started.data["jobId"] as? String)
            #expect(try await status("archived") == "archived")
            #expect(try await status("active") == "active")
            #expect(try await status("active") == "active")
            _ = try await status("archived")
            _ = try await jane.send("DELETE", "/api/jobs/\(job)")
            #expect(try await jane.get(path).data["status"] as? String == "archived")
            #expect(try await status("active") == "completed")

            for word in ["completed", "draft", "gone"] {
                #expect(try await jane.patch(path, ["status": word]).fields == ["status"])
            }
        }
    }

    @Test("the list tells of each campaign's jobs, those of others apart")
    func summaries() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let first = try await jane.search("keyword", ["toys"], results: 5)
            let second = try await jane.search("similar", ["missing"], results: 5)
            for id in [first, second] { _ = try await app.job(id, as: jane) }
            let listed = try await jane.get("/api/campaigns").list
            #expect(listed.map { $0["status"] as? String } == ["completed", "completed"])
            let jobs = listed.map { ($0["jobs"] as? [[String: Any]] ?? []) as NSArray }
            #expect(
                jobs == [
                    [["id": second, "platform": "toy", "mode": "similar", "status": "error", "progress": 0]],
                    [["id": first, "platform": "toy", "mode": "keyword", "status": "completed", "progress": 100]],
                ] as [NSArray])
        }
    }
}
