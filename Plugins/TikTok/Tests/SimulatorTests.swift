import FoundationEssentials
import PlatformAPI
import PlatformTesting
import Simulation
import Testing
import TikTokSimulator

@testable import TikTokPlatform

@Suite("TikTok simulator")
struct SimulatorTests {
    static let context = SearchContext(
        provider: SimulatorProvider(TikTokSimulator(), now: .ofTests), now: .ofTests)

    /// Pages until that many different creators are found, or the search ends.
    func walk(
        _ searcher: any Searcher, _ request: SearchRequest, wanted: Int, after start: Cursor? = nil
    ) async throws -> [Page] {
        var pages: [Page] = []
        var ids: Set<String> = []
        var cursor = start
        repeat {
            let page = try await searcher.page(request, after: cursor, in: Self.context)
            pages.append(page)
            ids.formUnion(page.creators.map(\.externalId))
            guard case .more(let next) = page.next else { return pages }
            cursor = next
        } while ids.count < wanted
        return pages
    }

    @Test("a keyword search finds 300 different creators, the same ones every time", arguments: ["vegan ramen", "寿司"])
    func keyword(_ term: String) async throws {
        let request = SearchRequest(subject: .keyword(term), wanted: 300)
        let pages = try await walk(KeywordTikTokSearcher(), request, wanted: 300)
        let creators = pages.flatMap(\.creators)
        let different = Set(creators.map(\.externalId))
        #expect(different.count >= 300)
        #expect(Set(creators.compactMap(\.handle)).count == different.count)
        #expect(different.count < creators.count, "creators repeat across pages")
        #expect(creators.allSatisfy { !$0.content.isEmpty })
        #expect(try await walk(KeywordTikTokSearcher(), request, wanted: 300) == pages)
    }

    @Test("a keyword search has thousands of creators, unreadable items among them, and an end")
    func wholeSearch() async throws {
        let request = SearchRequest(subject: .keyword("pottery"), wanted: 10_000)
        var ids: Set<String> = []
        var skipped = 0
        // Every nineteenth of 190 pages; what they have stands for the pages between.
        for cursor in stride(from: 0, to: 190 * 30, by: 19 * 30) {
            let page = try await KeywordTikTokSearcher().page(
                request, after: KeywordPosition(cursor: cursor, endings: 0).asCursor, in: Self.context)
            ids.formUnion(page.creators.map(\.externalId))
            skipped += page.skipped.count
        }
        #expect(ids.count * 19 >= 3_000)
        #expect(skipped > 0)
        let late = KeywordPosition(cursor: 188 * 30, endings: 0).asCursor
        let pages = try await walk(KeywordTikTokSearcher(), request, wanted: 10_000, after: late)
        #expect(pages.last?.next == .end)
    }

    @Test("300 creators like any handle are reachable", arguments: ["jane.cooks", "JANE", "22.11", "gemz"])
    func similar(_ handle: String) async throws {
        let request = SearchRequest(subject: .similar(to: handle), wanted: 300)
        let pages = try await walk(SimilarTikTokSearcher(), request, wanted: 300)
        let target = try #require(pages.first?.target)
        #expect(target.handle == handle.lowercased())
        let creators = pages.flatMap(\.creators)
        #expect(Set(creators.map(\.externalId)).count >= 300)
        #expect(!creators.contains { $0.isSameAccount(as: target) || $0.isPrivate == true })
        #expect(try await walk(SimilarTikTokSearcher(), request, wanted: 300) == pages)
    }

    func profile(of creator: Creator) async -> Result<Creator, PlatformError> {
        do throws(PlatformError) {
            return .success(try await TikTokEnricher().enrich(creator, in: Self.context))
        } catch {
            return .failure(error)
        }
    }

    @Test("profiles agree with the search that showed them; some have an address, few are closed")
    func profiles() async throws {
        let request = SearchRequest(subject: .keyword("espresso"), wanted: 300)
        let found = try await walk(KeywordTikTokSearcher(), request, wanted: 300).flatMap(\.creators)
        var closed = 0
        var reachable = 0
        for creator in found {
            let result = await profile(of: creator)
            guard case .success(let enriched) = result else {
                #expect(
                    result == .failure(.privateAccount("@\(creator.handle ?? "") is private"))
                        || result
                            == .failure(
                                .notFound("@\(creator.handle ?? "") does not exist any more"))
                )
                closed += 1
                continue
            }
            #expect(enriched.displayName == creator.displayName)
            #expect(enriched.followers == creator.followers)
            #expect(enriched.isPrivate == creator.isPrivate)
            #expect(enriched.profileFetchedAt == .ofTests)
            if !enriched.emails.isEmpty { reachable += 1 }
        }
        #expect((1...(found.count / 20)).contains(closed))
        #expect((found.count / 5...found.count / 2).contains(reachable))
    }

    @Test(
        "reserved handles",
        arguments: [
            ("gemz.missing", PlatformError.notFound("User doesn't exist")),
            ("gemz.private", .privateAccount("@gemz.private is private")),
            ("gemz.closed", .notFound("@gemz.closed does not exist any more")),
        ])
    func reserved(_ handle: String, _ error: PlatformError) async throws {
        let creator = Creator(platform: "tiktok", externalId: handle, handle: handle)
        await #expect(throws: error) { try await TikTokEnricher().enrich(creator, in: Self.context) }
    }

    @Test("an account asked for by its id has that id")
    func byID() async throws {
        let creator = Creator(platform: "tiktok", externalId: "6812345678901234567")
        let enriched = try await TikTokEnricher().enrich(creator, in: Self.context)
        #expect(enriched.handle == "user6812345678901234567")
    }

    @Test("every endpoint's empty answer ends a search or means that nobody was found")
    func emptyAnswers() throws {
        let endpoints = TikTokSimulator().endpoints
        let keyword = try #require(endpoints.first { $0.path == "/v1/tiktok/search/keyword" })
        let request = SearchRequest(subject: .keyword("x"), wanted: 1)
        let page = try KeywordTikTokSearcher().transform(
            JSONReader(parsing: keyword.empty.body), for: request, after: nil, now: .ofTests)
        #expect(page == Page(creators: [], next: .end))
        let users = try #require(endpoints.first { $0.path == "/v1/tiktok/search/users" })
        let target = Creator(platform: "tiktok", externalId: "1", handle: "kiln")
        let position = try #require(SimilarPosition(target: target))
        #expect(
            try SimilarTikTokSearcher.page(of: JSONReader(parsing: users.empty.body), at: position)
                == Page(creators: [], next: .end))
        #expect(endpoints.map(\.empty.status) == [200, 200, 404])
    }
}
