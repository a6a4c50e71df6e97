import FoundationEssentials
import PlatformAPI
import PlatformTesting
import Testing

@testable import YouTubePlatform

@Suite("YouTube similar search")
struct SimilarTests {
    func terms(name: String, tags: String, description: String) throws -> [String] {
        let body = try JSONReader(
            text: #"{"name": "\#(name)", "tags": "\#(tags)", "description": "\#(description)"}"#)
        return SimilarYouTubeSearcher.terms(of: body)
    }

    @Test("phrases of the tags come first, then single words that no phrase covers, five in all")
    func terms() throws {
        #expect(
            try terms(name: "Jo", tags: "Rye Bread, rye, levain", description: "Rye bread with Miriam")
                == ["Rye Bread", "levain", "miriam"])
        #expect(
            try terms(
                name: "Jo", tags: "rye bread, stone oven, open crumb, slow dough, cold proof, hot steam",
                description: ""
            ).count == 5)
        #expect(try terms(name: "22 11", tags: "", description: "24/7").isEmpty)
        #expect(
            try terms(
                name: "Jo", tags: "",
                description: "jo@example.com or https://shop.example.org/jo and www.example.net: Bread!")
                == ["bread"])
    }

    @Test("a target is asked for by handle, or by id where the handle is one")
    func targets() {
        let id = "UC" + String(repeating: "aB3-_", count: 4) + "xy"
        #expect(SimilarYouTubeSearcher.targetRequest(id).query == ["channelId": id])
        for handle in ["jo", "UCjo", id + "z", "UC" + String(repeating: "パ", count: 8)] {
            #expect(SimilarYouTubeSearcher.targetRequest(handle).query == ["handle": "@\(handle)"])
        }
    }

    @Test("terms take turns, and one that has ended is passed over")
    func turns() throws {
        var position = try #require(SimilarPosition(target: "UC1", terms: ["a", "b", "c"]))
        var order: [String] = []
        for token in ["a1", nil, "c1", "a2", nil, nil] {
            order.append(try #require(position.current).text)
            guard let cursor = position.next(after: token.map { Continuation(token: $0) }) else { break }
            position = try SimilarPosition(reading: cursor)
        }
        #expect(order == ["a", "b", "c", "a", "c", "a"])
        #expect(position.next(after: nil) == nil)
    }

    @Test("five tokens of the usual length fit a cursor; of longer ones the longest ends its term")
    func size() throws {
        func walk(lengths: [Int]) throws -> SimilarPosition {
            var position = try #require(
                SimilarPosition(target: "UC" + String(repeating: "x", count: 22), terms: ["a", "b", "c", "d", "e"]))
            for length in lengths {
                let token = String(repeating: "t", count: length)
                let cursor = try #require(position.next(after: Continuation(token: token)))
                #expect(cursor.rawValue.utf8.count <= Cursor.maxBytes)
                position = try SimilarPosition(reading: cursor)
            }
            return position
        }
        let usual = try walk(lengths: [588, 588, 588, 588, 588])
        #expect(usual.terms.allSatisfy { $0.continuation?.token?.utf8.count == 588 })
        #expect(usual.turn == 0)
        let long = try walk(lengths: [588, 2000, 588, 1900, 588])
        #expect(long.terms.map { $0.continuation?.token?.utf8.count } == [588, nil, 588, 1900, 588])
        let endless = try #require(SimilarPosition(target: "UC1", terms: ["a"]))
        #expect(endless.next(after: Continuation(token: String(repeating: "t", count: 5000))) == nil)
    }

    @Test("a cursor of another search is refused, and one whose turn is over ends")
    func foreignCursor() async throws {
        let context = SearchContext(provider: SimulatorProvider(json: "{}"), now: .ofTests)
        let request = SearchRequest(subject: .similar(to: "jo"), wanted: 10)
        await #expect(throws: PlatformError.invalidInput("the cursor does not belong to this search")) {
            try await SimilarYouTubeSearcher().page(request, after: Cursor(rawValue: "{}"), in: context)
        }
        var position = try #require(SimilarPosition(target: "UC1", terms: ["a"]))
        position.turn = 7
        let page = try await SimilarYouTubeSearcher().page(request, after: position.asCursor, in: context)
        #expect(page == Page(creators: [], next: .end))
    }

    @Test("the target is left out wherever it turns up, and no one else")
    func refinement() throws {
        let searcher = SimilarYouTubeSearcher()
        var target = Creator.channel("UC1", handle: "Jo")
        target.bio = "Rye bread and sourdough"
        #expect(searcher.refine(.channel("UC1"), as: Candidate(target: target)) == nil)
        var other = Creator.channel("UC2", handle: "ana")
        other.bio = "Sourdough and rye"
        let refined = try #require(searcher.refine(other, as: Candidate(target: target)))
        #expect(refined.externalId == "UC2")
        #expect(try #require(refined.similarity).reasons.isEmpty == false)
    }
}
