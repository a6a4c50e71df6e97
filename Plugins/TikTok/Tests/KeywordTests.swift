import FoundationEssentials
import PlatformAPI
import PlatformTesting
import Testing

@testable import TikTokPlatform

@Suite("TikTok keyword search")
struct KeywordTests {
    static let request = SearchRequest(subject: .keyword("rye bread"), wanted: 10)
    static let video = """
        {"aweme_info":{"aweme_id":"7","author":{"uid":"9223372036854775807","unique_id":"a.b"}}}
        """

    func page(_ json: String, after position: KeywordPosition? = nil) throws -> Page {
        try KeywordTikTokSearcher().transform(
            JSONReader(text: json), for: Self.request, after: position?.asCursor, now: .ofTests)
    }

    @Test("the first page is asked for with cursor 0, the region only when there is one")
    func firstRequest() throws {
        let searcher = KeywordTikTokSearcher()
        #expect(
            try searcher.providerRequest(for: Self.request, after: nil)
                == ProviderRequest(path: "/v1/tiktok/search/keyword", query: ["query": "rye bread", "cursor": "0"]))
        var regional = Self.request
        regional.region = "SE"
        let later = KeywordPosition(cursor: 82, endings: 1).asCursor
        #expect(
            try searcher.providerRequest(for: regional, after: later)
                == ProviderRequest(
                    path: "/v1/tiktok/search/keyword",
                    query: ["query": "rye bread", "cursor": "82", "region": "SE"]))
    }

    @Test("a cursor of another searcher is refused")
    func foreignCursor() {
        #expect(throws: PlatformError.invalidInput("the cursor does not belong to this search")) {
            try KeywordTikTokSearcher().providerRequest(for: Self.request, after: Cursor(rawValue: "{\"page\":2}"))
        }
    }

    struct Step: Sendable {
        var name: String
        var before: KeywordPosition?
        var body: String
        var after: KeywordPosition?
    }

    @Test(
        "where a search goes on",
        arguments: [
            Step(
                name: "the response's cursor counts, not the number of items",
                body: #"{"cursor":30,"has_more":1,"search_item_list":[VIDEO]}"#, after: .init(cursor: 30, endings: 0)),
            Step(
                name: "has_more 0 once", before: .init(cursor: 30, endings: 0),
                body: #"{"cursor":60,"has_more":0,"search_item_list":[VIDEO]}"#, after: .init(cursor: 60, endings: 1)),
            Step(
                name: "has_more 0 twice running", before: .init(cursor: 60, endings: 1),
                body: #"{"cursor":90,"has_more":0,"search_item_list":[VIDEO]}"#),
            Step(
                name: "has_more 1 in between", before: .init(cursor: 60, endings: 1),
                body: #"{"cursor":90,"has_more":1,"search_item_list":[VIDEO]}"#, after: .init(cursor: 90, endings: 0)),
            Step(
                name: "no has_more in the newer envelope", before: .init(cursor: 12, endings: 0),
                body: #"{"success":true,"cursor":24,"search_item_list":[VIDEO]}"#, after: .init(cursor: 24, endings: 0)),
            Step(
                name: "a cursor that stands still", before: .init(cursor: 30, endings: 0),
                body: #"{"cursor":30,"has_more":1,"search_item_list":[VIDEO]}"#),
            Step(
                name: "a cursor in digits of text",
                body: #"{"cursor":"30","has_more":1,"search_item_list":[VIDEO]}"#, after: .init(cursor: 30, endings: 0)),
            Step(name: "no cursor", body: #"{"has_more":1,"search_item_list":[VIDEO]}"#),
            Step(name: "no items", body: #"{"cursor":30,"has_more":1,"search_item_list":[]}"#),
            Step(
                name: "no list, and the reason for it",
                body: #"{"cursor":30,"has_more":0,"search_nil_info":{"search_nil_item":"federation_empty"}}"#),
            Step(
                name: "no list on a later page that promises nothing", before: .init(cursor: 30, endings: 0),
                body: #"{"success":true,"cursor":60}"#),
        ])
    func goesOn(_ step: Step) throws {
        let page = try page(step.body.replacing("VIDEO", with: Self.video), after: step.before)
        #expect(page.next == step.after.map { .more($0.asCursor) } ?? .end, "\(step.name)")
        #expect(page.creators.count == (step.body.contains("VIDEO") ? 1 : 0))
    }

    @Test(
        "a body without videos and without a reason is of a bad shape",
        arguments: [
            #"{}"#, #"{"success":true,"cursor":30}"#, #"{"cursor":30,"has_more":1,"search_item_list":null}"#,
            #"{"search_item_list":"none"}"#, #"{"search_item_list":{}}"#,
        ])
    func badShape(_ body: String) throws {
        let error = #expect(throws: PlatformError.self) { try page(body) }
        guard case .badShape("search_item_list", _) = error else {
            Issue.record("expected badShape at search_item_list, got \(String(describing: error))")
            return
        }
    }

    @Test("an author's videos are gathered, repeated ones left out, unreadable items named")
    func gathering() throws {
        let page = try page(
            """
            {"cursor":30,"has_more":1,"search_item_list":[
             {"aweme_info":{"aweme_id":"71","desc":"one","author_user_id":7123200225530672000,
              "author":{"uid":"7123200225530672418","unique_id":"ann","secret":0,"follower_count":12}}},
             {"aweme_info":{"aweme_id":"72","author":{"nickname":"?"}}},
             {"aweme_info":{"aweme_id":"73","desc":"two","author":{"uid":"7123200225530672418","unique_id":"ann"}}},
             {"aweme_info":{"aweme_id":"71","author":{"uid":"7123200225530672418","unique_id":"ann"}}},
             {"aweme_info":null},
             {"aweme_info":{"author":{"uid":"5","unique_id":"bo"}}},
             {"aweme_info":{"aweme_id":"74","author":{"unique_id":"Cy.D","secret":1,"follower_count":-7}}}]}
            """)
        let url = { (id: String) in "https://www.tiktok.com/@ann/video/\(id)" }
        #expect(
            page.creators == [
                Creator(
                    platform: "tiktok", externalId: "7123200225530672418", handle: "ann",
                    profileUrl: "https://www.tiktok.com/@ann", followers: 12, isPrivate: false,
                    content: [
                        Content(id: "71", url: url("71"), caption: "one"),
                        Content(id: "73", url: url("73"), caption: "two"),
                    ]),
                Creator(
                    platform: "tiktok", externalId: "cy.d", handle: "Cy.D",
                    profileUrl: "https://www.tiktok.com/@Cy.D", isPrivate: true,
                    content: [Content(id: "74", url: "https://www.tiktok.com/@Cy.D/video/74")]),
            ])
        #expect(
            page.skipped == [
                Skipped(path: "search_item_list[1].aweme_info.author", reason: "no author id"),
                Skipped(path: "search_item_list[4].aweme_info", reason: "no video"),
                Skipped(path: "search_item_list[5].aweme_info.aweme_id", reason: "no video id"),
            ])
    }

    @Test("a page whose items are mostly unreadable is of a bad shape")
    func mostlyUnreadable() throws {
        #expect(
            throws: PlatformError.badShape(path: "search_item_list[0].aweme_info", reason: "2 of 3 items: no video")
        ) {
            try page(#"{"cursor":30,"search_item_list":[{},{},VIDEO]}"#.replacing("VIDEO", with: Self.video))
        }
    }

    @Test("advertisements are left out, do not count as unreadable, and the search goes on behind them")
    func advertisements() throws {
        let ad = #"{"aweme_info":{"aweme_id":"8","is_ads":true,"author":{"uid":"8","unique_id":"shop"}}}"#
        #expect(
            try page(#"{"cursor":30,"search_item_list":[\#(ad),\#(ad)]}"#)
                == Page(
                    creators: [], next: .more(KeywordPosition(cursor: 30, endings: 0).asCursor),
                    skipped: [0, 1].map { Skipped(path: "search_item_list[\($0)].aweme_info", reason: "ad") }))
    }

    @Test("what one of an author's videos does not tell, another one may")
    func factsOfSeveralVideos() throws {
        let page = try page(
            """
            {"cursor":30,"search_item_list":[
             {"aweme_info":{"aweme_id":"71","author":{"uid":"7","unique_id":"ann"}}},
             {"aweme_info":{"aweme_id":"72","author":{"uid":"7","unique_id":"ann","nickname":"Ann","follower_count":9}}}]}
            """)
        #expect(page.creators.map(\.displayName) == ["Ann"])
        #expect(page.creators.map(\.followers) == [9])
        #expect(page.creators.map { $0.content.map(\.id) } == [["71", "72"]])
    }

    @Test("an id with half a character in it is no id")
    func brokenID() throws {
        let page = try page(
            #"""
            {"cursor":30,"search_item_list":[
             {"aweme_info":{"aweme_id":"71","author":{"uid":"70\u00001","unique_id":"Ann"}}}]}
            """#)
        #expect(page.creators.map(\.externalId) == ["ann"])
    }

    @Test("a term that the provider knows nothing of ends")
    func unknownTerm() async throws {
        let context = SearchContext(
            provider: SimulatorProvider(json: #"{"error":"not_found","message":"none"}"#, status: 404), now: .ofTests)
        #expect(
            try await KeywordTikTokSearcher().page(Self.request, after: nil, in: context)
                == Page(creators: [], next: .end))
    }

    @Test("a whole video, its numbers, pictures, hashtags and date")
    func wholeVideo() throws {
        let page = try page(
            #"""
            {"cursor":30,"search_item_list":[{"aweme_info":{"aweme_id":"7195232423927737652",
             "desc":" Fresh #Rye \ud83c\udf5e\nwrite to rye@example.com ","create_time":1675256400,
             "share_url":"https://www.tiktok.com/@ry.e/video/7195232423927737652?_r=1&u_code=0",
             "text_extra":[{"hashtag_name":"Rye"},{"hashtag_name":""},{"user_id":"1"},{"hashtag_name":"rye"}],
             "cha_list":[{"cha_name":"bread"}],
             "statistics":{"play_count":1018,"digg_count":0,"comment_count":-1,"share_count":"12"},
             "video":{"duration":56863,"cover":{"url_list":["https://p16.tiktokcdn.com/a.heic?x=1",
              "https://p16.tiktokcdn.com/a.jpeg?x=1"]}},
             "author":{"uid":"7","unique_id":"ry.e","nickname":"Rye\u0000 \ud83c\udf3e","secret":0,
              "follower_count":0,"custom_verify":"Verified account",
              "avatar_larger":{"url_list":["https://p16.tiktokcdn.com/b.heic"]},
              "avatar_medium":{"url_list":["https://p16.tiktokcdn.com/c.heic","https://p16.tiktokcdn.com/c.webp"]}}}}]}
            """#)
        #expect(
            page.creators == [
                Creator(
                    platform: "tiktok", externalId: "7", handle: "ry.e", displayName: "Rye 🌾",
                    profileUrl: "https://www.tiktok.com/@ry.e", avatarUrl: "https://p16.tiktokcdn.com/c.webp",
                    emails: page.creators.first?.emails ?? [], followers: 0, isVerified: true, isPrivate: false,
                    content: [
                        Content(
                            id: "7195232423927737652",
                            url: "https://www.tiktok.com/@ry.e/video/7195232423927737652",
                            caption: "Fresh #Rye 🍞\nwrite to rye@example.com", hashtags: ["rye"],
                            publishedAt: Date(timeIntervalSince1970: 1_675_256_400), durationSeconds: 56.863,
                            coverUrl: "https://p16.tiktokcdn.com/a.jpeg?x=1", views: 1018, likes: 0, shares: 12)
                    ])
            ])
        #expect(page.creators.first?.emails.map(\.address) == ["rye@example.com"])
        #expect(page.creators.first?.emails.map(\.source) == [.content])
    }
}
