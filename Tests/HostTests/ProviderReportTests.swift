import Foundation
import HTTPTesting
import HostTesting
import Postgres
import StandIns
import Synchronization
import Testing

@Suite("Providers, as admins see them")
struct ProviderReportTests {
    private static let path = "/api/admin/providers"

    /// The toy platform's part of the report, and its endpoints by path.
    private static func toy(_ ada: Caller) async throws -> (platform: [String: Any], endpoints: [String: [String: Any]])
    {
        let platform = try #require((try await ada.get(path).data["platforms"] as? [[String: Any]])?.first)
        let endpoints = platform["endpoints"] as? [[String: Any]] ?? []
        return (platform, Dictionary(uniqueKeysWithValues: endpoints.map { ($0["path"] as? String ?? "", $0) }))
    }

    private static func credits(_ value: Any?) -> [Int?] {
        let credits = value as? [String: Int]
        return [credits?["today"], credits?["thirtyDays"]]
    }

    @Test("calls, durations and credits by endpoint, what was saved, and who spent most; for admins alone")
    func figures() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            _ = try await app.job(jane.search("keyword", ["toys"], results: 19), as: jane)
            let mary = try await app.caller("mary@example.com")
            _ = try await app.job(mary.search("keyword", ["toys"], results: 19), as: mary)
            #expect(try await jane.get(Self.path).code == "FORBIDDEN")
            #expect(try await app.stranger.get(Self.path).code == "UNAUTHENTICATED")

            let ada = try await DeadLetterTests.admin(of: app)
            let (platform, endpoints) = try await Self.toy(ada)
            #expect(platform["id"] as? String == "toy")
            #expect((platform["key"] as? [String: Any])?["state"] as? String == "closed")
            #expect((platform["slots"] as? [String: Int])?["limit"] == 4)
            #expect(Self.credits(platform["creditsSpent"]) == [21, 21])
            #expect(Self.credits(platform["creditsSaved"]) == [21, 21])
            #expect(endpoints.keys.sorted() == ["/v1/toy/profile", "/v1/toy/search"])
            let profile = try #require(endpoints["/v1/toy/profile"])
            #expect([profile["calls"] as? Int, profile["failures"] as? Int] == [19, 0])
            #expect(Self.credits(profile["creditsSpent"]) == [19, 19])
            let (p50, p95) = (profile["p50Milliseconds"] as? Int ?? -1, profile["p95Milliseconds"] as? Int ?? -1)
            #expect(p50 >= 0 && p50 <= p95)
            #expect(profile["lastError"] == nil && profile["lastShapeError"] == nil)

            let id = try await jane.get("/api/profile").data["id"] as? String
            let spenders = try await ada.get(Self.path).data["topSpenders"] as? [[String: Any]] ?? []
            #expect(spenders.map { $0["userId"] as? String } == [id])
            #expect(spenders.map { $0["creditsSpent"] as? Int } == [21])
            for (caller, credits) in [(jane, [21, 0]), (mary, [0, 21])] {
                let profile = try await caller.get("/api/profile").data
                #expect([profile["creditsSpent"] as? Int, profile["creditsSaved"] as? Int] == credits)
            }
        }
    }

    @Test("what a user has spent outlives their searches, and the user's name goes with the user")
    func spentOutlives() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            _ = try await app.job(jane.search("keyword", ["toys"], results: 19), as: jane)
            let campaign = try #require(try await jane.get("/api/campaigns").list.first?["id"] as? String)
            #expect(try await jane.send("DELETE", "/api/campaigns/\(campaign)").status == 200)
            let profile = try await jane.get("/api/profile").data
            #expect([profile["creditsSpent"] as? Int, profile["creditsSaved"] as? Int] == [21, 0])
            let ada = try await DeadLetterTests.admin(of: app)
            func spenders() async throws -> [[Int?]] {
                let spenders = try await ada.get(Self.path).data["topSpenders"] as? [[String: Any]] ?? []
                return spenders.map { [$0["creditsSpent"] as? Int, $0["searches"] as? Int] }
            }
            #expect(try await spenders() == [[21, 0]])
            #expect(try await jane.send("DELETE", "/api/profile").status == 200)
            #expect(try await spenders() == [])
            #expect(try await Self.credits(Self.toy(ada).platform["creditsSpent"]) == [21, 21])
            let named = Statement("tests.named", "SELECT count(*) AS n FROM provider_calls WHERE user_id IS NOT NULL")
            #expect(try await app.database.first(named) { row in try row.get("n", as: Int.self) } == 0)
        }
    }

    @Test("an endpoint that is called off tells why, since when and until when, and what it answered last")
    func calledOff() async throws {
        let options = TestApp.Options(
            settings: [
                "processing.circuit_failures=3", "platforms.toy.call_attempts=1", "processing.max_attempts=9",
                "qstash_delays.retry_base=1ms", "polling.interval=50ms", "timeouts.circuit_probe=1h",
                "timeouts.circuit_probe_cap=1h",
            ], faults: try FaultPlan(parsing: "500=100%"))
        try await TestApp.run(options) { app in
            let jane = try await app.caller()
            let id = try await jane.search("keyword", ["toys"], results: 5)
            _ = try await app.job(id, reaches: ["paused"], as: jane)
            let search = try await Self.toy(DeadLetterTests.admin(of: app)).endpoints["/v1/toy/search"]
            let circuit = search?["circuit"] as? [String: Any] ?? [:]
            #expect(circuit["state"] as? String == "open")
            #expect(circuit["reason"] as? String == "The data provider does not answer at the moment.")
            #expect(circuit["since"] != nil && circuit["openUntil"] != nil)
            #expect([search?["calls"] as? Int, search?["failures"] as? Int] == [3, 3])
            let error = search?["lastError"] as? [String: Any]
            #expect(error?["status"] as? Int == 500)
            #expect((error?["message"] as? String)?.hasPrefix("unavailable: ") == true)
        }
    }

    @Test(
        "an answer of another shape is named by endpoint and path, of a page and of profiles",
        arguments: [
            (#"{"creators":5}"#, "", "/v1/toy/search", "creators", "expected array, found number"),
            ("<html>", "{}", "/v1/toy/search", "", "HTML instead of JSON"),
            (
                #"{"creators":[{"id":"1","handle":"a"},{"id":"2","handle":"b"},{"id":"3","handle":"c"}]}"#, "<html>",
                "/v1/toy/profile", "", "HTML instead of JSON"
            ),
        ])
    func shapes(search: String, profile: String, endpoint: String, path: String, reason: String) async throws {
        let server = try ScriptedServer { request in
            [.answer(text: request.target.hasPrefix("/v1/toy/search") ? search : profile)]
        }
        try await TestApp.run(TestApp.Options(providerURL: server.url)) { app in
            let jane = try await app.caller()
            let job = try await app.job(jane.search("keyword", ["toys"], results: 5), as: jane)
            #expect((job["error"] as? [String: Any])?["code"] as? String == "PROVIDER_CHANGED")
            let endpoints = try await Self.toy(DeadLetterTests.admin(of: app)).endpoints
            let shape = try #require(endpoints[endpoint]?["lastShapeError"] as? [String: Any])
            #expect(shape["path"] as? String == path)
            #expect((shape["reason"] as? String)?.contains(reason) == true, "\(shape)")
            #expect(endpoints.values.count { $0["lastShapeError"] != nil } == 1)
        }
        server.stop()
    }

    /// A provider of three creators, whose profiles have another shape until they are mended.
    private static func changing(
        _ odd: Set<String>, until mending: Mending
    ) throws -> (server: ScriptedServer, options: TestApp.Options) {
        let names = ["a", "b", "c"]
        let list = names.map { #"{"id":"\#($0)","handle":"\#($0)"}"# }.joined(separator: ",")
        let server = try ScriptedServer { request in
            if request.target.hasPrefix("/v1/toy/search") { return [.answer(text: #"{"creators":[\#(list)]}"#)] }
            let handle = String(request.target.suffix(1))
            let isOdd = odd.contains(handle) && !mending.isDone
            return [.answer(text: isOdd ? #"{"id":{}}"# : #"{"id":"\#(handle)","bio":"it is \#(handle)"}"#)]
        }
        return (server, TestApp.Options(providerURL: server.url))
    }

    @Test("profiles of another shape leave a dead letter, and who retries it asks the provider anew")
    func shapeOfAllProfiles() async throws {
        let mending = Mending()
        let (server, options) = try Self.changing(["a", "b", "c"], until: mending)
        try await TestApp.run(options) { app in
            let jane = try await app.caller()
            let id = try await jane.search("keyword", ["toys"], results: 3)
            let job = try await app.job(id, as: jane)
            #expect((job["error"] as? [String: Any])?["code"] as? String == "PROVIDER_CHANGED")
            let ada = try await DeadLetterTests.admin(of: app)
            let letters = try await ada.get("/api/admin/jobs/dead-letters").list
            #expect(letters.map { $0["jobId"] as? String } == [id])
            let shape = try await Self.toy(ada).endpoints["/v1/toy/profile"]?["lastShapeError"] as? [String: Any]
            #expect(shape?["path"] as? String == "id")
            mending.finish()
            #expect(try await ada.post("/api/admin/jobs/\(id)/retry", [:]).status == 200)
            #expect(try await app.job(id, as: jane)["status"] as? String == "completed")
            #expect(try await jane.results(of: id).map { $0["bio"] as? String } == ["it is a", "it is b", "it is c"])
            // The page had nothing wrong with it.
            #expect(server.tally.requests.count { $0.target.hasPrefix("/v1/toy/search") } == 1)
        }
        server.stop()
    }

    @Test("one profile of another shape leaves its creator as the search saw it, is told to admins and not kept")
    func shapeOfOneProfile() async throws {
        let mending = Mending()
        let (server, options) = try Self.changing(["b"], until: mending)
        try await TestApp.run(options) { app in
            let jane = try await app.caller()
            var bios: [[String?]] = []
            for _ in 1...2 {
                let id = try await jane.search("keyword", ["toys"], results: 3)
                #expect(try await app.job(id, as: jane)["status"] as? String == "completed")
                bios.append(try await jane.results(of: id).map { $0["bio"] as? String })
                mending.finish()
            }
            #expect(bios == [["it is a", nil, "it is c"], ["it is a", "it is b", "it is c"]])
            let endpoints = try await Self.toy(DeadLetterTests.admin(of: app)).endpoints
            let shape = endpoints["/v1/toy/profile"]?["lastShapeError"] as? [String: Any]
            #expect(shape?["path"] as? String == "id")
        }
        server.stop()
    }
}

/// Whether a provider answers as it should again.
private final class Mending: Sendable {
    private let state = Mutex(false)

    var isDone: Bool { state.withLock { $0 } }

    func finish() { state.withLock { $0 = true } }
}
