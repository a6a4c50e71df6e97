import Foundation
import HostTesting
import Postgres
import Testing

/// Statements that tests look at kept answers with.
private enum Keys {
    static let count = Statement("tests.keys", "SELECT count(*) AS n FROM idempotency_keys")
    static let jobs = Statement("tests.jobs", "SELECT count(*) AS n FROM jobs")
    /// What a host leaves that died after its commit and before it could keep the answer.
    static let loseAnswer = Statement(
        "tests.lose_answer",
        """
        UPDATE idempotency_keys SET status = NULL, headers = NULL, body = NULL,
            lease_until = clock_timestamp() - interval '1 second'
        """)
    /// What a host leaves that died in the middle of the request.
    static let hold = Statement(
        "tests.hold",
        "UPDATE idempotency_keys SET status = NULL, lease_until = clock_timestamp() + interval '1 hour'")
    static let breakJobs = Statement("tests.break", "ALTER TABLE jobs RENAME COLUMN region TO somewhere")
    static let mendJobs = Statement("tests.mend", "ALTER TABLE jobs RENAME COLUMN somewhere TO region")
}

@Suite("Idempotency keys")
struct IdempotencyTests {
    private static func key(_ text: String) -> [(String, String)] { [("Idempotency-Key", text)] }

    private static func count(_ statement: Statement, in app: TestApp) async throws -> Int? {
        try await app.database.first(statement) { row in try row.get("n", as: Int.self) }
    }

    private static func body(_ campaign: String, _ keyword: String = "toys-12") -> [String: any Sendable] {
        ["campaignId": campaign, "keywords": [keyword], "targetResults": 5]
    }

    @Test("a search sent again is answered as the first time, and is the same job")
    func replay() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let body = Self.body(try await jane.campaign())
            let first = try await jane.post("/api/scraping/toy/keyword", body, headers: Self.key("one"))
            #expect(first.status == 202)
            #expect(first.header("Idempotent-Replayed") == nil)
            _ = try await app.job(try #require(first.data["jobId"] as? String), as: jane)
            let second = try await jane.post("/api/scraping/toy/keyword", body, headers: Self.key("one"))
            #expect(second.status == 202)
            #expect(second.bytes == first.bytes)
            #expect(second.header("Idempotent-Replayed") == "true")
            #expect(second.header("Location") == first.header("Location"))
            let firstID = try #require(first.header("X-Request-Id"))
            #expect(second.header("X-Request-Id") != firstID)
            #expect(first.header("Original-Request") == firstID)
            #expect(second.header("Original-Request") == firstID)
            #expect(second.meta["requestId"] as? String == firstID)
            let other = try await jane.post("/api/scraping/toy/keyword", body, headers: Self.key("two"))
            #expect(other.data["jobId"] as? String != first.data["jobId"] as? String)
            #expect(try await Self.count(Keys.jobs, in: app) == 2)
        }
    }

    @Test("a campaign sent again is the same campaign; a key is its user's own")
    func campaigns() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let joe = try await app.caller("joe@example.com")
            let made = try await jane.post("/api/campaigns", ["name": "Spring"], headers: Self.key("k"))
            let again = try await jane.post("/api/campaigns", ["name": "Spring"], headers: Self.key("k"))
            let joes = try await joe.post("/api/campaigns", ["name": "Spring"], headers: Self.key("k"))
            #expect(made.status == 201)
            #expect(again.bytes == made.bytes)
            #expect(joes.header("Idempotent-Replayed") == nil)
            #expect(joes.data["id"] as? String != made.data["id"] as? String)
            #expect(try await jane.get("/api/campaigns").list.count == 1)
        }
    }

    @Test("the same key with another body or another address is refused")
    func mismatch() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let campaign = try await jane.campaign()
            _ = try await jane.post("/api/scraping/toy/keyword", Self.body(campaign), headers: Self.key("k"))
            let body = try await jane.post(
                "/api/scraping/toy/keyword", Self.body(campaign, "others"), headers: Self.key("k"))
            #expect((body.status, body.code) == (422, "IDEMPOTENCY_MISMATCH"))
            let path = try await jane.post("/api/scraping/toy", Self.body(campaign), headers: Self.key("k"))
            #expect((path.status, path.code) == (422, "IDEMPOTENCY_MISMATCH"))
            #expect(try await Self.count(Keys.jobs, in: app) == 1)
        }
    }

    @Test("fifty equal requests at once make one job")
    func parallel() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let body = Self.body(try await jane.campaign())
            let answers = try await withThrowingTaskGroup(of: (Int, String?, String?).self) { group in
                for _ in 1...50 {
                    group.addTask {
                        let answer = try await jane.post("/api/scraping/toy/keyword", body, headers: Self.key("k"))
                        return (answer.status, answer.code, answer.data["jobId"] as? String)
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.contains { $0.0 == 202 })
            #expect(answers.allSatisfy { $0.0 == 202 || ($0.0 == 409 && $0.1 == "IDEMPOTENCY_IN_PROGRESS") })
            #expect(Set(answers.compactMap(\.2)).count == 1)
            #expect(try await Self.count(Keys.jobs, in: app) == 1)
            let after = try await jane.post("/api/scraping/toy/keyword", body, headers: Self.key("k"))
            #expect(after.data["jobId"] as? String == answers.compactMap(\.2).first)
        }
    }

    @Test("while the first is running the second is told to wait")
    func running() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            _ = try await jane.post("/api/campaigns", ["name": "Spring"], headers: Self.key("k"))
            try await app.database.execute(Keys.hold)
            let answer = try await jane.post("/api/campaigns", ["name": "Spring"], headers: Self.key("k"))
            #expect((answer.status, answer.code) == (409, "IDEMPOTENCY_IN_PROGRESS"))
            #expect(answer.header("Retry-After") == "1")
        }
    }

    @Test("a host that died before it kept the answer blocks nobody, and what it made is not made again")
    func lostAnswer() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let campaign = try await jane.campaign()
            let search = Self.body(campaign)
            let first = try await jane.post("/api/scraping/toy/keyword", search, headers: Self.key("job"))
            let id = try #require(first.data["jobId"] as? String)
            _ = try await app.job(id, as: jane)
            let made = try await jane.post("/api/campaigns", ["name": "Spring"], headers: Self.key("campaign"))
            try await app.database.execute(Keys.loseAnswer)
            let job = try await jane.post("/api/scraping/toy/keyword", search, headers: Self.key("job"))
            #expect((job.status, job.data["jobId"] as? String) == (202, id))
            #expect(job.data["status"] as? String == "completed")
            #expect(job.header("Idempotent-Replayed") == nil)
            let remade = try await jane.post("/api/campaigns", ["name": "Spring"], headers: Self.key("campaign"))
            #expect(remade.data["id"] as? String == made.data["id"] as? String)
            #expect(try await Self.count(Keys.jobs, in: app) == 1)
            #expect(try await jane.get("/api/campaigns").list.count == 2)
            #expect(try await jane.get("/api/campaigns/\(campaign)").data["status"] as? String == "completed")
        }
    }

    @Test("what was refused before anything was done is not kept; how executing ended is, also with 404, 409 and 500")
    func whatIsKept() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let campaign = try await jane.campaign()
            let path = "/api/scraping/toy/keyword"
            let invalid = try await jane.post(path, ["campaignId": campaign], headers: Self.key("mended"))
            #expect(invalid.code == "VALIDATION_FAILED")
            let mended = try await jane.post(path, Self.body(campaign), headers: Self.key("mended"))
            #expect((mended.status, mended.header("Idempotent-Replayed")) == (202, nil))

            let missing = Self.body("00000000-0000-7000-8000-000000000000")
            let notFound = try await jane.post(path, missing, headers: Self.key("missing"))
            let still = try await jane.post(path, missing, headers: Self.key("missing"))
            #expect((notFound.status, still.status) == (404, 404))
            #expect((still.bytes == notFound.bytes, still.header("Idempotent-Replayed")) == (true, "true"))

            let archived = try await jane.campaign()
            _ = try await jane.patch("/api/campaigns/\(archived)", ["status": "archived"])
            let conflict = try await jane.post(path, Self.body(archived), headers: Self.key("archived"))
            _ = try await jane.patch("/api/campaigns/\(archived)", ["status": "active"])
            let after = try await jane.post(path, Self.body(archived), headers: Self.key("archived"))
            #expect((conflict.code, after.code) == ("CONFLICT", "CONFLICT"))

            try await app.database.execute(Keys.breakJobs)
            let failed = try await jane.post(path, Self.body(campaign), headers: Self.key("broken"))
            try await app.database.execute(Keys.mendJobs)
            let replayed = try await jane.post(path, Self.body(campaign), headers: Self.key("broken"))
            #expect((failed.status, failed.code) == (500, "INTERNAL"))
            #expect((replayed.status, replayed.header("Idempotent-Replayed")) == (500, "true"))
            #expect(replayed.header("Original-Request") == replayed.body["requestId"] as? String)
            #expect(replayed.header("Original-Request") == failed.header("X-Request-Id"))
            #expect(
                (invalid.header("Original-Request"), mended.header("Original-Request")) == (
                    nil, mended.header("X-Request-Id")
                ))
        }
    }

    @Test("after a day a key is free for anything, also before the old ones are removed")
    func expiry() async throws {
        let clock = ManualEffects()
        try await TestApp.run(TestApp.Options(effects: clock.effects)) { app in
            var jane = try await app.caller()
            for number in 1...3 {
                _ = try await jane.post("/api/campaigns", ["name": "Spring"], headers: Self.key("k\(number)"))
            }
            clock.advance(by: .seconds(24 * 3600 - 1))
            jane = try await app.caller()
            let kept = try await jane.post("/api/campaigns", ["name": "Spring"], headers: Self.key("k1"))
            #expect(kept.header("Idempotent-Replayed") == "true")
            #expect(try await Self.count(Keys.count, in: app) == 3)
            clock.advance(by: .seconds(1))
            let other = try await jane.post("/api/campaigns", ["name": "Summer"], headers: Self.key("k1"))
            #expect((other.status, other.data["name"] as? String) == (201, "Summer"))
        }
    }

    @Test(
        "what is no key is refused",
        arguments: [[""], ["a b"], ["a\tb"], ["é"], [String(repeating: "k", count: 256)], ["a", "b"], ["a, b"]])
    func malformed(keys: [String]) async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let headers = keys.map { ("Idempotency-Key", $0) }
            let answer = try await jane.post("/api/campaigns", ["name": "Spring"], headers: headers)
            #expect((answer.status, answer.code) == (400, "VALIDATION_FAILED"))
            #expect(answer.fields == ["Idempotency-Key"])
            let longest = String(repeating: "~", count: 255)
            #expect(try await jane.post("/api/campaigns", ["name": "x"], headers: Self.key(longest)).status == 201)
        }
    }

    @Test("every POST that creates takes a key, but for one whose answer is not to be kept")
    func everyCreator() async throws {
        try await TestApp.run { app in
            let paths = try await app.stranger.get("/openapi.json").body["paths"] as? [String: [String: Any]] ?? [:]
            var creators: [String] = []
            for (path, operations) in paths {
                guard let post = operations["post"] as? [String: Any],
                    let responses = post["responses"] as? [String: Any],
                    responses["201"] != nil || responses["202"] != nil
                else { continue }
                creators.append(path)
                let parameters = post["parameters"] as? [[String: Any]] ?? []
                let takesKey = parameters.contains { $0["name"] as? String == "Idempotency-Key" }
                // A link is good by itself, and is written down nowhere.
                #expect(takesKey == (path != "/api/export/links"), "\(path)")
            }
            #expect(creators.count >= 4)
        }
    }
}
