import Foundation
import HostTesting
import Postgres
import StandIns
import Testing

@Suite("Searches")
struct SearchTests {
    @Test("a keyword search finds what it is asked for, each creator once, in order, with its profile")
    func keyword() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let id = try await jane.search("keyword", ["toys"], results: 45)
            let job = try await app.job(id, as: jane)
            #expect(job["status"] as? String == "completed")
            #expect(job["progress"] as? Double == 100)
            #expect(job["processedResults"] as? Int == 45)
            #expect(job["processedRuns"] as? Int == 5)
            #expect(job["skippedItems"] as? Int == 1)
            #expect(job["creditsSpent"] as? Int == 50)
            #expect(job["message"] as? String == "Found 45 creators.")
            #expect(job["startedAt"] != nil && job["completedAt"] != nil)

            let found = try await jane.results(of: id, limit: 7)
            #expect(found.map { $0["position"] as? Int } == (1...45).map { $0 })
            #expect(Set(found.compactMap { $0["externalId"] as? String }).count == 45)
            let first = try #require(found.first)
            let handle = try #require(first["handle"] as? String)
            #expect(first["bio"] as? String == "toy number \(handle.dropFirst(4))")
            #expect((first["emails"] as? [[String: Any]])?.first?["address"] as? String == "\(handle)@example.com")
            #expect(first["engagementRate"] as? Double == 0.1)
            #expect(first["engagementBasis"] as? String == "views")
            #expect(first["related"] == nil)
        }
    }

    @Test("a source that runs dry below the target completes and says so")
    func runsDry() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let id = try await jane.search("keyword", ["toys-25"], results: 100)
            let job = try await app.job(id, as: jane)
            #expect(job["status"] as? String == "completed")
            #expect(job["processedResults"] as? Int == 25)
            #expect(job["message"] as? String == "The source ran dry at 25 of 100 creators.")
        }
    }

    @Test("a keyword that the provider answers with 404 has no results, and spoils no other")
    func unknownKeyword() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let alone = try await app.job(jane.search("keyword", ["missing"], results: 5), as: jane)
            #expect(alone["status"] as? String == "completed")
            #expect(alone["message"] as? String == "The source ran dry at 0 of 5 creators.")
            let both = try await app.job(jane.search("keyword", ["missing", "toys"], results: 5), as: jane)
            #expect(both["processedResults"] as? Int == 5)
            #expect(both["message"] as? String == "Found 5 creators.")
        }
    }

    @Test("several keywords take turns, a page each")
    func turns() async throws {
        try await TestApp.run(TestApp.Options(settings: ["processing.slice=10"])) { app in
            let jane = try await app.caller()
            let id = try await jane.search("keyword", ["red-15", "blue-40"], results: 50)
            _ = try await app.job(id, as: jane)
            let numbers = try await jane.results(of: id).compactMap { Int($0["externalId"] as? String ?? "") }
            let terms = numbers.map { $0 / 1000 }
            let red = terms.first
            let pages = stride(from: 0, to: terms.count, by: 10).map { terms[$0] == red ? "red" : "blue" }
            #expect(pages.prefix(3) == ["red", "blue", "red"])
            #expect(numbers.count == 50)
        }
    }

    @Test("a similar search walks from friend to friend, without the target and private accounts")
    func walk() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let id = try await jane.search("similar", ["@toy-100"], results: 20)
            let job = try await app.job(id, as: jane)
            #expect(job["status"] as? String == "completed")
            let found = try await jane.results(of: id)
            let handles = found.compactMap { $0["handle"] as? String }
            #expect(Set(handles).count == 20)
            #expect(!handles.contains("toy-100"))
            // toy-101…110 without the private toy-110, then the friends of these, the most often named first.
            #expect(Set(handles.prefix(9)) == Set((101...109).map { "toy-\($0)" }))
            #expect(handles.dropFirst(9).first == "toy-111")
            #expect(!handles.contains("toy-110") && !handles.contains("toy-120"))
            let scores = found.compactMap { ($0["similarity"] as? [String: Any])?["score"] as? Double }
            #expect(scores.count == 20 && scores.allSatisfy { (0...1).contains($0) })
        }
    }

    @Test("further degrees end: beyond the third ring nobody is taken")
    func degrees() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let id = try await jane.search("similar", ["toy-100"], results: 200)
            let job = try await app.job(id, as: jane)
            // Rings reach toy-110, toy-120 and toy-130; each tenth is private and leads nowhere.
            #expect(job["processedResults"] as? Int == 27)
            #expect(job["message"] as? String == "The source ran dry at 27 of 200 creators.")
        }
    }

    @Test("a target that does not exist ends the search with its reason")
    func missingTarget() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let job = try await app.job(jane.search("similar", ["missing"], results: 5), as: jane)
            #expect(job["status"] as? String == "error")
            #expect((job["error"] as? [String: Any])?["code"] as? String == "TARGET_NOT_FOUND")
            let both = try await app.job(jane.search("similar", ["missing", "toy-5"], results: 5), as: jane)
            #expect(both["status"] as? String == "completed")
            #expect((both["message"] as? String)?.contains("There is no account missing.") == true)
        }
    }

    @Test("filters leave creators out before they count, and say how many")
    func filters() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let id = try await jane.search(
                "keyword", ["toys-40"], results: 10, filters: ["minFollowers": 2000, "hasEmail": true])
            let job = try await app.job(id, as: jane)
            #expect(job["processedResults"] as? Int == 10)
            // Nineteen too small ones; one of them stands on two pages.
            #expect(job["filteredOut"] as? Int == 20)
            let followers = try await jane.results(of: id).compactMap { $0["followers"] as? Int }
            #expect(followers == (20...29).map { $0 * 100 })
        }
    }

    @Test("a second search takes profiles from the cache")
    func cache() async throws {
        try await TestApp.run(TestApp.Options(settings: ["cache.page=0s"])) { app in
            let jane = try await app.caller()
            _ = try await app.job(jane.search("keyword", ["toys"], results: 20), as: jane)
            let id = try await jane.search("keyword", ["toys"], results: 20)
            let job = try await app.job(id, as: jane)
            #expect(job["creditsSpent"] as? Int == 2)
            #expect(job["creditsSaved"] as? Int == 20)
            let found = try await jane.results(of: id)
            #expect(found.allSatisfy { $0["bio"] != nil && ($0["content"] as? [Any])?.isEmpty == false })
        }
    }

    @Test("the ledger holds every call that went out")
    func ledger() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let id = try await jane.search("keyword", ["toys"], results: 10)
            _ = try await app.job(id, as: jane)
            let rows = try await app.database.query(
                Ledger.byPath, [id],
                decode: { row in (try row.get("path", as: String.self), try row.get("n", as: Int.self)) })
            #expect(rows.map(\.0) == ["/v1/toy/profile", "/v1/toy/search"])
            #expect(rows.map(\.1) == [10, 1])
        }
    }

    @Test("the campaign is active with its first job and completed with its last")
    func campaignStatus() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let campaign = try await jane.campaign()
            let started = try await jane.post(
                "/api/scraping/toy/keyword", ["campaignId": campaign, "keywords": ["toys"], "targetResults": 5])
            #expect(started.status == 202)
            #expect(started.data["status"] as? String == "pending")
            let id = try #require(started.data["jobId"] as? String)
            #expect(started.header("Location") == "/api/jobs/\(id)")
            _ = try await app.job(id, as: jane)
            let after = try await jane.get("/api/campaigns/\(campaign)").data
            #expect(after["status"] as? String == "completed")
            #expect((after["jobs"] as? [[String: Any]])?.map { $0["id"] as? String } == [id])
        }
    }

    @Test("jobs and results are their owner's alone")
    func foreign() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let joe = try await app.caller("joe@example.com")
            let id = try await jane.search("keyword", ["toys"], results: 60)
            _ = try await app.job(id, as: jane)
            let page = try await jane.get("/api/jobs/\(id)/results?limit=5")
            let cursor = try #require(page.pagination["nextCursor"] as? String)
            #expect(page.pagination["total"] as? Int == 60)
            for path in ["/api/jobs/\(id)", "/api/jobs/\(id)/results", "/api/jobs/\(id)/results?cursor=\(cursor)"] {
                #expect(try await joe.get(path).status == 404)
            }
            #expect(try await joe.send("DELETE", "/api/jobs/\(id)").status == 404)
            let other = try await jane.search("keyword", ["others"], results: 5)
            _ = try await app.job(other, as: jane)
            #expect(try await jane.get("/api/jobs/\(other)/results?cursor=\(cursor)").fields == ["cursor"])
        }
    }
}

@Suite("Concurrency of jobs")
struct JobConcurrencyTests {
    @Test(
        "twenty searches of one campaign, cancelled and completed at once: none deadlocks, and the campaign completes")
    func manyAtOnce() async throws {
        try await TestApp.run(TestApp.Options(settings: ["processing.step_concurrency=8"])) { app in
            let jane = try await app.caller()
            let campaign = try await jane.campaign()
            var ids: [String] = []
            for number in 0..<20 {
                let body: [String: any Sendable] = [
                    "campaignId": campaign, "keywords": ["toys \(number)"], "targetResults": 12,
                ]
                let started = try await jane.post("/api/scraping/toy/keyword", body)
                ids.append(try #require(started.data["jobId"] as? String))
            }
            try await withThrowingTaskGroup(of: Int.self) { group in
                for id in ids.suffix(8) {
                    group.addTask { try await jane.send("DELETE", "/api/jobs/\(id)").status }
                }
                for try await status in group { #expect(status == 200) }
            }
            var ends: Set<String> = []
            for id in ids { ends.insert(try await app.job(id, as: jane)["status"] as? String ?? "") }
            #expect(ends.isSubset(of: ["completed", "cancelled"]))
            let campaignStatus = try await jane.get("/api/campaigns/\(campaign)").data["status"] as? String
            #expect(campaignStatus == "completed")
            #expect(app.log.all.filter { $0.contains("40P01") || $0.contains("unexpected") } == [])
        }
    }

    @Test("credits spent are the sum of the ledger, also where steps were cut short by a cancel")
    func creditsAgree() async throws {
        try await TestApp.run(TestApp.Options(faults: try FaultPlan(parsing: "latency=30ms"))) { app in
            let jane = try await app.caller()
            let id = try await jane.search("keyword", ["toys"], results: 100)
            _ = try await app.job(id, reaches: ["processing"], as: jane)
            _ = try await jane.send("DELETE", "/api/jobs/\(id)")
            // A later search of the same worker: the cancelled step has been settled by the time it completes.
            _ = try await app.job(jane.search("keyword", ["others"], results: 30), as: jane)
            let spent = try await jane.job(id)["creditsSpent"] as? Int
            let booked = try await app.database.query(Ledger.byPath, [id]) { row in try row.get("n", as: Int.self) }
            #expect(spent == booked.reduce(0, +))
        }
    }
}
