import FoundationEssentials
import InstagramSimulator
import PlatformAPI
import Simulation
import Testing

@testable import InstagramPlatform

@Suite("The Instagram simulator")
struct SimulatorTests {
    static let context = SearchContext.simulated

    /// All pages of a keyword search.
    func pages(_ term: String) async throws -> [Page] {
        let request = SearchRequest(subject: .keyword(term), wanted: 1_000)
        var pages: [Page] = []
        var cursor: Cursor?
        repeat {
            let page = try await KeywordInstagramSearcher().page(request, after: cursor, in: Self.context)
            pages.append(page)
            if case .more(let next) = page.next { cursor = next } else { cursor = nil }
        } while cursor != nil
        return pages
    }

    /// A creator with its profile; `nil` where there is none.
    func enriched(_ creator: Creator) async throws -> Creator? {
        do {
            return try await InstagramEnricher().enrich(creator, in: Self.context)
        } catch PlatformError.notFound {
            return nil
        }
    }

    @Test(
        "every term has eleven pages, some of whose reels and owners come again",
        arguments: ["yoga", "  Öko Käse ", "日"])
    func oneTerm(_ term: String) async throws {
        let pages = try await pages(term)
        #expect(pages.count == 11)
        let found = pages.flatMap(\.creators)
        let distinct = Set(found.map(\.externalId)).count
        #expect((85...115).contains(distinct))
        #expect(distinct < found.count)
        let reels = found.flatMap(\.content).map(\.id)
        #expect(Set(reels).count < reels.count)
        #expect(pages.flatMap(\.skipped).allSatisfy { $0.reason == "ad" })
        #expect(try await self.pages(term) == pages)
    }

    @Test("five terms lead to well over 300 creators, since hardly anybody is found by two of them")
    func fiveTerms() async throws {
        var found: [Set<String>] = []
        for term in ["vegan recipes", "home workout", "travel", "pottery", "ciclismo"] {
            found.append(Set(try await pages(term).flatMap(\.creators).map(\.externalId)))
        }
        let all = found.reduce(into: Set<String>()) { $0.formUnion($1) }
        #expect(all.count >= 400)
        #expect(found.map(\.count).reduce(0, +) - all.count < 20)
    }

    @Test("pages beyond the eleventh are refused, as the provider does", arguments: ["0", "12", "one"])
    func refusedPages(_ page: String) {
        let request = SimulatedRequest(
            path: "/v2/instagram/reels/search", query: ["query": "yoga", "page": page], now: .ofTests)
        #expect(InstagramSimulator().answer(request) == .failure(400, "page must be between 1 and 11"))
    }

    @Test("profiles agree with the search that showed them; some have an address, few are gone")
    func profiles() async throws {
        var gone = 0
        var reachable = 0
        let found = try await pages("espresso").flatMap(\.creators)
        for creator in found {
            guard let enriched = try await enriched(creator) else {
                gone += 1
                continue
            }
            #expect(enriched.displayName == creator.displayName)
            #expect(enriched.followers == creator.followers)
            #expect(enriched.posts == creator.posts)
            #expect(enriched.isVerified == creator.isVerified)
            #expect(enriched.isPrivate == creator.isPrivate)
            #expect(enriched.content == creator.content)
            if !enriched.emails.isEmpty { reachable += 1 }
        }
        #expect((1...found.count / 10).contains(gone))
        #expect((found.count / 5...found.count / 2).contains(reachable))
    }

    @Test(
        "whatever handle somebody asks for is public and relates to 80 others",
        arguments: ["jane.cooks", "JANE_", "22"])
    func anyHandle(_ handle: String) async throws {
        let request = SearchRequest(subject: .similar(to: handle), wanted: 100)
        let page = try await SimilarInstagramSearcher().page(request, after: nil, in: Self.context)
        let target = try #require(page.target)
        #expect(target.handle == handle.lowercased())
        #expect(target.isPrivate == false)
        #expect((70...80).contains(page.creators.count))
        #expect(page.next == .end)
        #expect(try await SimilarInstagramSearcher().page(request, after: nil, in: Self.context) == page)
    }

    @Test("the third degree has over a thousand creators, many of them named more than once")
    func furtherDegrees() async throws {
        let request = SearchRequest(subject: .similar(to: "coach.mila"), wanted: 1_000)
        let page = try await SimilarInstagramSearcher().page(request, after: nil, in: Self.context)
        var mentions: [String: Int] = [:]
        var ring = page.creators
        var gone = 0
        for _ in 1...2 {
            var next: [Creator] = []
            for creator in ring {
                guard let enriched = try await enriched(creator) else {
                    gone += 1
                    continue
                }
                #expect(enriched.displayName == creator.displayName)
                #expect(enriched.isVerified == creator.isVerified)
                #expect([80, 21, 0].contains(enriched.related.count))
                for related in enriched.related where related.isPrivate != true {
                    if mentions[related.externalId] == nil { next.append(related) }
                    mentions[related.externalId, default: 0] += 1
                }
            }
            ring = Array(next.suffix(80))
        }
        #expect(mentions.count >= 1_000)
        #expect(mentions.values.filter { $0 > 1 }.count >= 200)
        #expect((1...20).contains(gone))
    }

    @Test(
        "handles that have no profile",
        arguments: ["gemz.missing", "Gemz.Missing", "not a handle", "ナイン", "a-dash", String(repeating: "a", count: 31)])
    func missing(_ handle: String) async throws {
        let request = SearchRequest(subject: .similar(to: handle), wanted: 10)
        await #expect(throws: PlatformError.notFound("User doesn't exist")) {
            try await SimilarInstagramSearcher().page(request, after: nil, in: Self.context)
        }
    }

    @Test("bodies have the keys of recorded ones")
    func shapes() throws {
        func body(_ path: String, _ query: [String: String]) throws -> JSONReader {
            let request = SimulatedRequest(path: path, query: query, now: .ofTests)
            return try JSONReader(parsing: InstagramSimulator().answer(request).body)
        }
        let user = try body("/v1/instagram/profile", ["handle": "@jane.cooks"])["data.user"]
        #expect(user.members().count == 69)
        #expect(user.elements("edge_owner_to_timeline_media.edges").count == 12)
        let related = user.elements("edge_related_profiles.edges")
        let keys: Set = ["id", "full_name", "is_private", "is_verified", "profile_pic_url", "username"]
        #expect(related.count == 80)
        #expect(related.allSatisfy { Set($0.members("node").map(\.key)) == keys })
        let reels = try body("/v2/instagram/reels/search", ["query": "yoga", "page": "1"]).elements("reels")
        #expect((9...11).contains(reels.count))
        #expect(reels.allSatisfy { $0.members().count == 25 && $0.members("owner").count == 9 })
        #expect(reels.contains { !$0.elements("comments").isEmpty })
    }

    @Test("the reserved private account is private")
    func privateAccount() async throws {
        let request = SearchRequest(subject: .similar(to: "gemz.private"), wanted: 10)
        await #expect(throws: PlatformError.privateAccount("@gemz.private is private")) {
            try await SimilarInstagramSearcher().page(request, after: nil, in: Self.context)
        }
    }

    @Test("every endpoint's empty answer ends a search or means that nobody was found")
    func emptyAnswers() throws {
        let endpoints = InstagramSimulator().endpoints
        let reels = try #require(endpoints.first { $0.path == "/v2/instagram/reels/search" })
        let page = try KeywordInstagramSearcher().transform(
            JSONReader(parsing: reels.empty.body), for: SearchRequest(subject: .keyword("x"), wanted: 1), after: nil,
            now: .ofTests)
        #expect(page == Page(creators: [], next: .end))
        #expect(endpoints.map(\.empty.status) == [200, 404])
    }
}
