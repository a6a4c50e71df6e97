import Foundation
import HTTPClient
import HostTesting
import Testing

@testable import Host

@Suite("Console")
struct ConsoleTests {
    @Test(
        "each of its addresses answers with the page, to anybody",
        arguments: [
            "/", "/search", "/search?job=1", "/campaigns", "/campaigns/01a2", "/account", "/reference", "/providers",
            "/sign-in", "/admin", "/admin/platforms", "/admin/config?q=timeouts", "/admin/users", "/admin/jobs",
            "/admin/jobs/01a2", "/admin/providers", "/admin/logs", "/admin/audit",
        ])
    func pages(path: String) async throws {
        try await TestApp.run { app in
            let page = try await app.fetch(path)
            #expect(page.status == 200)
            #expect(page.header("Content-Type") == "text/html; charset=utf-8")
            #expect(page.header("Cache-Control") == "no-cache")
            #expect(page.header("X-Content-Type-Options") == "nosniff")
            #expect(page.header("X-Frame-Options") == "DENY")
            #expect(page.header("Referrer-Policy") == "same-origin")
            let policy = page.header("Content-Security-Policy") ?? ""
            #expect(policy.contains("default-src 'self'; ") && policy.contains("frame-ancestors 'none'"))
            #expect(!policy.contains("unsafe"))
            #expect(page.text.hasPrefix("<!doctype html>"))
            #expect(!page.text.contains("{{"), "no blank of the template is left")
            #expect(!page.text.contains("<style") && !page.text.contains("style=") && !page.text.contains("<script>"))
        }
    }

    @Test("the page's files are there, of the right type, and good for a year under their version")
    func files() async throws {
        try await TestApp.run { app in
            let page = try await app.fetch("/")
            let names = page.text.matches(of: /"(\/console\/[^"]+)"/).map { String($0.1) }
            #expect(names.count > 10)
            let types = ["js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8"]
            for name in names {
                let held = try await app.stranger.get(name)
                let again = try await app.stranger.get(
                    name, headers: [("If-None-Match", held.header("ETag") ?? "")])
                #expect((held.status, again.status) == (200, 304), "\(name)")
                let file = try await app.fetch(name)
                #expect(file.status == 200, "\(name)")
                #expect(file.header("Content-Type") == types[URL(filePath: name).pathExtension], "\(name)")
                #expect(file.header("Cache-Control") == "public, max-age=31536000, immutable")
            }
            let parts = try #require(names.first).split(separator: "/")
            for path in ["/console/0123456789abcdef/app.js", "/console/\(parts[1])/nothing.js", "/console/app.js"] {
                let answer = try await app.stranger.get(path)
                #expect(answer.status == 404, "\(path)")
                #expect(answer.code == "NOT_FOUND", "\(path)")
            }
        }
    }

    @Test("every module that a module imports is there")
    func imports() throws {
        let assets = try ConsoleAssets(settings: ConsoleSettings(stage: .production, standIns: []))
        let modules = assets.files.filter { $0.key.hasSuffix(".js") }
        #expect(modules.count > 10)
        for (name, file) in modules {
            let source = String(decoding: file.plain, as: UTF8.self)
            for match in source.matches(of: /(?:from|import\() ?"\.\/([a-z]+\.js)"/) {
                #expect(assets.files[String(match.1)] != nil, "\(name) imports \(match.1)")
            }
        }
    }

    @Test("who has a file is told so, by a tag of its own for each encoding")
    func tags() async throws {
        try await TestApp.run { app in
            let plain = try await app.fetch("/", [("Accept-Encoding", "identity")])
            let small = try await app.fetch("/", [("Accept-Encoding", "gzip, br;q=0.5")])
            let refused = try await app.fetch("/", [("Accept-Encoding", "gzip;q=0, *;q=0.1")])
            #expect(plain.header("Content-Encoding") == nil)
            #expect(refused.header("Content-Encoding") == nil)
            #expect(small.header("Content-Encoding") == "gzip")
            #expect(small.text == plain.text, "what is unpacked is what was packed")
            #expect(plain.header("Vary") == "Accept-Encoding")
            let tag = try #require(plain.header("ETag"))
            let smallTag = try #require(small.header("ETag"))
            #expect(tag != smallTag)
            for known in [tag, "W/\(tag)", "\"other\", \(tag)"] {
                let again = try await app.fetch("/", [("Accept-Encoding", "identity"), ("If-None-Match", known)])
                #expect(again.status == 304, "\(known)")
                #expect(again.text.isEmpty)
                #expect(again.header("ETag") == tag)
            }
            let changed = try await app.fetch("/", [("Accept-Encoding", "identity"), ("If-None-Match", smallTag)])
            #expect(changed.status == 200)
        }
    }

    @Test(
        "what is no page of it is answered as ever",
        arguments: ["/api/nothing", "/nothing", "/campaigns/1/2", "/admin/nothing"])
    func others(path: String) async throws {
        try await TestApp.run { app in
            let answer = try await app.stranger.get(path)
            #expect(answer.status == 404)
            #expect(answer.code == "NOT_FOUND")
        }
    }

    @Test("it names the stand-ins in development alone, and no secret anywhere")
    func standIns() async throws {
        try await TestApp.run { app in
            let page = try await app.fetch("/").text
            #expect(page.contains("\(app.standInsURL)/_dev/clerk"))
            #expect(!page.contains("sk_test_dev"))
            #expect(!page.contains(app.databaseURL))
        }
        let settings = ConsoleSettings(
            stage: .production, standIns: [(vendor: "Clerk", url: "https://api.clerk.example")],
            routes: ["/api/campaigns"])
        let page = settings.filling("{{stage}}|{{standIns}}|{{routes}}|{{assets}}", version: "1")
        #expect(page == "production||/api/campaigns|/console/1")
    }

    @Test("what the page is told cannot leave its attribute")
    func escaping() {
        let settings = ConsoleSettings(
            stage: .development, standIns: [(vendor: "A", url: #"http://x/"><script>&"#)])
        #expect(settings.filling("{{standIns}}", version: "1") == "A http://x/&quot;>&lt;script>&amp;")
    }
}

extension TestApp {
    /// An answer that is no JSON.
    struct Fetched {
        var status: Int
        var text: String
        var header: (String) -> String?
    }

    func fetch(
        _ path: String, _ headers: [(String, String)] = [], method: String = "GET"
    ) async throws -> Fetched {
        var request = HTTPRequest(method: method, url: url + path)
        request.headers = headers
        let response = try await HTTPClient().send(request)
        return Fetched(
            status: response.status, text: String(decoding: response.body, as: UTF8.self),
            header: { response.header($0) })
    }
}
