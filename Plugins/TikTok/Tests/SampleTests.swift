import FixtureTape
import Foundation
import PlatformAPI
import PlatformTesting
import Simulation
import Testing
import TikTokSimulator

@testable import TikTokPlatform

/// Bodies recorded from the provider, pseudonymised, which live outside this repository.
private let samples = ProcessInfo.processInfo.environment["GEMZ_SAMPLES"].map { URL(fileURLWithPath: $0) }

@Suite(
    "TikTok samples",
    .enabled(if: samples != nil, "GEMZ_SAMPLES is not set: it names the folder of recorded provider bodies"))
struct SampleTests {
    func body(_ path: String) throws -> JSONReader {
        let file = try #require(samples).appending(path: path)
        return try JSONReader(parsing: Array(Data(contentsOf: file)))
    }

    struct Search: Sendable {
        var file: String
        var cursor: Int
        var videos: Int
        var creators: Int
        var next: Int?
        var endings = 0
    }

    @Test(
        "keyword pages",
        arguments: [
            Search(file: "tape-page-1", cursor: 0, videos: 30, creators: 20, next: 30),
            Search(file: "tape-page-2", cursor: 30, videos: 22, creators: 21, next: 60),
            Search(file: "tape-page-3", cursor: 60, videos: 19, creators: 19, next: 82),
            Search(file: "tape-page-4", cursor: 82, videos: 15, creators: 14, next: 101, endings: 1),
            Search(file: "tape-page-5", cursor: 101, videos: 4, creators: 4, next: 116, endings: 1),
            Search(file: "tape-page-6", cursor: 116, videos: 0, creators: 0),
            Search(file: "one-item-full", cursor: 80, videos: 1, creators: 1, next: 110, endings: 1),
            Search(file: "region-us", cursor: 0, videos: 5, creators: 5, next: 30),
            Search(file: "documented-with-credits", cursor: 0, videos: 1, creators: 1, next: 12),
        ])
    func keyword(_ search: Search) throws {
        let position = KeywordPosition(cursor: search.cursor, endings: 0)
        let page = try KeywordTikTokSearcher().transform(
            body("tiktok/search-keyword/\(search.file).json"),
            for: SearchRequest(subject: .keyword("trek"), wanted: 100), after: position.asCursor, now: .ofTests)
        #expect(page.skipped.isEmpty)
        #expect(page.creators.count == search.creators)
        #expect(page.creators.flatMap(\.content).count == search.videos)
        let next = search.next.map { Page.Next.more(KeywordPosition(cursor: $0, endings: search.endings).asCursor) }
        #expect(page.next == next ?? .end)
        for creator in page.creators {
            #expect(creator.handle != nil && creator.displayName != nil && creator.followers != nil)
            #expect(creator.externalId.allSatisfy { $0.isNumber })
            let pictures = [creator.avatarUrl] + creator.content.map(\.coverUrl)
            #expect(pictures.allSatisfy { $0?.hasPrefix("https://") == true && $0?.contains(".heic") == false })
            #expect(creator.content.allSatisfy { $0.views != nil && $0.likes != nil && $0.publishedAt != nil })
            #expect(
                creator.content.allSatisfy {
                    $0.url == "https://www.tiktok.com/@\(creator.handle ?? "")/video/\($0.id)"
                })
        }
    }

    @Test(
        "users pages",
        arguments: [
            ("page-1-alemata", 28), ("page-1-sogipefe", 30), ("documented-with-credits", 1), ("last-page-empty", 0),
        ])
    func users(_ file: String, _ publicUsers: Int) throws {
        let target = Creator(platform: "tiktok", externalId: "0", displayName: "Alemata")
        let position = try #require(SimilarPosition(target: target))
        let page = try SimilarTikTokSearcher.page(of: body("tiktok/search-users/\(file).json"), at: position)
        #expect(page.skipped.isEmpty)
        #expect(page.creators.count == publicUsers)
        #expect((page.next == .end) == (publicUsers == 0))
        #expect(page.creators.allSatisfy { $0.followers != nil && $0.posts != nil && $0.avatarUrl != nil })
    }

    @Test(
        "profiles",
        arguments: [
            "documented-cached", "email-in-bio", "empty-bio-zero-videos", "event-list", "large-counts",
            "no-region-2025-07-20", "private-account", "rtl-nickname", "shop-seller", "target-biolink",
        ])
    func profile(_ file: String) throws {
        let body = try body("tiktok/profile/\(file).json")
        let profile = try TikTokTransformer.profile(body, now: .ofTests)
        #expect(profile.externalId == body.string("user.id"))
        #expect(profile.handle == body.string("user.uniqueId"))
        #expect(
            profile.followers == body.string("statsV2.followerCount").flatMap { Int($0) }
                ?? body.integer("stats.followerCount"))
        #expect(profile.posts != nil && profile.likes != nil && profile.following != nil)
        #expect(profile.avatarUrl?.contains(".jpeg") == true)
        #expect(profile.isPrivate == (file == "private-account"))
        #expect((profile.bio == nil) == (body.string("user.signature") == ""))
        #expect((profile.country == nil) == !body.exists("user.region"))
        #expect(profile.emails.isEmpty == (file != "email-in-bio"))
        #expect(profile.links.contains { $0.source == .bioLink } == body.exists("user.bioLink"))
    }

    @Test("closed accounts")
    func closed() throws {
        let hidden = try body("errors/200-account-private.json")
        #expect(throws: PlatformError.privateAccount("@\(hidden.string("handle") ?? "") is private")) {
            try TikTokTransformer.profile(hidden, now: .ofTests)
        }
        let gone = try body("errors/200-account-deactivated.json")
        #expect(throws: PlatformError.notFound("@\(gone.string("handle") ?? "") does not exist any more")) {
            try TikTokTransformer.profile(gone, now: .ofTests)
        }
    }

    /// A tape as a provider; what it lacks has the endpoint's empty answer.
    func provider(_ tape: String) throws -> SimulatorProvider {
        let player = TapePlayer([try Tape.load(file: #require(samples).appending(path: "tapes/\(tape).json"))])
        let endpoints = TikTokSimulator().endpoints
        return SimulatorProvider { path, query in
            if case .response(let held) = player.answer(Tape.Request(path: path, query: query)) {
                return (held.status, held.body)
            }
            let empty = endpoints.first { $0.path == path }?.empty
            return (empty?.status ?? 404, empty?.body ?? [])
        }
    }

    func replay(_ searcher: any Searcher, _ tape: String, _ subject: SearchRequest.Subject) async throws -> [Page] {
        let context = SearchContext(provider: try provider(tape), now: .ofTests)
        let request = SearchRequest(subject: subject, wanted: 100)
        var pages = [try await searcher.page(request, after: nil, in: context)]
        while case .more(let cursor)? = pages.last?.next {
            pages.append(try await searcher.page(request, after: cursor, in: context))
        }
        return pages
    }

    @Test("the keyword tape: every page with videos is read, every profile understood")
    func keywordTape() async throws {
        let pages = try await replay(KeywordTikTokSearcher(), "tiktok-keyword", .keyword("trek"))
        #expect(pages.map(\.creators.count) == [20, 21, 19, 14, 4])
        let context = SearchContext(provider: try provider("tiktok-keyword"), now: .ofTests)
        var fates: [String: Int] = [:]
        for creator in pages.flatMap(\.creators) {
            do throws(PlatformError) {
                let enriched = try await TikTokEnricher().enrich(creator, in: context)
                #expect(enriched.externalId == creator.externalId)
                fates["enriched", default: 0] += 1
            } catch {
                fates[String(describing: error).prefix { $0.isLetter }.description, default: 0] += 1
            }
        }
        // One profile fails at first; the host would ask again.
        #expect(fates.keys.sorted() == ["enriched", "notFound", "privateAccount", "unavailable"])
        #expect(fates["unavailable"] == 1)
        #expect(fates["enriched", default: 0] > 60, "\(fates)")
    }

    @Test("the similar tape: users of the target's own words, the target not among them")
    func similarTape() async throws {
        let handle = "pirisefamirizof"
        let pages = try await replay(SimilarTikTokSearcher(), "tiktok-similar", .similar(to: handle))
        let target = try #require(pages.first?.target)
        #expect(target.handle == handle)
        let creators = pages.flatMap(\.creators)
        #expect(creators.count >= 50)
        #expect(!creators.contains { $0.isSameAccount(as: target) || $0.isPrivate == true })
    }
}
