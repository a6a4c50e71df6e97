import FixtureTape
import Foundation
import PlatformAPI
import Testing

@testable import PlatformTesting

@Suite("Replaying a search")
struct SearchReplayTests {
    private static let now = Date(timeIntervalSince1970: 1_767_323_045)

    private static func toyAnswer(_ path: String, _ query: [String: String]) -> (status: Int, body: [UInt8]) {
        switch (path, query["id"] ?? query["page"]) {
        case ("/toy/search", let page?):
            let number = Int(page) ?? 0
            return (200, Array(#"{"people":[{"id":\#(number)0},{"id":\#(number)1}],"next":\#(number + 1)}"#.utf8))
        case ("/toy/profile", "mira"?):
            return (200, Array(#"{"id":"mira","bio":"b","friends":[{"id":"mira"},{"id":"shy"},{"id":"tasven"}]}"#.utf8))
        case ("/toy/profile", "shy"?): return (200, Array(#"{"id":"shy","bio":"x","private":true}"#.utf8))
        case ("/toy/profile", "11"?): return (502, Array("<html>".utf8))
        case ("/toy/profile", let id?): return (200, Array(#"{"id":"\#(id)","bio":"I am \#(id)"}"#.utf8))
        default: return (404, Array("<html>".utf8))
        }
    }

    private static func replay(_ mode: SearchMode, _ provider: any ProviderClient, pages: Int = 100) throws
        -> SearchReplay
    {
        let toy = Toy<Flawless>()
        return SearchReplay(
            searcher: try #require(toy.searcher(for: mode)), enricher: toy.enricher, provider: provider, now: now,
            maxPages: pages)
    }

    @Test("creators are enriched in order, page by page, and a failure keeps them as they were")
    func keyword() async throws {
        let provider = SimulatorProvider(Self.toyAnswer)
        let request = SearchRequest(subject: .keyword("trek"), wanted: 9)
        let transcript = await (try Self.replay(.keyword, provider, pages: 2)).run(request)
        #expect(transcript.isCutOff)
        #expect(transcript.pages.map(\.next) == [Cursor(rawValue: "p2"), Cursor(rawValue: "p3")])
        #expect(transcript.pages.map { $0.creators.map(\.bio) } == [["I am 10", nil], ["I am 20", "I am 21"]])
        #expect(transcript.pages[0].unenriched.map(\.externalId) == ["11"])
        #expect(transcript.pages[0].unenriched.map(\.failure.code) == ["unavailable"])
        #expect(
            provider.requests.map { $0.query["id"] ?? $0.query["page"] } == ["1", "10", "11", "2", "20", "21"])
    }

    @Test("a similar search's candidates are refined against the target, and those left out are named")
    func similar() async throws {
        let request = SearchRequest(subject: .similar(to: "mira"), wanted: 9)
        let transcript = await (try Self.replay(.similar, SimulatorProvider(Self.toyAnswer))).run(request)
        let page = try #require(transcript.pages.first)
        #expect(transcript.pages.count == 1 && !transcript.isCutOff && transcript.failure == nil)
        #expect(page.target?.externalId == "mira")
        #expect(page.creators.map(\.externalId) == ["tasven"])
        #expect(page.creators.map(\.similarity) == [SimilarityScore(1, reasons: ["friend of mira"])])
        #expect(page.leftOut == ["mira", "shy"])
    }

    @Test("an error ends the search behind the pages before it")
    func failure() async throws {
        let tape = Tape(
            name: "two",
            exchanges: [
                .init(
                    .init(path: "/toy/search", query: ["q": "trek", "page": "1"]),
                    .response(.init(status: 200, body: Array(#"{"people":[],"next":2}"#.utf8)))),
                .init(
                    .init(path: "/toy/search", query: ["q": "trek", "page": "2"]),
                    .response(.init(status: 429, headers: ["retry-after": "7"], body: Array("{}".utf8)))),
            ])
        let request = SearchRequest(subject: .keyword("trek"), wanted: 9)
        let transcript = await (try Self.replay(.keyword, TapeProvider(tape))).run(request)
        #expect(
            transcript
                == SearchTranscript(
                    pages: [ReplayedPage(next: Cursor(rawValue: "p2"))],
                    failure: .init(code: "rateLimited", message: "7 s")))
    }

    @Test(
        "a tape's answer becomes the error that the host would throw",
        arguments: [
            (.fault(.timeout), .unavailable("no answer in time")),
            (.fault(.reset), .unavailable("the connection was reset")),
            (.response(.init(status: 500, body: Array(#"{"message":"oops"}"#.utf8))), .unavailable("oops")),
            (
                .response(.init(status: 429, headers: ["retry-after": "7"], body: [])),
                .rateLimited(retryAfter: .seconds(7))
            ),
            (.response(.init(status: 402, body: Array(#"{"message":"pay"}"#.utf8))), .outOfCredits("pay")),
        ] as [(Tape.Answer, PlatformError)])
    func errors(answer: Tape.Answer, error: PlatformError) async throws {
        let provider = TapeProvider(Tape(name: "one", exchanges: [.init(.init(path: "/a"), answer)]))
        await #expect(throws: error) { try await provider.send(ProviderRequest(path: "/a")) }
    }

    @Test("a request that no tape holds fails the test")
    func miss() async throws {
        let provider = TapeProvider(Tape(name: "empty", exchanges: []))
        await withKnownIssue {
            await #expect(throws: PlatformError.badShape(path: "", reason: "no tape holds /a?b=c")) {
                try await provider.send(ProviderRequest(path: "/a", query: ["b": "c"]))
            }
        } matching: { issue in
            issue.comments.map(\.rawValue) == ["no tape holds\n    /a?b=c\n  nearest on the tape: nothing"]
        }
    }
}
