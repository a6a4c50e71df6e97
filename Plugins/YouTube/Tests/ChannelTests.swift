import FoundationEssentials
import PlatformAPI
import PlatformTesting
import Testing

@testable import YouTubePlatform

@Suite("YouTube channels")
struct ChannelTests {
    func channel(_ members: String) throws -> Creator {
        try YouTubeTransformer.channel(
            JSONReader(text: #"{"channelId": "UC1"\#(members.isEmpty ? "" : ", ")\#(members)}"#), now: .ofTests)
    }

    @Test("a whole channel")
    func whole() throws {
        let channel = try channel(
            #"""
            "channel": "http://www.youtube.com/@Jo", "handle": "@Jo", "name": "Jo",
            "avatar": {"image": {"sources": [{"url": "https://yt3.googleusercontent.com/a=s160", "width": 160},
                                             {"url": "https://yt3.googleusercontent.com/a=s72", "width": 72}]}},
            "description": "Bread.\nwrite@example.com or JO@example.com", "subscriberCount": 15663692.999999998,
            "subscriberCountText": "15.7M subscribers", "videoCountText": "1,617 videos", "videoCount": 1618,
            "viewCount": 4714019136, "tags": "bread, rye", "email": "Jo@Example.com", "my:_shop": "https://x.example.com",
            "links": ["x.example.com", "https://y.example.com/@jo", "https://x.example.com", "", "no link"],
            "country": "Canada"
            """#)
        #expect(
            channel
                == Creator(
                    platform: "youtube", externalId: "UC1", handle: "Jo", displayName: "Jo",
                    profileUrl: "https://www.youtube.com/@Jo", avatarUrl: "https://yt3.googleusercontent.com/a=s160",
                    bio: "Bread.\nwrite@example.com or JO@example.com",
                    emails: [
                        CreatorEmail(address: "jo@example.com", source: .profile, confidence: 0.98),
                        CreatorEmail(address: "write@example.com", source: .bio, confidence: 0.98),
                    ],
                    links: [
                        CreatorLink(url: "https://x.example.com", source: .profile),
                        CreatorLink(url: "https://y.example.com/@jo", source: .profile),
                    ], followers: 15_663_693, posts: 1618, country: "CA", profileFetchedAt: .ofTests))
    }

    @Test("what a channel does not tell is unknown; its handle may stand in its address alone")
    func bare() throws {
        let bare = Creator(
            platform: "youtube", externalId: "UC1", profileUrl: "https://www.youtube.com/channel/UC1",
            profileFetchedAt: .ofTests)
        #expect(try channel(#""name": "", "description": "", "email": null, "tags": null, "links": []"#) == bare)
        #expect(try channel(#""channel": "http://www.youtube.com/@Jo""#).handle == "Jo")
    }

    @Test("a link's title that is the name of a field does not pass for it")
    func collisions() throws {
        let link = #""https://jo.example.com/x""#
        let channel = try channel(#""email": \#(link), "country": \#(link), "tags": \#(link), "handle": \#(link)"#)
        #expect(channel == (try self.channel("")))
        #expect(try YouTubeTransformer.tags(JSONReader(text: #"{"tags": \#(link)}"#)) == [])
    }

    @Test(
        "nor does it where the link could pass for one: what the list of links holds is a link",
        arguments: [
            ("name", "https://jo.example.com"), ("description", "jo.example.com/about"),
            ("handle", "https://www.youtube.com/@JoElsewhere"), ("channel", "https://www.youtube.com/@JoElsewhere"),
            ("tags", "jo.example.com"),
        ])
    func collisionsWithLinks(_ key: String, _ link: String) throws {
        let body = #""\#(key)": "\#(link)", "links": ["\#(link)"]"#
        #expect(try channel(body) == channel(#""links": ["\#(link)"]"#))
        #expect(try YouTubeTransformer.tags(JSONReader(text: "{\(body)}")) == [])
    }

    @Test(
        "subscribers",
        arguments: [
            (#""subscriberCount": 6600000"#, 6_600_000), (#""subscriberCountText": "43.9K subscribers""#, 43_900),
            (#""subscriberCount": null, "subscriberCountText": "No subscribers""#, 0),
            (#""subscriberCount": -1"#, nil), ("", nil),
        ])
    func subscribers(_ members: String, _ followers: Int?) throws {
        #expect(try channel(members).followers == followers)
    }

    @Test("a body without the channel's id has a bad shape")
    func noID() {
        #expect(throws: PlatformError.badShape(path: "channelId", reason: "expected string, found absent")) {
            try YouTubeTransformer.channel(JSONReader(text: #"{"success": true}"#), now: .ofTests)
        }
    }

    @Test("tags: split at commas, trimmed, each once in its owner's spelling")
    func tags() throws {
        let body = try JSONReader(text: #"{"tags": "Rye Bread, rye  bread,, crumb ,Crumb,  パン 作り"}"#)
        #expect(YouTubeTransformer.tags(body) == ["Rye Bread", "crumb", "パン 作り"])
    }

    @Test(
        "countries by name",
        arguments: [
            ("United States", "US"), ("Türkiye", "TR"), ("Turkey", "TR"), ("Cote d'Ivoire", "CI"),
            ("Côte d’Ivoire", "CI"), ("south korea", "KR"), ("Bosnia & Herzegovina", "BA"), ("gb", "GB"), ("UK", "GB"),
            ("Åland Islands", "AX"), ("São Tomé & Príncipe", "ST"), ("Congo - Kinshasa", "CD"), ("Atlantis", nil),
            ("", nil), ("QQ", nil),
        ])
    func countries(_ name: String, _ code: String?) {
        #expect(CountryNames.code(of: name) == code)
    }

    @Test("the enricher asks by id, keeps what only the search knew, and does so again with the same result")
    func enriching() async throws {
        let provider = SimulatorProvider(
            json: #"{"channelId": "UC1", "handle": "@Jo", "name": "Jo!", "subscriberCount": 7, "description": "Bread"}"#
        )
        let context = SearchContext(provider: provider, now: .ofTests)
        var found = Creator.channel("UC1")
        found.displayName = "Jo"
        found.avatarUrl = "https://yt3.ggpht.com/a"
        found.isVerified = true
        found.content = [Content(id: "v")]
        #expect(YouTubeEnricher().needsEnriching(found))
        let enriched = try await YouTubeEnricher().enrich(found, in: context)
        #expect(provider.requests == [ProviderRequest(path: "/v1/youtube/channel", query: ["channelId": "UC1"])])
        var expected = found
        expected.handle = "Jo"
        expected.displayName = "Jo!"
        expected.profileUrl = "https://www.youtube.com/@Jo"
        expected.bio = "Bread"
        expected.followers = 7
        expected.profileFetchedAt = .ofTests
        #expect(enriched == expected)
        #expect(try await YouTubeEnricher().enrich(enriched, in: context) == enriched)
        #expect(!YouTubeEnricher().needsEnriching(enriched))
    }

    @Test("a channel that is another one's is none")
    func anotherOnes() async throws {
        let context = SearchContext(provider: SimulatorProvider(json: #"{"channelId": "UC2"}"#), now: .ofTests)
        await #expect(throws: PlatformError.notFound("UC1 leads to another channel")) {
            try await YouTubeEnricher().enrich(.channel("UC1"), in: context)
        }
    }
}
