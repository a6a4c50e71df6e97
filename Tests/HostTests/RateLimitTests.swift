import Foundation
import HTTPClient
import HostTesting
import Postgres
import Testing

@testable import Host

@Suite("Rate limits")
struct RateLimitTests {
    /// A host with these limits and a clock that stands.
    private static func run(
        _ limits: [String], proxies: String? = nil,
        _ body: @escaping @Sendable (TestApp, ManualEffects) async throws -> Void
    ) async throws {
        let clock = ManualEffects()
        let options = TestApp.Options(
            settings: limits.map { "api_limits.\($0)" }, effects: clock.effects, adminEmails: "root@example.com",
            trustedProxies: proxies, corsOrigins: site)
        try await TestApp.run(options) { app in try await body(app, clock) }
    }

    /// A site whose pages may call the host.
    private static let site = "https://app.example.com"

    private static let allowances = Statement("tests.allowances", "SELECT count(*) AS n FROM search_allowances")

    private static let setAhead = Statement(
        "tests.set_ahead", "UPDATE search_allowances SET full_at = full_at + interval '1 day'")

    private static func left(_ answer: Caller.Answer) -> [String?] {
        ["RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "Retry-After"].map { answer.header($0) }
    }

    @Test("a user may ask so often, is told how much is left, and waits for more; others ask on")
    func users() async throws {
        try await Self.run(["requests_per_minute=3"]) { app, clock in
            let (jane, joe) = (try await app.caller(), try await app.caller("joe@example.com"))
            for left in [("2", "20"), ("1", "40"), ("0", "60")] {
                let answer = try await jane.get("/api/platforms")
                #expect(answer.status == 200)
                #expect(Self.left(answer) == ["3", left.0, left.1, nil])
            }
            let refused = try await jane.get("/api/campaigns")
            #expect((refused.status, refused.code) == (429, "RATE_LIMITED"))
            #expect(Self.left(refused) == ["3", "0", "60", "20"])
            #expect((refused.body["details"] as? [String: Any])?["limit"] as? Int == 3)
            #expect(try await joe.get("/api/campaigns").status == 200)
            #expect(try await jane.post("/api/campaigns", ["name": "Tests"]).status == 201, "changes count apart")
            clock.advance(by: .seconds(20))
            #expect(try await Self.left(jane.get("/api/campaigns")) == ["3", "0", "60", nil])
            #expect(try await jane.get("/api/campaigns").status == 429)
            clock.advance(by: .seconds(60))
            #expect(try await Self.left(jane.get("/api/campaigns")) == ["3", "2", "20", nil])
        }
    }

    @Test(
        "each kind of route has its own limit",
        arguments: [
            ("requests_per_minute", "GET", "/api/profile"), ("writes_per_minute", "DELETE", "/api/campaigns/x"),
            ("writes_per_minute", "POST", "/api/scraping/toy/keyword"),
            ("admin_requests_per_minute", "GET", "/api/admin/schedules"),
            ("requests_per_minute_per_address", "GET", "/openapi.json"),
            ("requests_per_minute_per_address", "POST", "/auth/refresh"),
            ("requests_per_minute_per_address", "POST", "/auth/sign-out"),
            ("sign_ins_per_minute_per_address", "GET", "/auth/callback"),
            ("webhooks_per_minute_per_address", "POST", "/api/qstash/process-scraping"),
        ])
    func kinds(limit: String, method: String, path: String) async throws {
        try await Self.run(["\(limit)=4"]) { app, clock in
            let root = try await app.caller("root@example.com")
            let body: [UInt8]? = method == "POST" ? [] : nil
            clock.advance(by: .seconds(60))  // the document was asked for before the test began
            for asked in 1...4 {
                let answer = try await root.send(method, path, body: body)
                #expect(answer.status != 429)
                #expect(Self.left(answer) == ["4", String(4 - asked), String(15 * asked), nil])
            }
            let refused = try await root.send(method, path, body: body)
            #expect((refused.status, refused.code) == (429, "RATE_LIMITED"))
            #expect(Self.left(refused) == ["4", "0", "60", "15"])
            clock.advance(by: .seconds(15))
            #expect(try await root.send(method, path, body: body).status != 429)
        }
    }

    @Test(
        "what no route answers counts by address: another path, another method, a browser that asks first",
        arguments: [("GET", "/nothing", 404), ("PUT", "/health/live", 405), ("OPTIONS", "/api/campaigns", 204)])
    func unanswered(method: String, path: String, status: Int) async throws {
        try await Self.run(["requests_per_minute_per_address=2"]) { app, clock in
            clock.advance(by: .seconds(60))
            var statuses: [Int] = []
            for _ in 1...3 {
                var request = HTTPRequest(method: method, url: app.url + path)
                request.headers = [("Origin", Self.site), ("Access-Control-Request-Method", "POST")]
                statuses.append(try await HTTPClient().send(request).status)
            }
            #expect(statuses == [status, status, 429])
        }
    }

    @Test("who guesses tokens is counted by address; health is not counted")
    func addresses() async throws {
        try await Self.run(["requests_per_minute_per_address=3"]) { app, clock in
            clock.advance(by: .seconds(60))
            var guesser = app.stranger
            for number in 1...4 {
                guesser.token = "guess.\(number).x"
                let answer = try await guesser.get("/api/campaigns")
                #expect(answer.status == (number < 4 ? 401 : 429))
                #expect(answer.header("RateLimit-Remaining") == String(max(0, 3 - number)))
            }
            #expect(try await app.caller().get("/api/campaigns").status == 429, "whoever it is")
            for path in ["/health/live", "/health/ready"] {
                let answer = try await app.stranger.get(path)
                #expect(answer.status == 200)
                #expect(answer.header("RateLimit-Limit") == nil)
            }
        }
    }

    @Test("behind a trusted proxy those count whom it names, before any other what the connection says")
    func proxies() async throws {
        @Sendable func statuses(_ app: TestApp, _ forwarded: [String]) async throws -> [Int] {
            var statuses: [Int] = []
            for sender in forwarded {
                let answer = try await app.stranger.get("/api/campaigns", headers: [("X-Forwarded-For", sender)])
                statuses.append(answer.status)
            }
            return statuses
        }
        try await Self.run(["requests_per_minute_per_address=1"], proxies: "127.0.0.0/8") { app, _ in
            let forwarded = [
                "192.0.2.1", "192.0.2.1", "192.0.2.2", "6.6.6.6, 192.0.2.1", "2001:db8::1", "2001:db8::2",
                "2001:db8:0:1::1",
            ]
            let found = try await statuses(app, forwarded)
            #expect(found == [401, 429, 401, 429, 401, 429, 401])
        }
        try await Self.run(["requests_per_minute_per_address=1"]) { app, clock in
            clock.advance(by: .seconds(60))
            let found = try await statuses(app, ["192.0.2.1", "192.0.2.2"])
            #expect(found == [401, 429])
        }
    }

    @Test("a limit that an admin sets holds from the next request on")
    func live() async throws {
        try await Self.run(["requests_per_minute=50"]) { app, clock in
            let (root, jane) = (try await app.caller("root@example.com"), try await app.caller())
            #expect(try await jane.get("/api/platforms").header("RateLimit-Limit") == "50")
            let key = "api_limits.requests_per_minute"
            #expect(try await root.post("/api/admin/config", ["key": key, "value": 2]).status == 200)
            clock.advance(by: .seconds(60))
            #expect(try await jane.get("/api/platforms").header("RateLimit-Limit") == "2")
            #expect(try await jane.get("/api/platforms").status == 200)
            #expect(try await jane.get("/api/platforms").status == 429)
        }
    }

    @Test("searches that were refused or sent again count at their host as little as at all hosts")
    func searchesAtOneHost() async throws {
        try await Self.run(["searches_per_minute=2"]) { app, clock in
            let jane = try await app.caller()
            let body: [String: any Sendable] = [
                "campaignId": try await jane.campaign(), "keywords": ["toys-12"], "targetResults": 5,
            ]
            @Sendable func start(_ key: String, _ body: [String: any Sendable]) async throws -> Int {
                try await jane.post("/api/scraping/toy/keyword", body, headers: [("Idempotency-Key", key)]).status
            }
            let statuses = [
                try await start("a", body), try await start("a", body), try await start("b", [:]),
                try await start("c", body), try await start("d", body),
            ]
            #expect(statuses == [202, 202, 400, 202, 429])
        }
    }

    @Test("a link counts for the user whose it is")
    func links() async throws {
        try await Self.run(["requests_per_minute=3"]) { app, clock in
            let jane = try await app.caller()
            let job = try await jane.search("keyword", ["toys-12"], results: 5)
            let link = try await jane.post("/api/export/links", ["jobId": job]).data["url"] as? String
            let path = String(try #require(link).dropFirst(app.url.count))
            clock.advance(by: .seconds(60))
            for _ in 1...3 { #expect(try await app.stranger.get(path).status == 200) }
            #expect(try await app.stranger.get(path).status == 429)
            #expect(try await jane.get("/api/campaigns").status == 429)
        }
    }

    @Test("a clock that was set back by a day keeps nobody from searching for a day")
    func clockSetBack() async throws {
        try await Self.run(["searches_per_minute=2"]) { app, clock in
            let jane = try await app.caller()
            let body: [String: any Sendable] = [
                "campaignId": try await jane.campaign(), "keywords": ["toys-12"], "targetResults": 5,
            ]
            @Sendable func start() async throws -> Int { try await jane.post("/api/scraping/toy/keyword", body).status }
            #expect(try await start() == 202)
            try await app.database.execute(Self.setAhead, [])
            #expect(try await start() == 202)
            #expect(try await start() == 429)
            clock.advance(by: .seconds(29))
            #expect(try await start() == 429)
            clock.advance(by: .seconds(1))
            #expect(try await start() == 202)
            #expect(try await start() == 429)
        }
    }

    @Test("searches count at all hosts together, those that were refused or sent again do not")
    func searches() async throws {
        try await Self.run(["searches_per_minute=3"]) { app, clock in
            let (jane, joe) = (try await app.caller(), try await app.caller("joe@example.com"))
            let campaign = try await jane.campaign()
            let body: [String: any Sendable] = ["campaignId": campaign, "keywords": ["toys-12"], "targetResults": 5]
            @Sendable func start(at host: TestApp, key: String) async throws -> Caller.Answer {
                try await host.caller().post("/api/scraping/toy/keyword", body, headers: [("Idempotency-Key", key)])
            }
            try await app.withSecondHost { second in
                #expect(try await start(at: app, key: "a").status == 202)
                #expect(try await start(at: second, key: "b").status == 202)
                #expect(try await start(at: second, key: "b").status == 202)
                #expect(try await start(at: app, key: "c").status == 202)
                let refused = try await start(at: second, key: "d")
                #expect((refused.status, refused.code) == (429, "RATE_LIMITED"))
                #expect(Self.left(refused) == ["3", "0", "20", "20"])
            }
            #expect(try await jane.get("/api/campaigns/\(campaign)").data["jobs"].map { ($0 as? [Any])?.count } == 3)
            #expect(try await joe.search("keyword", ["toys-12"], results: 5) != "")
            clock.advance(by: .seconds(20))
            #expect(try await start(at: app, key: "d").status == 202)
            let rows = try await app.database.first(Self.allowances) { try $0.get("n", as: Int.self) }
            #expect(rows == 2)
        }
    }
}
