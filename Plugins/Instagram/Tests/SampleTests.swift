import FixtureTape
import Foundation
import PlatformAPI
import PlatformTesting
import Testing

@testable import InstagramPlatform

/// Bodies recorded from the provider, pseudonymised, which live outside this repository.
private let samples = ProcessInfo.processInfo.environment["GEMZ_SAMPLES"].map { URL(fileURLWithPath: $0) }

@Suite(
    "Instagram samples",
    .enabled(if: samples != nil, "GEMZ_SAMPLES is not set: it names the folder of recorded provider bodies"))
struct SampleTests {
    func body(_ path: String) throws -> JSONReader {
        let file = try #require(samples).appending(path: path)
        return try JSONReader(parsing: Array(Data(contentsOf: file)))
    }

    struct Search: Sendable {
        var file: String
        var creators: Int
        var reels: Int
        var ads = 0
    }

    @Test(
        "reels searches",
        arguments: [
            Search(file: "page-1", creators: 10, reels: 10),
            Search(file: "page-2-synthesised", creators: 8, reels: 8, ads: 1),
            Search(file: "page-3-empty", creators: 0, reels: 0),
            Search(file: "documented-v1", creators: 6, reels: 6),
            Search(file: "documented-v2", creators: 3, reels: 3),
        ])
    func search(_ search: Search) throws {
        let page = try KeywordInstagramSearcher().transform(
            body("instagram/reels-search/\(search.file).json"),
            for: SearchRequest(subject: .keyword("nutrition"), wanted: 100), after: nil, now: .ofTests)
        #expect(page.creators.count == search.creators)
        #expect(page.creators.flatMap(\.content).count == search.reels)
        #expect(page.skipped.map(\.reason) == Array(repeating: "ad", count: search.ads))
        #expect(page.next == (search.reels == 0 ? .end : .more(Cursor(rawValue: "2"))))
        for creator in page.creators {
            #expect(creator.handle != nil && creator.followers != nil && creator.posts != nil)
            #expect(creator.isVerified != nil && creator.isPrivate == false)
            #expect(creator.avatarUrl?.hasPrefix("https://") == true)
            #expect(creator.externalId.allSatisfy { $0.isNumber })
            for reel in creator.content {
                #expect(reel.url?.hasPrefix("https://www.instagram.com/reel/") == true)
                #expect(reel.publishedAt != nil && reel.coverUrl != nil && (reel.durationSeconds ?? 0) > 0)
                #expect(reel.comments != nil)
            }
        }
    }

    struct Profile: Sendable {
        var file: String
        var related: Int
        var posts: Int
        var emails = 0
        var links = 1
        var category: String?
    }

    @Test(
        "profiles",
        arguments: [
            Profile(file: "related-80", related: 80, posts: 2, category: "Fitness Trainer"),
            Profile(file: "related-80-unverified", related: 80, posts: 1, category: "Reel creator"),
            Profile(file: "related-21", related: 21, posts: 2, emails: 1, links: 2, category: "Nutritionist"),
            Profile(file: "related-0-public", related: 0, posts: 2),
            Profile(file: "private", related: 0, posts: 0, links: 0),
        ])
    func profile(_ profile: Profile) throws {
        let user = try InstagramTransformer.user(of: body("instagram/profile/\(profile.file).json"), asked: "x")
        let creator = try InstagramTransformer.profile(user, now: .ofTests)
        #expect(creator.externalId == user.string("id"))
        #expect(creator.handle == user.string("username"))
        #expect(creator.followers == user.integer("edge_followed_by.count"))
        #expect(creator.following == user.integer("edge_follow.count"))
        let posts = user.integer("edge_owner_to_timeline_media.count")
        #expect(creator.posts == (profile.file == "private" ? nil : posts))
        #expect((creator.bio == nil) == (user.string("biography") == ""))
        #expect(creator.isPrivate == (profile.file == "private"))
        #expect(creator.avatarUrl == user.string("profile_pic_url_hd"))
        #expect(creator.related.count == profile.related)
        #expect(creator.related.allSatisfy { $0.isPrivate != nil && $0.isVerified != nil && $0.handle != nil })
        #expect(creator.content.count == profile.posts)
        #expect(creator.content.allSatisfy { $0.likes != nil && $0.comments != nil && $0.publishedAt != nil })
        #expect(creator.emails.count == profile.emails)
        #expect(creator.links.count == profile.links)
        #expect(creator.category == profile.category)
    }

    @Test("a body without a user is nobody")
    func noUser() throws {
        #expect(throws: PlatformError.notFound("@x does not exist")) {
            try InstagramTransformer.user(of: body("instagram/profile/no-user.json"), asked: "x")
        }
    }

    @Test(
        "whole searches from tapes",
        arguments: [
            ("instagram-keyword", SearchRequest.Subject.keyword("nutrition"), 18, 3),
            ("instagram-similar", .similar(to: "rafagunetoces"), 80, 3),
        ])
    func tape(_ name: String, _ subject: SearchRequest.Subject, _ creators: Int, _ unenriched: Int) async throws {
        let tape = try Tape.load(file: #require(samples).appending(path: "tapes/\(name).json"))
        let request = SearchRequest(subject: subject, wanted: 100)
        let searcher: any Searcher =
            if case .keyword = subject { KeywordInstagramSearcher() } else { SimilarInstagramSearcher() }
        let transcript = await SearchReplay(
            searcher: searcher, enricher: InstagramEnricher(), provider: TapeProvider(tape), now: .ofTests
        ).run(request)
        #expect(transcript.failure == nil)
        #expect(transcript.pages.flatMap(\.creators).count == creators)
        #expect(transcript.pages.flatMap(\.unenriched).count == unenriched)
    }
}
