import Foundation
import HTTPClient
import Testing

@Suite("The old frontend's routes, end to end", .serialized)
struct OldRoutesTests {
    /// Route, field of the old frontend's, term; and the search that it stands for.
    private static let routes = [
        ("tiktok", "keywords", "vegan recipes", "tiktok", "keyword"),
        ("tiktok-similar", "targetUsername", "jane.cooks", "tiktok", "similar"),
        ("instagram", "targetUsername", "jane.cooks", "instagram", "similar"),
        ("instagram-reels", "hashtag", "vegan", "instagram", "keyword"),
        ("youtube", "keywords", "weeknight dinners", "youtube", "keyword"),
        ("youtube-similar", "targetChannel", "@janecooks", "youtube", "similar"),
    ]

    @Test("all six start their search, and are followed to its creators and its CSV")
    func six() async throws {
        try await withDataFolder { data in
            let dev = try GemzProcess(["dev", "--port", "0", "--stand-ins-port", "0", "--data", data])
            let standIns = try await dev.line(beginning: "stand-ins ")
            let url = try await dev.line(beginning: "ready ")
            let caller = try await HostCaller.signedIn(to: url, standIns: standIns)
            let made = try await caller.send("POST", "/api/campaigns", ["name": "Old"]).json["data"] as? [String: Any]
            let campaign = try #require(made?["id"] as? String)
            for (route, field, term, platform, mode) in Self.routes {
                let terms: Any = field == "keywords" ? [term] : term
                let body: [String: Any] = ["campaignId": campaign, field: terms, "targetResults": 12]
                let started = try await caller.send("POST", "/api/scraping/\(route)", body)
                #expect(started.status == 202, "\(route)")
                let id = try #require((started.json["data"] as? [String: Any])?["jobId"] as? String)
                let job = try await caller.job(id) { $0.isFinal }
                #expect((job["platform"] as? String, job["mode"] as? String) == (platform, mode))
                let old = try await caller.send("GET", "/api/scraping/\(route)?jobId=\(id)").json
                #expect(old["status"] as? String == "completed", "\(route)")
                let results = try #require(old["results"] as? [[String: Any]])
                let creators = results.flatMap { $0["creators"] as? [[String: Any]] ?? [] }
                #expect(creators.count == 12, "\(route)")
                #expect(creators.allSatisfy { $0["platform"] as? String == platform })
                let csv = try await caller.text("/api/export/csv?jobId=\(id)")
                #expect(csv.split(separator: "\n").count > 12, "\(route)")
            }
            #expect(await dev.stop() == 0)
        }
    }
}

extension HostCaller {
    /// A body that is no JSON.
    func text(_ path: String) async throws -> String {
        let response = try await http.send(
            HTTPRequest(url: url + path, headers: [("Authorization", "Bearer \(token)")]))
        return String(decoding: response.body, as: UTF8.self)
    }
}
