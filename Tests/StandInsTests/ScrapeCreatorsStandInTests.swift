import FixtureTape
import Foundation
import HTTPClient
import StandIns
import Testing

@Suite("The provider's stand-in")
struct ScrapeCreatorsStandInTests {
    private static func cannot(_ what: String) -> Answer {
        Answer(
            404, "text/html; charset=utf-8",
            """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <title>Error</title>
            </head>
            <body>
            <pre>Cannot \(what)</pre>
            </body>
            </html>

            """)
    }

    @Test("keys, parameters, paths and methods are checked as the provider checks them")
    func checks() async throws {
        try await RunningStandIns.run { app async throws in
            let noKey = Answer.json(401, #"{"success":false,"message":"Invalid API key"}"#)
            #expect(try await app.provider("/v1/echo/search?query=x", key: nil) == noKey)
            #expect(try await app.provider("/v1/echo/search?query=x", key: "sk_test_dev") == noKey)
            #expect(
                try await app.provider("/v1/echo/search") == .json(400, #"{"message":"query is required"}"#))
            #expect(
                try await app.provider("/v1/echo/profile?handle=")
                    == .json(400, #"{"message":"You must provide a handle or an id"}"#))
            #expect(try await app.provider("/v1/echo/profile?id=7").status == 200)
            #expect(try await app.provider("/v1/nothing?x=1") == Self.cannot("GET /v1/nothing"))
            #expect(
                try await app.provider("/v1/echo/search?query=x", method: "POST", body: "{}")
                    == Self.cannot("POST /v1/echo/search"))
            #expect(try await app.provider("") == Self.cannot("GET /"))
            #expect(try await app.ask("GET", "/_dev/nobody/x").status == 404)
            for path in ["/", "/_dev", "/_dev/", "/_dev/clerk", "/_dev/scrapecreators"] {
                let index = try await app.ask("GET", path, headers: [("Accept", "text/html,*/*;q=0.8")])
                #expect(index.status == 200)
                let text = index.body
                #expect(text.contains(#"<a href="/_dev/scrapecreators/_control">"#), "\(path)")
                #expect(text.contains(#"<h2 id="clerk">"#))
            }
            #expect(try await app.ask("GET", "/_dev/scrapecreatorsx/v1/other").status == 404)
        }
    }

    @Test("simulators answer, the first for a path that two have, with decoded parameters and the stand-in's clock")
    func simulated() async throws {
        try await RunningStandIns.run { app async throws in
            #expect(
                try await app.provider("/v1/echo/search?query=vegan+recipes%20%C3%A9%26&cursor=30&x")
                    == .json(
                        200,
                        #"{"path":"/v1/echo/search","asked":["cursor=30","query=vegan recipes é&","x="],"#
                            + #""now":1767225600}"#))
            #expect(try await app.provider("/v1/other") == .json(200, #"{"other":true}"#))
        }
    }

    // MARK: Tapes

    /// Two forms of tapes: a sample tape with a file for a body, and a fixture case.
    private func tapes() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "gemz-tapes-\(UUID().uuidString)")
        func write(_ text: String, _ path: String) throws {
            let file = folder.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        try write(#"{"page":1}"#, "bodies/1.json")
        try write(
            """
            {"exchanges": [
              {"request": {"method": "GET", "path": "/v1/echo/search", "params": {"query": "trek", "cursor": 0}},
               "response": {"status": 200, "body_file": "../bodies/1.json"}},
              {"request": {"path": "/v1/echo/search", "params": {"query": "trek", "cursor": 30}},
               "response": {"status": 200, "body": {"page": 2}}},
              {"request": {"path": "/v1/echo/search", "params": {"query": "trek", "cursor": 30}},
               "response": {"status": 200, "body": {"page": "2 again"}}},
              {"request": {"path": "/v1/echo/profile", "params": {"handle": "gone"}}, "fault": "reset"}
            ]}
            """, "tapes/sample.json")
        try write(
            """
            {"why": "a profile", "origin": "synthetic", "request": {"keyword": "trek", "wanted": 1},
             "now": "2026-01-02T03:04:05Z", "exchanges": [
              {"request": {"path": "/v1/echo/profile", "query": {"handle": "ana"}},
               "response": {"status": 404, "body": "1.json"}}]}
            """, "cases/toy/keyword/profile/case.json")
        try write(#"{"handle":"ana"}"#, "cases/toy/keyword/profile/1.json")
        return folder
    }

    private func report(_ app: RunningStandIns) async throws -> String {
        try await app.ask("GET", "/_dev/scrapecreators/_control").body
    }

    @Test("tapes answer what is on them, in order; what they lack of their subject is empty; the rest is simulated")
    func taped() async throws {
        let folder = try tapes()
        defer { try? FileManager.default.removeItem(at: folder) }
        try await RunningStandIns.run(StandInsConfiguration(tapeFolders: [folder])) { app async throws in
            var bodies: [String] = []
            for target in [
                "search?query=trek&cursor=0", "search?cursor=30&query=trek", "search?query=trek&cursor=30",
                "search?query=trek&cursor=30", "profile?handle=ana", "search?query=trek&cursor=60",
                "profile?handle=ana&trim=true",
            ] {
                let answer = try await app.provider("/v1/echo/" + target)
                bodies.append("\(answer.status) \(answer.body)")
            }
            #expect(
                bodies == [
                    #"200 {"page":1}"#, #"200 {"page":2}"#, #"200 {"page":"2 again"}"#, #"200 {"page":"2 again"}"#,
                    #"404 {"handle":"ana"}"#, #"200 {"items":[]}"#,
                    #"404 {"success":false,"message":"User doesn't exist"}"#,
                ])
            #expect(try await app.provider("/v1/echo/search?query=other").body.contains("query=other"))
            #expect(await app.outcome("/v1/echo/profile?handle=gone") == "reset")
            let seen = try await report(app)
            #expect(
                seen.contains(
                    #""misses":[{"path":"/v1/echo/search","query":{"cursor":"60","query":"trek"}},"#
                        + #"{"path":"/v1/echo/profile","query":{"handle":"ana","trim":"true"}}],"faults":{}}"#),
                "\(seen)")
            #expect(
                try await app.ask("POST", "/_dev/scrapecreators/_control/reset")
                    == .json(200, #"{"requests":0,"hits":0,"misses":[],"faults":{}}"#))
            #expect(try await app.provider("/v1/echo/search?query=trek&cursor=30").body == #"{"page":2}"#)
            #expect(try await report(app) == #"{"requests":1,"hits":1,"misses":[],"faults":{}}"#)
        }
    }

    @Test("with tapes only, everything else is a miss")
    func tapesOnly() async throws {
        let folder = try tapes()
        defer { try? FileManager.default.removeItem(at: folder) }
        try await RunningStandIns.run(StandInsConfiguration(tapeFolders: [folder], tapesOnly: true)) {
            app async throws in
            #expect(try await app.provider("/v1/echo/search?query=trek&cursor=0").body == #"{"page":1}"#)
            #expect(try await app.provider("/v1/echo/search?query=other").body == #"{"items":[]}"#)
            #expect(
                try await report(app)
                    == #"{"requests":2,"hits":1,"misses":[{"path":"/v1/echo/search","query":{"query":"other"}}],"#
                    + #""faults":{}}"#)
        }
    }

    @Test("a folder that cannot be read is told to whoever starts the stand-ins, and to whoever waits for them")
    func unreadable() async throws {
        let configuration = StandInsConfiguration(
            port: 0, tapeFolders: [FileManager.default.temporaryDirectory.appending(path: "gemz-no-such-folder")])
        let standIns = StandIns(
            configuration: configuration, simulators: [], effects: StandingClock().effects)
        let waiting = Task { try await standIns.boundPort() }
        await #expect(throws: TapeProblem.self) { try await standIns.run() }
        await #expect(throws: TapeProblem.self) { try await waiting.value }
    }
}
