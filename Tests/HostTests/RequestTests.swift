import Foundation
import HostTesting
import Testing

@Suite("Requests")
struct RequestTests {
    @Test("nobody gets in without a session", arguments: [nil, "Bearer", "Basic abc", "Bearer a.b.c"])
    func unauthenticated(authorization: String?) async throws {
        try await TestApp.run { app in
            let headers = authorization.map { [("Authorization", $0)] } ?? []
            let answer = try await app.stranger.get("/api/campaigns", headers: headers)
            #expect(answer.status == 401)
            #expect(answer.code == "UNAUTHENTICATED")
            #expect(answer.header("WWW-Authenticate")?.hasPrefix("Bearer") == true)
        }
    }

    @Test("a sane request id is kept, another is replaced; both are in header and body")
    func requestIDs() async throws {
        try await TestApp.run { app in
            let kept = try await app.stranger.get("/health/live", headers: [("X-Request-Id", "abc-1.2_3")])
            #expect(kept.header("X-Request-Id") == "abc-1.2_3")
            #expect(kept.meta["requestId"] as? String == "abc-1.2_3")
            let replaced = try await app.stranger.get("/health/live", headers: [("X-Request-Id", "a b<script>")])
            let id = try #require(replaced.header("X-Request-Id"))
            #expect(UUID(uuidString: id) != nil)
            #expect(replaced.meta["requestId"] as? String == id)
            #expect(app.log.all.contains { $0.contains("request=abc-1.2_3") })
        }
    }

    @Test("unknown paths and methods are answered in the envelope, with what there is")
    func unknown() async throws {
        try await TestApp.run { app in
            let path = try await app.stranger.get("/api/nothing-here")
            #expect(path.status == 404)
            #expect(path.code == "NOT_FOUND")
            let method = try await app.stranger.send("DELETE", "/api/campaigns")
            #expect(method.status == 405)
            #expect(method.code == "METHOD_NOT_ALLOWED")
            #expect(method.header("Allow") == "GET, HEAD, POST")
            for name in ["OPTIONS", "TRACE", "QUERY", "PROPFIND"] {
                let odd = try await app.stranger.send(name, "/api/campaigns")
                #expect((odd.status, odd.header("Allow")) == (405, "GET, HEAD, POST"), "\(name)")
            }
        }
    }

    @Test("a bad body is refused for what is wrong with it")
    func bodies() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let json = [("Content-Type", "application/json")]
            func send(_ body: String, _ headers: [(String, String)]) async throws -> Caller.Answer {
                try await jane.send("POST", "/api/campaigns", headers: headers, body: Array(body.utf8))
            }
            let malformed = try await send("{\"name\":", json)
            #expect((malformed.status, malformed.code) == (400, "MALFORMED_JSON"))
            let list = try await send("[]", json)
            #expect((list.status, list.code) == (400, "MALFORMED_JSON"))
            let type = try await send("{}", [("Content-Type", "text/plain")])
            #expect((type.status, type.code) == (415, "UNSUPPORTED_MEDIA_TYPE"))
            let large = try await send("{\"name\":\"" + String(repeating: "x", count: 300_000) + "\"}", json)
            #expect((large.status, large.code) == (413, "PAYLOAD_TOO_LARGE"))
        }
    }

    @Test("one answer names every bad field of a search, with what would be accepted")
    func everyBadField() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let answer = try await jane.post(
                "/api/scraping/toy/keyword",
                [
                    "campaignId": "nope", "keywords": ["fine", ""], "targetResults": 0, "region": "XX",
                    "filters": ["minFollowers": -1, "country": "Germany", "hasEmail": "yes"], "colour": "red",
                ])
            #expect(answer.status == 400)
            #expect(answer.code == "VALIDATION_FAILED")
            #expect(
                Set(answer.fields) == [
                    "campaignId", "keywords[1]", "targetResults", "region", "filters.minFollowers", "filters.country",
                    "filters.hasEmail", "colour",
                ])
            let details = answer.body["details"] as? [[String: Any]] ?? []
            #expect(details.allSatisfy { ($0["accepted"] as? String)?.isEmpty == false })
            let missing = try await jane.post("/api/scraping/toy/similar", [:])
            #expect(Set(missing.fields) == ["campaignId", "targetUsernames"])
        }
    }

    @Test("null is no value, and lengths are counted in scalars, as the API document says")
    func strict() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let null = try await jane.post(
                "/api/campaigns", ["name": "x", "description": NSNull(), "searchType": NSNull()])
            #expect(Set(null.fields) == ["description", "searchType"])
            let family = "👨‍👩‍👧‍👦"  // one letter to people, seven scalars
            #expect(
                try await jane.post("/api/campaigns", ["name": String(repeating: family, count: 29)]).fields == ["name"]
            )
            #expect(try await jane.post("/api/campaigns", ["name": String(repeating: family, count: 28)]).status == 201)
        }
    }

    @Test("an unknown platform or mode is answered with what exists")
    func unknownPlatform() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let platform = try await jane.post("/api/scraping/myspace/keyword", [:])
            #expect(platform.status == 404)
            #expect(platform.code == "UNKNOWN_PLATFORM")
            #expect((platform.body["details"] as? [String: Any])?["available"] as? [String] == ["toy"])
            let mode = try await jane.post("/api/scraping/toy/nearby", [:])
            #expect(mode.code == "UNKNOWN_MODE")
            #expect((mode.body["details"] as? [String: Any])?["available"] as? [String] == ["keyword", "similar"])
        }
    }

    @Test("readiness follows the database")
    func health() async throws {
        try await TestApp.run { app in
            let live = try await app.stranger.get("/health/live")
            let ready = try await app.stranger.get("/health/ready")
            #expect(live.status == 200)
            #expect(ready.status == 200)
        }
    }
}
