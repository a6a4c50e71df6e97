import FixtureTape
import Foundation
import Testing

@Suite("Fixture cases as files")
struct TapeCaseTests {
    private static let whole = """
        {
          "why": "the second page is late",
          "origin": {"recorded": "2025-11-03"},
          "request": {"keyword": "trek", "region": "US", "wanted": 50},
          "now": "2026-01-02T03:04:05Z",
          "unused": "the third is never reached",
          "quirks": ["late-page", "digits"],
          "exchanges": [
            {"request": {"path": "/v1/search", "query": {"query": "trek", "cursor": "0"}},
             "response": {"status": 200, "headers": {"Content-Type": "application/json"}, "body": "1.json"}},
            {"request": {"path": "/v1/search", "query": {"query": "trek", "cursor": "30"}}, "fault": "timeout"},
            {"request": {"path": "/v1/search"},
             "response": {"status": 429, "headers": {"retry-after": "7"}, "body": {"message": "slow", "id": 7300000000000000001}}},
            {"request": {"path": "/v1/search"}, "response": {"status": 502, "body": "2.html"}}
          ]
        }
        """

    /// The one case found in a folder with this text.
    private static func read(_ text: String) throws -> TapeCase {
        let files = [
            "tiktok/keyword/late/case.json": text, "tiktok/keyword/late/1.json": "{ \"id\": 1.50 }\n",
            "tiktok/keyword/late/2.html": "<html>",
        ]
        return try withFolder(files) { folder in
            let found = Tapes.caseFolders(under: folder)
            try #require(found.count == 1)
            return try TapeCase(folder: found[0])
        }
    }

    @Test("a case holds all that its file says, bodies byte for byte")
    func reads() throws {
        let read = try Self.read(Self.whole)
        #expect([read.platform, read.mode, read.name] == ["tiktok", "keyword", "late"])
        #expect(read.why == "the second page is late")
        #expect(read.origin == .recorded("2025-11-03"))
        #expect(read.subject == .keyword("trek"))
        #expect(read.region == "US" && read.wanted == 50)
        #expect(read.now == Date(timeIntervalSince1970: 1_767_323_045))
        #expect(read.unused == "the third is never reached")
        #expect(read.quirks == ["late-page", "digits"])
        let search = { Tape.Request(path: "/v1/search", query: $0) }
        #expect(
            read.tape
                == Tape(
                    name: "tiktok/keyword/late",
                    exchanges: [
                        .init(
                            search(["query": "trek", "cursor": "0"]),
                            .response(
                                .init(
                                    status: 200, headers: ["content-type": "application/json"],
                                    body: Array("{ \"id\": 1.50 }\n".utf8)))),
                        .init(search(["query": "trek", "cursor": "30"]), .fault(.timeout)),
                        .init(
                            search([:]),
                            .response(
                                .init(
                                    status: 429,
                                    headers: ["retry-after": "7", "content-type": "application/json; charset=utf-8"],
                                    body: Array(#"{"message":"slow","id":7300000000000000001}"#.utf8)))),
                        .init(
                            search([:]),
                            .response(
                                .init(
                                    status: 502, headers: ["content-type": "text/html; charset=utf-8"],
                                    body: Array("<html>".utf8)))),
                    ]))
    }

    @Test(
        "what a case lacks or makes up is named",
        arguments: [
            (#""why": "the second page is late""#, #""why": """#, "no reason why"),
            (#"{"recorded": "2025-11-03"}"#, #""guessed""#, #"origin is neither "synthetic" nor {"recorded": date}"#),
            (#""keyword": "trek", "region""#, #""region""#, "request needs either keyword or similarTo"),
            (
                #""keyword": "trek","#, #""keyword": "trek", "similarTo": "x","#,
                "request needs either keyword or similarTo"
            ),
            (#""wanted": 50"#, #""wanted": 0"#, "request.wanted is no count"),
            ("2026-01-02T03:04:05Z", "yesterday", "now is no RFC 3339 date"),
            (#""unused":"#, #""unsued":"#, "unknown key unsued"),
            (
                "Content-Type", "Set-Cookie",
                #"exchanges[0]: the header Set-Cookie is not one of ["content-type", "retry-after"]"#
            ),
            ("1.json", "9.json", "cannot read 9.json"),
            ("1.json", "../1.json", "exchanges[0]: the body ../1.json is not beside the case"),
            (#""fault": "timeout""#, #""fault": "sulk""#, "exchanges[1]: unknown fault sulk"),
            (#""fault": "timeout""#, #""x": 1"#, "exchanges[1] has no status"),
            (
                #""path": "/v1/search"}, "response": {"status": 502"#, #""path": "v1"}, "response": {"status": 502"#,
                "exchanges[3].request has no path"
            ),
            (
                #""cursor": "30""#, #""cursor": [30]"#,
                "exchanges[1]: the parameter cursor is neither a string nor a number"
            ),
            (#""origin":"#, #""origin";"#, "no colon at byte 48"),
        ])
    func refuses(part: String, replacement: String, reason: String) throws {
        try #require(Self.whole.contains(part))
        let error = #expect(throws: TapeProblem.self) {
            try Self.read(Self.whole.replacing(part, with: replacement))
        }
        #expect(error == TapeProblem(file: "tiktok/keyword/late/case.json", reason: reason))
    }

    @Test("an instant may have a fraction, and a search may be by example")
    func similar() throws {
        let text = Self.whole.replacing("05Z", with: "05.250Z").replacing(
            #""keyword": "trek""#, with: #""similarTo": "milora""#
        )
        .replacing(#"{"recorded": "2025-11-03"}"#, with: #""synthetic""#)
        let read = try Self.read(text)
        #expect(read.now == Date(timeIntervalSince1970: 1_767_323_045.25))
        #expect(read.subject == .similarTo("milora"))
        #expect(read.origin == .synthetic)
    }
}
