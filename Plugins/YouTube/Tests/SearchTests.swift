import FoundationEssentials
import PlatformAPI
import Testing

@testable import YouTubePlatform

@Suite("YouTube video search")
struct SearchTests {
    let request = SearchRequest(subject: .keyword("rye"), region: "DE", wanted: 10)

    func page(_ lists: String, after cursor: Cursor? = nil) throws -> Page {
        try KeywordYouTubeSearcher().transform(
            JSONReader(text: "{\(lists)}"), for: request, after: cursor, now: .ofTests)
    }

    /// The first content of a page with one video with these members.
    func content(_ members: String) throws -> Content {
        let video = #"{"id": "v", "channel": {"id": "UC1", "title": "A"}, \#(members)}"#
        return try #require(page(#""videos": [\#(video)]"#).creators.first?.content.first)
    }

    @Test("the first request names term and region, the next one the token too")
    func requests() throws {
        let searcher = KeywordYouTubeSearcher()
        #expect(
            try searcher.providerRequest(for: request, after: nil)
                == ProviderRequest(path: "/v1/youtube/search", query: ["query": "rye", "region": "DE"]))
        let token = String(repeating: "aB-_", count: 147) + "%3D"
        guard case .more(let cursor) = try page(#""videos": [], "continuationToken": "\#(token)""#).next else {
            Issue.record("no further page")
            return
        }
        let next = SearchRequest(subject: .keyword("rye"), wanted: 10)
        #expect(
            try searcher.providerRequest(for: next, after: cursor)
                == ProviderRequest(path: "/v1/youtube/search", query: ["query": "rye", "continuationToken": token]))
    }

    @Test("a cursor of another search is refused")
    func foreignCursor() {
        #expect(throws: PlatformError.invalidInput("the cursor does not belong to this search")) {
            try KeywordYouTubeSearcher().providerRequest(for: request, after: Cursor(rawValue: "30"))
        }
    }

    @Test(
        "the search ends without a token, or with the one it asked with",
        arguments: [
            "", #", "continuationToken": null"#, #", "continuationToken": """#, #", "continuationToken": "same""#,
            #", "continuationToken": "\#(String(repeating: "x", count: 4096))""#,
        ])
    func ends(_ token: String) throws {
        let cursor = Continuation(token: "same").asCursor
        #expect(try page(#""videos": [{"id": "v", "channel": {"id": "UC1"}}]\#(token)"#, after: cursor).next == .end)
    }

    @Test("a body without videos has a bad shape, whatever other lists it has: every answer has that one")
    func noVideos() throws {
        #expect(try page(#""videos": []"#) == Page(creators: [], next: .end))
        #expect(throws: PlatformError.badShape(path: "videos", reason: "expected an array, found absent")) {
            try page(#""channels": [], "playlists": [], "shorts": [], "shelves": [], "lives": []"#)
        }
    }

    @Test("a body without lists, or whose videos are none, has a bad shape")
    func noLists() {
        #expect(throws: PlatformError.badShape(path: "videos", reason: "expected an array, found absent")) {
            try page(#""success": true"#)
        }
        #expect(throws: PlatformError.badShape(path: "videos", reason: "expected an array, found object")) {
            try page(#""videos": {}"#)
        }
    }

    @Test("items on shelves without a channel are left out by name, and are no reason to refuse the page")
    func shelves() throws {
        let page = try page(
            #"""
            "videos": [{"id": "v", "channel": {"id": "UC1"}}],
            "shelves": [{"items": [{"type": "short", "id": "s1"}, {"id": "s2", "channel": {"title": ""}}]},
                        {"items": [{"id": "s3", "channel": {"id": "UC2"}}, {"channel": {"id": "UC3"}}]}]
            """#)
        #expect(page.creators.map(\.externalId) == ["UC1", "UC2"])
        #expect(
            page.skipped == [
                Skipped(path: "shelves[0].items[0]", reason: "no channel"),
                Skipped(path: "shelves[0].items[1]", reason: "no channel"),
                Skipped(path: "shelves[1].items[1]", reason: "no video id"),
            ])
    }

    @Test("a page most of whose videos are unreadable has a bad shape; half of them is still a page")
    func unreadable() throws {
        let readable = #"{"id": "v", "channel": {"id": "UC1"}}"#
        #expect(try page(#""videos": [\#(readable)], "shorts": [{"id": "s"}]"#).creators.count == 1)
        #expect(throws: PlatformError.badShape(path: "shorts[0]", reason: "2 of 3 items: no channel")) {
            try page(#""videos": [\#(readable)], "shorts": [{"id": "s"}, {}]"#)
        }
    }

    @Test("a channel met in several lists is one creator with each video once, and with what any list knows")
    func gathering() throws {
        let page = try page(
            #"""
            "videos": [{"id": "v1", "channel": {"id": "UC1", "title": "A"}}, {"id": "v2", "channel": {"id": "UC2"}}],
            "shorts": [{"id": "v3", "channel": {"id": "UC1", "title": "B", "handle": "a"}}],
            "lives": [{"id": "v1", "channel": {"id": "UC1"}}],
            "channels": [{"type": "channel", "id": "UC1", "channelName": "A", "handle": "x",
                          "description": "Write to a@example.com", "thumbnail": "http://yt3.ggpht.com/a",
                          "subscriberCountText": "20M", "subscriberCountInt": 20000000, "badges": ["Verified"]},
                         {"id": "UC4", "subscriberCountText": "1.2K"}, {"channelName": "nobody"}]
            """#)
        let first = Creator(
            platform: "youtube", externalId: "UC1", handle: "a", displayName: "A",
            profileUrl: "https://www.youtube.com/@a", avatarUrl: "https://yt3.ggpht.com/a",
            bio: "Write to a@example.com",
            emails: [CreatorEmail(address: "a@example.com", source: .bio, confidence: 0.98)], followers: 20_000_000,
            isVerified: true,
            content: [
                Content(id: "v1", url: "https://www.youtube.com/watch?v=v1"),
                Content(id: "v3", url: "https://www.youtube.com/watch?v=v3"),
            ])
        #expect(page.creators.first == first)
        #expect(page.creators.map(\.externalId) == ["UC1", "UC2", "UC4"])
        #expect(page.creators.last?.followers == 1200)
        #expect(page.skipped == [Skipped(path: "channels[2]", reason: "no channel")])
    }

    @Test(
        "an address that the search cut off with its text is none",
        arguments: [
            ("Write to jo@example.com", ["jo@example.com"]), ("Write to jo@example.co...", []),
            ("Write to jo@example.co…", []), ("jo@example.com and ann@example.n ...", ["jo@example.com"]),
            ("jo@example.com …", ["jo@example.com"]), ("jo@example.c…", []),
            ("Bread...\\nWrite to jo@example.com", ["jo@example.com"]),
        ])
    func cutOff(_ description: String, _ addresses: [String]) throws {
        let page = try page(#""videos": [], "channels": [{"id": "UC1", "description": "\#(description)"}]"#)
        #expect(page.creators.first?.emails.map(\.address) == addresses)
    }

    @Test(
        "views are the exact number where there is one",
        arguments: [
            (#""viewCountText": "1.2M views", "viewCountInt": 1234567"#, 1_234_567),
            (#""viewCountText": "No views", "viewCountInt": null"#, 0), (#""viewCountText": "603K""#, 603_000),
            (#""viewCountText": "312 watching", "viewCountInt": 312"#, nil), (#""viewCountInt": -5"#, nil),
        ])
    func views(_ members: String, _ views: Int?) throws {
        #expect(try content(members).views == views)
    }

    @Test(
        "hashtags of a title",
        arguments: [
            ("Open crumb #Sourdough #bread #sourdough", ["sourdough", "bread"]), ("Crumb shot #1 of 3", []),
            ("【保存版】#パン作り#サワードウ", ["パン作り", "サワードウ"]), ("it&#39;s #so_good2!", ["so_good2"]),
        ])
    func hashtags(_ title: String, _ tags: [String]) throws {
        #expect(try content(#""title": "\#(title)""#).hashtags == tags)
    }

    @Test(
        "a length of nothing is unknown",
        arguments: [("2245", 2245), ("null", nil), ("0", nil)] as [(String, Double?)])
    func length(_ seconds: String, _ duration: Double?) throws {
        #expect(try content(#""lengthSeconds": \#(seconds)"#).durationSeconds == duration)
    }

    /// Days before 1 June 2025, noon; `nil` for no date.
    @Test(
        "dates: the provider's where it understood the words, else the words counted from there",
        arguments: [
            (#""publishedTimeText": "3 weeks ago", "publishedTime": "2025-05-11T12:00:00.000Z""#, 21),
            (#""publishedTimeText": "Streamed 2 weeks ago", "publishedTime": "2025-06-01T12:00:00.000Z""#, 14),
            (#""publishedTimeText": "12 hours ago", "publishedTime": "2025-06-01T12:00:00.000Z""#, 0.5),
            (#""publishedTime": "2025-05-31T12:00:00.000Z""#, 1),
            (#""publishedTimeText": "", "publishedTime": "2025-05-31T12:00:00.000Z""#, 1),
            (#""publishedTimeText": "some day", "publishedTime": "2025-06-01T12:00:00.000Z""#, nil),
        ] as [(String, Double?)])
    func dates(_ members: String, _ days: Double?) throws {
        let content = try self.content(members)
        let june = try #require(Timestamp.date(from: "2025-06-01T12:00:00Z"))
        #expect(content.publishedAt == days.map { june.addingTimeInterval(-$0 * 86_400) })
        #expect(content.publishedAtApproximate == (days == nil ? nil : true))
    }

    @Test("words alone count from now")
    func wordsAlone() throws {
        let content = try self.content(#""publishedTimeText": "2 days ago""#)
        #expect(content.publishedAt == Date.ofTests.addingTimeInterval(-2 * 86_400))
    }

    @Test(
        "handles in every form",
        arguments: [
            ("Solom", "Solom"), ("@Solom", "Solom"), ("channel/UC1", nil), ("", nil), (nil, nil), ("@", nil),
            ("http://www.youtube.com/@so.lom?x=1", "so.lom"), ("http://www.youtube.com/channel/UC1", nil),
            ("http://www.youtube.com/@%E3%83%91%E3%83%B3", "パン"), ("two words", nil),
            ("https://m.youtube.com/@solom", "solom"), ("https://elsewhere.example.com/@solom", nil),
            ("https://youtube.com/redirect/@solom", nil), ("UCaaaaaaaaaaaaaaaaaaaa-_", nil), ("a%2Fb", nil),
        ] as [(String?, String?)])
    func handles(_ text: String?, _ handle: String?) {
        #expect(ChannelName.handle(text) == handle)
    }

    @Test("a channel's page is found by handle, or by id where it has none")
    func addresses() {
        #expect(ChannelName.address(handle: "a", id: "UC1") == "https://www.youtube.com/@a")
        #expect(ChannelName.address(handle: nil, id: "UC1") == "https://www.youtube.com/channel/UC1")
        #expect(ChannelName.address(handle: "パン", id: "UC1") == "https://www.youtube.com/@%E3%83%91%E3%83%B3")
    }
}
