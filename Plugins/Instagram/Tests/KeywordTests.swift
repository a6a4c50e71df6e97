import FoundationEssentials
import PlatformAPI
import Testing

@testable import InstagramPlatform

@Suite("Instagram keyword search")
struct KeywordTests {
    let searcher = KeywordInstagramSearcher()
    let request = SearchRequest(subject: .keyword("oat milk"), region: "SE", wanted: 50)

    func page(_ json: String, after cursor: Cursor? = nil) throws -> Page {
        try searcher.transform(
            JSONReader(parsing: Array(json.utf8)), for: request, after: cursor, now: .ofTests)
    }

    /// Reels with nothing but an owner and an id each.
    static func body(owners: [Int]) -> String {
        let reels = owners.enumerated().map { #"{"id":"\#($0)","owner":{"id":"\#($1)","username":"u\#($1)"}}"# }
        return #"{"reels":[\#(reels.joined(separator: ","))]}"#
    }

    @Test("pages are asked for by number", arguments: [(nil, "1"), ("2", "2"), ("11", "11")] as [(String?, String)])
    func requests(_ cursor: String?, _ page: String) throws {
        let asked = try searcher.providerRequest(for: request, after: cursor.map(Cursor.init(rawValue:)))
        #expect(
            asked == ProviderRequest(path: "/v2/instagram/reels/search", query: ["query": "oat milk", "page": page]))
    }

    @Test("another search's cursor is refused", arguments: ["", "0", "1", "12", "two", "{}"])
    func foreignCursor(_ text: String) {
        #expect(throws: PlatformError.invalidInput("the cursor does not belong to this search")) {
            try searcher.providerRequest(for: request, after: Cursor(rawValue: text))
        }
    }

    @Test("a page with reels leads to the next, up to the eleventh; a page without reels ends the search")
    func ending() throws {
        #expect(try page(Self.body(owners: [1])).next == .more(Cursor(rawValue: "2")))
        #expect(try page(Self.body(owners: [1]), after: Cursor(rawValue: "10")).next == .more(Cursor(rawValue: "11")))
        #expect(try page(Self.body(owners: [1]), after: Cursor(rawValue: "11")).next == .end)
        #expect(try page(Self.body(owners: []), after: Cursor(rawValue: "3")) == Page(creators: [], next: .end))
        let ads = #"{"reels":[{"id":"1","is_ad":true,"owner":{"id":"1"}}]}"#
        #expect(
            try page(ads)
                == Page(
                    creators: [], next: .more(Cursor(rawValue: "2")),
                    skipped: [Skipped(path: "reels[0]", reason: "ad")]))
    }

    @Test("an owner of several reels is one creator with each reel once, in the order of the page")
    func ownersOnce() throws {
        let json = #"""
            {"reels":[{"id":"1","owner":{"id":"7","username":"a"}},{"id":"2","owner":{"id":"8","username":"b"}},
             {"id":"3","owner":{"id":"7","username":"a"}},{"id":"1","owner":{"id":"7","username":"a"}}]}
            """#
        let creators = try page(json).creators
        #expect(creators.map(\.externalId) == ["7", "8"])
        #expect(creators.map { $0.content.map(\.id) } == [["1", "3"], ["2"]])
    }

    @Test("what the first reel leaves open of its owner, a later one may tell")
    func ownerInPieces() throws {
        let json = #"""
            {"reels":[{"id":"1","owner":{"id":"7","username":"a","follower_count":null,"is_verified":null}},
             {"id":"2","owner":{"id":"7","username":"a","full_name":"Ann","follower_count":12,"is_verified":true}}]}
            """#
        let expected = Creator(
            platform: "instagram", externalId: "7", handle: "a", displayName: "Ann",
            profileUrl: "https://www.instagram.com/a/", followers: 12, isVerified: true,
            content: [Content(id: "1"), Content(id: "2")])
        #expect(try page(json).creators == [expected])
    }

    @Test("an owner without an id is the one with the same handle and an id; two ids are two owners")
    func ownersWithoutID() throws {
        let json = #"""
            {"reels":[{"id":"1","owner":{"username":"Ann"}},{"id":"2","owner":{"id":"7","username":"ann"}},
             {"id":"3","owner":{"username":"ann"}},{"id":"4","owner":{"id":"8","username":"bo"}},
             {"id":"5","owner":{"username":"bo"}},{"id":"6","owner":{"id":"9","username":"bo"}}]}
            """#
        let creators = try page(json).creators
        #expect(creators.map(\.externalId) == ["7", "8", "9"])
        #expect(creators.map(\.handle) == ["Ann", "bo", "bo"])
        #expect(creators.map { $0.content.map(\.id) } == [["1", "2", "3"], ["4", "5"], ["6"]])
    }

    @Test("the owner of a reel without an id is found all the same")
    func reelWithoutID() throws {
        let page = try page(#"{"reels":[{"owner":{"id":"7","username":"a"}},{"id":"2","owner":{"id":"8"}}]}"#)
        #expect(page.creators.map(\.externalId) == ["7", "8"])
        #expect(page.creators.map { $0.content.map(\.id) } == [[], ["2"]])
        #expect(page.skipped == [Skipped(path: "reels[0].id", reason: "no reel id")])
    }

    @Test("nothing of what others say or sing is taken for the owner's")
    func others() throws {
        let json = #"""
            {"reels":[{"id":"1","owner":{"id":"7","username":"a"},"caption":"mine",
             "comments":[{"text":"write fan@example.com #fan","owner":{"id":"9","username":"fan"}}],
             "clips_music_attribution_info":{"artist_name":"band"}}]}
            """#
        let expected = Creator(
            platform: "instagram", externalId: "7", handle: "a", profileUrl: "https://www.instagram.com/a/",
            content: [Content(id: "1", caption: "mine")])
        #expect(try page(json).creators == [expected])
    }

    @Test(
        "how often a reel was seen",
        arguments: [
            (#""video_play_count":9,"video_view_count":4"#, 9), (#""video_view_count":4"#, 4),
            (#""video_play_count":null,"video_view_count":4,"like_count":2"#, 4),
            (#""video_play_count":0,"video_view_count":4,"like_count":2"#, 4),
            (#""video_play_count":0,"video_view_count":0,"like_count":2"#, nil),
            (#""video_play_count":0,"like_count":0"#, 0), (#""video_play_count":0,"like_count":-1"#, nil),
            (#""like_count":2"#, nil),
            (#""video_play_count":-5"#, nil), (#""video_play_count":"1.2M""#, 1_200_000),
        ] as [(String, Int?)])
    func views(_ counts: String, _ expected: Int?) throws {
        let json = #"{"reels":[{"id":"1",\#(counts),"owner":{"id":"7"}}]}"#
        #expect(try page(json).creators.first?.content.first?.views == expected)
    }

    @Test("without its list, or mostly unreadable, an answer is not what this was written for")
    func badShapes() throws {
        #expect(throws: PlatformError.self) { try page("{}") }
        #expect(throws: PlatformError.self) { try page(#"{"reels":{}}"#) }
        let half = #"{"reels":[{"id":"1","owner":{"id":"7"}},{"id":"2"}]}"#
        #expect(try page(half).skipped == [Skipped(path: "reels[1].owner", reason: "no owner id")])
        let most = #"{"reels":[{"id":"1","owner":{"id":"7"}},{"id":"2"},{"owner":{"id":"7"}}]}"#
        #expect(throws: PlatformError.badShape(path: "reels[1].owner", reason: "2 of 3 items: no owner id")) {
            try page(most)
        }
        let ads = #"{"reels":[{"is_ad":true},{"is_ad":true},{"id":"1","owner":{"id":"7"}},{"id":"2"},{"id":"3"}]}"#
        #expect(throws: PlatformError.badShape(path: "reels[3].owner", reason: "2 of 3 items: no owner id")) {
            try page(ads)
        }
    }
}
