import Foundation
import HTTPClient
import Host
import HostTesting
import Testing

@Suite("What browsers are told")
struct BrowserRuleTests {
    private static let site = "https://app.example.com"
    private static let exposed = ["X-Request-Id", "RateLimit-Remaining", "Retry-After", "Location"]

    private static func run(_ body: @escaping @Sendable (TestApp) async throws -> Void) async throws {
        let options = TestApp.Options(
            siteURL: "https://gemz.example.com", corsOrigins: "\(site), http://localhost:3000")
        try await TestApp.run(options, body)
    }

    private static func preflight(
        _ app: TestApp, _ path: String, origin: String?, method: String? = "POST", asked: String = "OPTIONS"
    ) async throws -> HTTPResponse {
        var request = HTTPRequest(method: asked, url: app.url + path)
        request.headers =
            (origin.map { [("Origin", $0)] } ?? []) + (method.map { [("Access-Control-Request-Method", $0)] } ?? [])
        return try await HTTPClient().send(request)
    }

    @Test(
        "a page of an allowed site may call what takes a token",
        arguments: [
            ("/api/campaigns", "https://app.example.com", "GET, POST"),
            ("/api/campaigns/x", "https://app.example.com", "DELETE, GET, PATCH"),
            ("/api/scraping/toy/keyword", "http://localhost:3000", "POST"),
            ("/api/export/csv", "https://gemz.example.com", "GET"),
        ])
    func preflight(path: String, origin: String, methods: String) async throws {
        try await Self.run { app in
            let answer = try await Self.preflight(app, path, origin: origin)
            #expect(answer.status == 204)
            #expect(answer.body.isEmpty)
            #expect(answer.header("Access-Control-Allow-Origin") == origin)
            #expect(answer.header("Access-Control-Allow-Methods") == methods)
            let headers = answer.header("Access-Control-Allow-Headers") ?? ""
            for name in ["Authorization", "Content-Type", "Idempotency-Key", "Last-Event-ID"] {
                #expect(headers.contains(name))
            }
            #expect(answer.header("Access-Control-Max-Age") == "600")
            #expect(answer.header("Vary") == "Origin")
            #expect(answer.header("Access-Control-Allow-Credentials") == nil)
        }
    }

    @Test(
        "anybody else may not, nor anybody what goes by cookie or signature",
        arguments: [
            ("/api/campaigns", "https://evil.example", "POST", "OPTIONS"),
            ("/api/campaigns", "https://app.example.com.evil.example", "POST", "OPTIONS"),
            ("/api/campaigns", "http://app.example.com", "POST", "OPTIONS"),
            ("/api/campaigns", "https://app.example.com:8443", "POST", "OPTIONS"),
            ("/api/campaigns", "https://sub.app.example.com", "POST", "OPTIONS"),
            ("/api/campaigns", "null", "POST", "OPTIONS"), ("/api/campaigns", "*", "POST", "OPTIONS"),
            ("/api/campaigns", nil, "POST", "OPTIONS"), ("/api/campaigns", "https://app.example.com", nil, "OPTIONS"),
            ("/api/campaigns", "https://app.example.com", "POST", "TRACE"),
            ("/auth/refresh", "https://app.example.com", "POST", "OPTIONS"),
            ("/auth/sign-in", "https://app.example.com", "GET", "OPTIONS"),
            ("/api/webhooks/clerk", "https://app.example.com", "POST", "OPTIONS"),
            ("/campaigns", "https://app.example.com", "GET", "OPTIONS"),
        ] as [(String, String?, String?, String)])
    func refused(path: String, origin: String?, method: String?, asked: String) async throws {
        try await Self.run { app in
            let answer = try await Self.preflight(app, path, origin: origin, method: method, asked: asked)
            #expect(answer.status == 405)
            #expect(answer.header("Allow") != nil)
            for header in answer.headers { #expect(!header.name.lowercased().hasPrefix("access-control-")) }
        }
    }

    @Test("an answer says who may read it, also where it is a refusal, and caches are told that it depends on that")
    func answers() async throws {
        try await Self.run { app in
            let jane = try await app.caller()
            for (caller, status) in [(jane, 200), (app.stranger, 401)] {
                let open = try await caller.get("/api/campaigns", headers: [("Origin", Self.site)])
                #expect(open.status == status)
                #expect(open.header("Access-Control-Allow-Origin") == Self.site)
                #expect(open.header("Vary") == "Origin")
                for name in Self.exposed {
                    #expect(open.header("Access-Control-Expose-Headers")?.contains(name) == true)
                }
                #expect(open.header("Access-Control-Allow-Credentials") == nil)
                for origin in ["https://evil.example", "null"] {
                    let closed = try await caller.get("/api/campaigns", headers: [("Origin", origin)])
                    #expect(closed.header("Access-Control-Allow-Origin") == nil)
                    #expect(closed.header("Vary") == "Origin")
                }
                let same = try await caller.get("/api/campaigns")
                #expect(same.header("Vary") == "Origin")
            }
            let signIn = try await jane.send("POST", "/auth/refresh", headers: [("Origin", Self.site)])
            #expect(signIn.header("Access-Control-Allow-Origin") == nil)
        }
        try await TestApp.run { app in
            let answer = try await app.caller().get("/api/campaigns", headers: [("Origin", "https://evil.example")])
            #expect(answer.header("Access-Control-Allow-Origin") == nil)
            #expect(answer.header("Vary") == nil)
        }
    }

    @Test("every answer runs nothing, is shown in no frame, and tells nobody where it was linked from")
    func headers() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            for path in [
                "/api/campaigns", "/api/nothing", "/health/live", "/openapi.json", "/api/admin/schedules",
                "/auth/refresh",
            ] {
                let answer = try await jane.get(path)
                let policy = answer.header("Content-Security-Policy") ?? ""
                #expect(policy.hasPrefix("default-src 'none'; frame-ancestors 'none'"), "\(path)")
                #expect(answer.header("X-Content-Type-Options") == "nosniff")
                #expect(answer.header("X-Frame-Options") == "DENY")
                #expect(answer.header("Referrer-Policy") == "no-referrer")
                #expect(answer.header("Cross-Origin-Resource-Policy") == "same-origin")
                #expect(answer.header("Strict-Transport-Security") == nil)
            }
            let page = try await app.fetch("/")
            #expect(page.header("Content-Security-Policy")?.hasPrefix("default-src 'self'; ") == true)
            #expect(page.header("Content-Security-Policy")?.contains("unsafe") == false)
            let inline = page.text.matches(of: /<style|\son\w+=|\sstyle=|javascript:|<script(?![^>]*\ssrc=)/)
            #expect(inline.isEmpty, "the page has something inline")
        }
        try await TestApp.run(TestApp.Options(stage: .production, siteURL: "https://gemz.example.com")) { app in
            for path in ["/", "/health/live", "/api/campaigns"] {
                let answer = try await app.stranger.get(path)
                #expect(answer.header("Strict-Transport-Security") == "max-age=31536000")
            }
        }
    }

    @Test("a body that says it is too large is not waited for, one that is too large without saying so is not kept")
    func bodies() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let token = try #require(jane.token)
            let host = RawConversation(app.url)
            let head =
                "POST /api/campaigns HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer \(token)\r\n"
                + "Content-Type: application/json\r\n"
            let told = try await host.say(Array("\(head)Content-Length: 262145\r\n\r\n{".utf8))
            #expect(told.statuses.first == 413)
            let chunk = "10000\r\n\(String(repeating: "x", count: 65_536))\r\n"
            let body = String(repeating: chunk, count: 5) + "0\r\n\r\n"
            let untold = try await host.say(
                Array("\(head)Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n\(body)".utf8))
            #expect(untold.statuses == [413])
            let large = ["jobId": String(repeating: "x", count: 5000)]
            let link = try await jane.post("/api/export/links", large)
            #expect((link.status, link.code) == (413, "PAYLOAD_TOO_LARGE"))
            #expect(link.body["error"] as? String == "The body is larger than 4 KB.")
        }
    }
}
