import FixtureTape
import Foundation
import PlatformAPI
import PlatformTesting
import Testing

@testable import YouTubePlatform

/// Bodies recorded from the provider, pseudonymised, which live outside this repository.
private let samples = ProcessInfo.processInfo.environment["GEMZ_SAMPLES"].map { URL(fileURLWithPath: $0) }

@Suite(
    "YouTube samples",
    .enabled(if: samples != nil, "GEMZ_SAMPLES is not set: it names the folder of recorded provider bodies"))
struct SampleTests {
    func body(_ path: String) throws -> JSONReader {
        let file = try #require(samples).appending(path: path)
        return try JSONReader(parsing: Array(Data(contentsOf: file)))
    }

    struct Search: Sendable {
        var file: String
        var creators: Int
        var contents: Int
        var skipped: Int
        var token: Int?
    }

    @Test(
        "search pages",
        arguments: [
            Search(file: "page-1", creators: 30, contents: 34, skipped: 6, token: 588),
            Search(file: "page-2", creators: 28, contents: 33, skipped: 12, token: 588),
            Search(file: "page-3", creators: 25, contents: 30, skipped: 16, token: 618),
            Search(file: "page-4", creators: 3, contents: 3, skipped: 0),
            Search(file: "repeat-of-page-1", creators: 23, contents: 28, skipped: 0, token: 588),
            Search(file: "similar-page-1", creators: 4, contents: 30, skipped: 14, token: 612),
            Search(file: "similar-last-page-null-token", creators: 3, contents: 3, skipped: 0),
        ])
    func search(_ search: Search) throws {
        let body = try body("youtube/search/\(search.file).json")
        let page = try KeywordYouTubeSearcher().transform(
            body, for: SearchRequest(subject: .keyword("x"), wanted: 100), after: nil, now: .ofTests)
        #expect(page.creators.count == search.creators)
        #expect(page.creators.flatMap(\.content).count == search.contents)
        #expect(page.skipped.count == search.skipped)
        #expect(page.skipped.allSatisfy { $0.reason == "no channel" })
        let next = body.string("continuationToken").map { Continuation(token: $0) }
        #expect(next?.token?.utf8.count == search.token)
        #expect(page.next == next.flatMap(\.asCursor).map { .more($0) } ?? .end)
        for creator in page.creators {
            #expect(creator.handle != nil && creator.displayName != nil && creator.avatarUrl != nil)
            #expect(ChannelName.isID(creator.externalId))
            #expect(creator.content.allSatisfy { $0.views != nil && $0.publishedAt != nil && $0.coverUrl != nil })
        }
    }

    @Test(
        "channels",
        arguments: [
            "documented-with-credits", "dynamic-link-keys", "email-and-links", "float-subscriber-count", "no-country",
            "no-handle",
        ])
    func channel(_ file: String) throws {
        let body = try body("youtube/channel/\(file).json")
        let channel = try YouTubeTransformer.channel(body, now: .ofTests)
        #expect(channel.externalId == body.string("channelId"))
        #expect(channel.displayName == body.string("name"))
        #expect((channel.handle == nil) == (file == "no-handle"))
        #expect(channel.followers == body.double("subscriberCount").map { Int($0.rounded()) })
        #expect(channel.posts == body.integer("videoCount") ?? 8897)
        #expect((channel.bio == nil) == (body.string("description") == ""))
        #expect(channel.links.count { $0.source == .profile } == body.elements("links").count)
        #expect(channel.avatarUrl == body.string("avatar.image.sources[2].url"))
        #expect((channel.country == nil) == (file == "no-country"))
        let sources: [CreatorEmail.Source] =
            switch file {
            case "email-and-links", "float-subscriber-count": [.profile]
            case "no-country": [.bio]
            default: []
            }
        #expect(channel.emails.map(\.source) == sources)
    }

    @Test("the sample target's own search phrase is among its terms")
    func terms() throws {
        let terms = SimilarYouTubeSearcher.terms(of: try body("youtube/channel/dynamic-link-keys.json"))
        #expect(terms.contains("Fitness Saffron"))
        #expect(terms.count == SimilarYouTubeSearcher.maxTerms)
    }

    @Test("a channel's own videos", arguments: [("documented-page-1", 1), ("page-2-last", 5)])
    func videos(_ file: String, _ count: Int) throws {
        let titles = try body("youtube/channel-videos/\(file).json").elements("videos").compactMap { $0.text("title") }
        #expect(titles.count == count)
        #expect(!SearchTerms.terms(from: titles, limit: 5).isEmpty)
    }

    @Test("the whole sample tape of a keyword search")
    func tape() async throws {
        let file = try #require(samples).appending(path: "tapes/youtube-keyword.json")
        let provider = TapeProvider(try Tape.load(file: file))
        let transcript = await SearchReplay(
            searcher: KeywordYouTubeSearcher(), enricher: YouTubeEnricher(), provider: provider, now: .ofTests
        ).run(SearchRequest(subject: .keyword("earbuds pro"), wanted: 100))
        #expect(transcript.failure == nil)
        #expect(transcript.pages.count == 4)
        #expect(Set(transcript.pages.flatMap(\.creators).map(\.externalId)).count == 57)
        #expect(transcript.pages.flatMap(\.unenriched).map(\.failure.code) == ["notFound", "unavailable", "notFound"])
    }
}
