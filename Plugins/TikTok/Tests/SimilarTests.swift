import FoundationEssentials
import PlatformAPI
import PlatformTesting
import Testing

@testable import TikTokPlatform

@Suite("TikTok similar search")
struct SimilarTests {
    static let target = Creator(
        platform: "tiktok", externalId: "1", handle: "ann.rye", displayName: "Rye", bio: "rye malt")

    @Test("terms take turns until each has ended")
    func roundRobin() throws {
        var position = try #require(SimilarPosition(target: Self.target))
        position.terms = ["a", "b", "c"].map { SimilarPosition.Term(text: $0) }
        var walk: [String] = []
        var answers: [Int?] = [30, nil, 30, 60, 30, 60]
        var next: SimilarPosition? = position
        while let now = next, let term = now.term {
            walk.append("\(term.text)\(term.cursor)")
            next = now.next(after: answers.isEmpty ? nil : answers.removeFirst())
        }
        #expect(walk == ["a0", "b0", "c0", "a30", "c30", "a60"])
    }

    @Test("addresses, links and names of others give no terms")
    func terms() throws {
        var target = Self.target
        target.bio =
            "glazes/slips 📧ann@mail.example.com\nhttps://shop.example.com/ann bio.example.net/x with @bo.clay www.example.org"
        #expect(SimilarPosition(target: target)?.terms.map(\.text) == ["glazes", "slips", "ann", "rye"])
        target = Creator(platform: "tiktok", externalId: "1", handle: "22.11", displayName: "mail me@example.com 🌸")
        #expect(SimilarPosition(target: target) == nil)
    }

    @Test("a cursor holds the target and all terms in less than 4 KB and reads back equal")
    func cursor() throws {
        var position = try #require(SimilarPosition(target: Self.target))
        position.terms = (0..<5).map {
            SimilarPosition.Term(text: String(repeating: "ß\($0)", count: 10), cursor: 9_990)
        }
        position.turn = 4
        #expect(position.asCursor.rawValue.utf8.count < Cursor.maxBytes)
        #expect(try SimilarPosition(reading: position.asCursor) == position)
    }

    @Test("words with marks piled up on them are no terms, so that a cursor stays short")
    func piledMarks() throws {
        let piled = String(repeating: "e" + String(repeating: "\u{336}\u{353}", count: 20), count: 12)
        var target = Self.target
        target.bio = (0..<5).map { "\(piled)\($0)" }.joined(separator: " ") + " हस्तशिल्प"
        let position = try #require(SimilarPosition(target: target))
        #expect(position.terms.map(\.text) == ["हस्तशिल्प", "ann", "rye"])
        #expect(position.asCursor.rawValue.utf8.count < Cursor.maxBytes)
    }

    @Test("the target and private users are left out, unreadable ones named, counts of a users search taken")
    func users() throws {
        let position = try #require(SimilarPosition(target: Self.target))
        let body = try JSONReader(
            text: """
                {"cursor":30,"users":[
                 {"user_info":{"uid":"1","unique_id":"ann.rye.old"}},{"user_info":{"uid":"8","unique_id":"ANN.RYE"}},
                 {"user_info":{"uid":"2","unique_id":"bo","secret":1}},{"user_info":null},
                 {"user_info":{"uid":"3","unique_id":"cy","nickname":"Cy","secret":0,"custom_verify":"",
                  "follower_count":45932875,"aweme_count":2936,"total_favorited":0}},
                 {"user_info":{"uid":"3","unique_id":"cy"}}]}
                """)
        let page = try SimilarTikTokSearcher.page(of: body, at: position)
        #expect(
            page.creators == [
                Creator(
                    platform: "tiktok", externalId: "3", handle: "cy", displayName: "Cy",
                    profileUrl: "https://www.tiktok.com/@cy", followers: 45_932_875, posts: 2936,
                    isVerified: false, isPrivate: false)
            ])
        #expect(page.skipped == [Skipped(path: "users[3].user_info", reason: "no user id")])
    }

    @Test(
        "likes of 0 say something only of an account without videos",
        arguments: [
            (#""aweme_count":0,"total_favorited":0"#, 0), (#""aweme_count":3,"total_favorited":0"#, nil),
            (#""total_favorited":0"#, nil), (#""aweme_count":3,"total_favorited":-81114990"#, nil),
            (#""aweme_count":0,"total_favorited":38"#, 38),
        ] as [(String, Int?)])
    func likes(fields: String, wanted: Int?) throws {
        let position = try #require(SimilarPosition(target: Self.target))
        let body = try JSONReader(text: #"{"cursor":30,"users":[{"user_info":{"uid":"3",\#(fields)}}]}"#)
        #expect(try SimilarTikTokSearcher.page(of: body, at: position).creators.map(\.likes) == [wanted])
    }

    @Test("a term's later page without a list ends the term; a first one is of a bad shape", arguments: ["null", nil])
    func noList(_ list: String?) throws {
        let body = try JSONReader(text: #"{"cursor":60\#(list.map { #","users":\#($0)"# } ?? "")}"#)
        var position = try #require(SimilarPosition(target: Self.target))
        position.terms = [SimilarPosition.Term(text: "rye")]
        #expect(throws: PlatformError.self) { try SimilarTikTokSearcher.page(of: body, at: position) }
        position.terms[0].cursor = 30
        #expect(try SimilarTikTokSearcher.page(of: body, at: position) == Page(creators: [], next: .end))
    }

    @Test("a visible private target is searched by its words, a closed one is not found")
    func privateTargets() async throws {
        let provider = SimulatorProvider { path, query in
            let body =
                switch (path, query["handle"]) {
                case ("/v1/tiktok/profile", "still.visible"):
                    #"{"user":{"id":"4","uniqueId":"still.visible","nickname":"Marbling","privateAccount":true}}"#
                case ("/v1/tiktok/profile", "shut"): #"{"account_private":true,"handle":"shut"}"#
                default: #"{"cursor":0,"users":[{"user_info":{"uid":"5","unique_id":"eb.ru"}}]}"#
                }
            return (200, Array(body.utf8))
        }
        let context = SearchContext(provider: provider, now: .ofTests)
        let visible = SearchRequest(subject: .similar(to: "still.visible"), wanted: 5)
        let page = try await SimilarTikTokSearcher().page(visible, after: nil, in: context)
        #expect(page.target?.isPrivate == true)
        #expect(page.creators.map(\.handle) == ["eb.ru"])
        let shut = SearchRequest(subject: .similar(to: "shut"), wanted: 5)
        await #expect(throws: PlatformError.notFound("@shut is private")) {
            try await SimilarTikTokSearcher().page(shut, after: nil, in: context)
        }
    }

    @Test("a term that the provider knows nobody for ends; the search goes on with the next")
    func unknownTerm() async throws {
        var position = try #require(SimilarPosition(target: Self.target))
        position.terms = ["malt", "rye"].map { SimilarPosition.Term(text: $0) }
        let context = SearchContext(
            provider: SimulatorProvider(json: #"{"error":"not_found","message":"none"}"#, status: 404), now: .ofTests)
        let request = SearchRequest(subject: .similar(to: "ann.rye"), wanted: 5)
        let page = try await SimilarTikTokSearcher().page(request, after: position.asCursor, in: context)
        position.terms[0].isDone = true
        position.turn = 1
        #expect(page == Page(creators: [], next: .more(position.asCursor)))
    }
}
