import Foundation
import HTTPTesting
import HostTesting
import StandIns
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
}
