import FixtureTape
import Foundation
import Testing

@Suite("Finding tapes")
struct TapesTests {
    private static let files = [
        "fixtures/tiktok/keyword/one/case.json": """
        {"why": "w", "origin": "synthetic", "request": {"keyword": "k", "wanted": 1}, "now": "2026-01-02T03:04:05Z",
         "exchanges": [{"request": {"path": "/a"}, "response": {"status": 200, "body": "1.json"}}]}
        """,
        "fixtures/tiktok/keyword/one/1.json": #"{"exchanges": "not a tape, a body"}"#,
        "fixtures/tiktok/keyword/one/expected.json": "{}",
        "samples/tapes/page.json": """
        {"combo": "page", "exchanges": [
          {"request": {"method": "GET", "path": "/b", "params": {"page": 1, "trim": true, "q": "x"}},
           "response": {"status": 200, "body_file": "../bodies/1.json"}, "label": "recorded"},
          {"request": {"path": "/b"}, "response": {"status": 502, "body": "<html>"}},
          {"request": {"path": "/b"}, "response": {"status": 200, "body": {"b": 1.0, "a": []}}},
          {"request": {"path": "/b"}, "response": {"status": 0, "fault": "reset"}}]}
        """,
        "samples/bodies/1.json": #"{"id":7300000000000000001}"#, "samples/tapes/notes.json": #"{"notes": []}"#,
    ]

    @Test("both forms are found, also behind a symbolic link, and nothing else")
    func both() throws {
        try withFolder(Self.files) { folder in
            let link = folder.appending(path: "link")
            try FileManager.default.createSymbolicLink(at: link, withDestinationURL: folder.appending(path: "fixtures"))
            let tapes = try Tapes.all(under: [link, folder.appending(path: "samples")])
            #expect(tapes.map(\.name) == ["tiktok/keyword/one", "page"])
            #expect(try Tapes.all(under: [folder.appending(path: "samples/tapes")]).map(\.name) == ["page"])
        }
    }

    @Test("a sample tape's numbers become parameters, its bodies stay as they are")
    func sample() throws {
        let tape = try withFolder(Self.files) { try Tape.load(file: $0.appending(path: "samples/tapes/page.json")) }
        #expect(
            tape.exchanges.map(\.request) == [
                Tape.Request(path: "/b", query: ["page": "1", "trim": "true", "q": "x"]), Tape.Request(path: "/b"),
                Tape.Request(path: "/b"), Tape.Request(path: "/b"),
            ])
        #expect(
            tape.exchanges.map(\.answer) == [
                .response(.init(status: 200, body: Array(#"{"id":7300000000000000001}"#.utf8))),
                .response(.init(status: 502, body: Array("<html>".utf8))),
                .response(.init(status: 200, body: Array(#"{"b":1.0,"a":[]}"#.utf8))), .fault(.reset),
            ])
    }

    @Test("a folder that is not there is named; as a place for cases it has none")
    func missing() throws {
        let folder = URL(filePath: "/nowhere/at/all")
        #expect(throws: TapeProblem(file: "all", reason: "no such folder")) { try Tapes.all(under: [folder]) }
        #expect(Tapes.caseFolders(under: folder) == [])
    }
}
