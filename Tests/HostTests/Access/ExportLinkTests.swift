import Foundation
import HTTPClient
import HostTesting
import Testing

@Suite("Export links")
struct ExportLinkTests {
    /// A host whose clock stands, a finished job of Jane's, and a link to it without the host's address.
    private static func withLink(
        _ body: @escaping @Sendable (TestApp, ManualEffects, _ job: String, _ link: String) async throws -> Void
    ) async throws {
        let clock = ManualEffects()
        try await TestApp.run(TestApp.Options(effects: clock.effects)) { app in
            let jane = try await app.caller()
            let job = try await jane.search("keyword", ["toys-12"], results: 5)
            _ = try await app.job(job, as: jane)
            let made = try await jane.post("/api/export/links", ["jobId": job])
            #expect(made.status == 201)
            #expect(made.data["expiresAt"] as? String == "2026-01-02T04:04:05.000Z")
            let url = try #require(made.data["url"] as? String)
            #expect(url.hasPrefix(app.url + "/api/export/csv?"))
            try await body(app, clock, job, String(url.dropFirst(app.url.count)))
        }
    }

    @Test("whoever has a link downloads what its owner would, for an hour")
    func hour() async throws {
        try await Self.withLink { app, clock, job, link in
            let own = try await app.caller().get("/api/export/csv?jobId=\(job)")
            let linked = try await app.stranger.get(link)
            #expect((own.status, linked.status) == (200, 200))
            #expect(own.bytes == linked.bytes && own.bytes.count > 200)
            #expect(linked.header("Cache-Control") == "no-store")
            #expect(try await app.stranger.send("HEAD", link).status == 200)
            // The link counts, whoever sends it.
            #expect(try await app.caller("joe@example.com").get(link).status == 200)
            clock.advance(by: .seconds(3599))
            #expect(try await app.stranger.get(link).status == 200)
            clock.advance(by: .seconds(1))
            let late = try await app.stranger.get(link)
            #expect((late.status, late.code) == (410, "LINK_EXPIRED"))
        }
    }

    @Test("a link that was changed anywhere is none")
    func forged() async throws {
        try await Self.withLink { app, _, job, link in
            let parts = try #require(URLComponents(string: link)?.queryItems)
            let items = Dictionary(uniqueKeysWithValues: parts.map { ($0.name, $0.value ?? "") })
            let signature = try #require(items["signature"])
            let joe = try await app.caller("joe@example.com")
            let foreign = try await joe.search("keyword", ["toys-12"], results: 5)
            let joes = try await joe.post("/api/export/links", ["jobId": foreign]).data["url"] as? String
            let other = try #require(
                URLComponents(string: joes ?? "")?.queryItems?.first { $0.name == "signature" }?.value)
            var changes: [[String: String]] = [
                ["jobId": foreign], ["expires": "99999999999"], ["expires": "0\(items["expires"] ?? "")"],
                ["more": "1"],
                ["signature": ""], ["signature": "AAAA"], ["signature": other], ["signature": signature + "A"],
                ["signature": String(signature.dropLast())],
                ["signature": String(other.prefix(22)) + signature.dropFirst(22)],
                ["signature": String(repeating: "A", count: 64)], ["jobId": job.uppercased()], ["JobId": job],
            ]
            // Each letter of the signature counts.
            for index in 0..<signature.count {
                var letters = Array(signature)
                letters[index] = letters[index] == "A" ? "B" : "A"
                changes.append(["signature": String(letters)])
            }
            for change in changes {
                let query = URLQuery.encode(items.merging(change) { $1 })
                let answer = try await app.stranger.get("/api/export/csv?\(query)")
                #expect((answer.status, answer.code) == (401, "SIGNATURE_INVALID"), "\(change)")
            }
            for missing in ["jobId", "expires"] {
                let query = URLQuery.encode(items.filter { $0.key != missing })
                #expect(try await app.stranger.get("/api/export/csv?\(query)").code == "SIGNATURE_INVALID")
            }
            let unsigned = URLQuery.encode(items.filter { $0.key != "signature" })
            #expect(try await app.stranger.get("/api/export/csv?\(unsigned)").code == "UNAUTHENTICATED")
            let elsewhere = URLQuery.encode(items)
            #expect(try await app.stranger.get("/api/jobs/\(job)?\(elsewhere)").status == 401)
            #expect(changes.count >= 70)
        }
    }

    @Test("links are made for one's own jobs alone, and end with their owner")
    func owner() async throws {
        try await Self.withLink { app, _, job, link in
            let joe = try await app.caller("joe@example.com")
            #expect(try await joe.post("/api/export/links", ["jobId": job]).status == 404)
            #expect(try await app.stranger.post("/api/export/links", ["jobId": job]).status == 401)
            #expect(try await joe.post("/api/export/links", ["jobId": "x", "path": "/"]).fields == ["jobId", "path"])
            #expect(try await app.caller().send("DELETE", "/api/profile").status == 200)
            let gone = try await app.stranger.get(link)
            #expect((gone.status, gone.code) == (404, "NOT_FOUND"))
        }
    }
}
