import FoundationEssentials
import PlatformAPI
import PlatformTesting
import Simulation
import Testing
import YouTubeSimulator

@testable import YouTubePlatform

@Suite("YouTube simulator")
struct SimulatorTests {
    static let context = SearchContext(
        provider: SimulatorProvider(YouTubeSimulator(), now: .ofTests), now: .ofTests)

    /// Pages until that many different creators are found, or the search ends.
    func walk(_ searcher: any Searcher, _ request: SearchRequest, wanted: Int) async throws -> [Page] {
        var pages: [Page] = []
        var ids: Set<String> = []
        var cursor: Cursor?
        repeat {
            let page = try await searcher.page(request, after: cursor, in: Self.context)
            pages.append(page)
            ids.formUnion(page.creators.map(\.externalId))
            guard case .more(let next) = page.next else { return pages }
            cursor = next
        } while ids.count < wanted
        return pages
    }

    func answer(_ path: String, _ query: [String: String]) throws -> JSONReader {
        let request = SimulatedRequest(path: path, query: query, now: .ofTests)
        return try JSONReader(parsing: YouTubeSimulator().answer(request).body)
    }

    @Test("a keyword search finds 300 different channels, the same ones every time", arguments: ["vegan ramen", "寿司"])
    func keyword(_ term: String) async throws {
        let request = SearchRequest(subject: .keyword(term), wanted: 300)
        let pages = try await walk(KeywordYouTubeSearcher(), request, wanted: 300)
        let creators = pages.flatMap(\.creators)
        let different = Set(creators.map(\.externalId))
        #expect(different.count >= 300)
        #expect(different.count < creators.count, "channels repeat across pages")
        #expect(creators.contains { $0.handle == nil })
        #expect(pages.contains { !$0.skipped.isEmpty })
        #expect(try await walk(KeywordYouTubeSearcher(), request, wanted: 300) == pages)
    }

    @Test("a keyword search that is walked to its end has thousands of channels")
    func wholeSearch() async throws {
        let request = SearchRequest(subject: .keyword("pottery"), wanted: 10_000)
        let pages = try await walk(KeywordYouTubeSearcher(), request, wanted: 10_000)
        #expect(Set(pages.flatMap(\.creators).map(\.externalId)).count >= 3_000)
        #expect(pages.count <= YouTubePlatform.descriptor.mode(.keyword)?.maxPages ?? 0)
        #expect(pages.last?.next == .end)
    }

    @Test(
        "300 channels like any handle are reachable", arguments: ["jane.cooks", "JANE", "22.11", "gemz", "寿司太郎"])
    func similar(_ handle: String) async throws {
        let request = SearchRequest(subject: .similar(to: handle), wanted: 300)
        let pages = try await walk(SimilarYouTubeSearcher(), request, wanted: 300)
        let target = try #require(pages.first?.target)
        #expect(target.handle == handle.lowercased())
        let creators = pages.flatMap(\.creators)
        #expect(Set(creators.map(\.externalId)).count >= 300)
        #expect(!creators.contains { $0.isSameAccount(as: target) })
        #expect(try await walk(SimilarYouTubeSearcher(), request, wanted: 300) == pages)
    }

    /// `nil` for a channel that was closed.
    func enriched(_ creator: Creator) async throws -> Creator? {
        do {
            return try await YouTubeEnricher().enrich(creator, in: Self.context)
        } catch {
            guard case .notFound = error else { throw error }
            return nil
        }
    }

    @Test("channels agree with the search that showed them; some have an address, few are closed")
    func channels() async throws {
        let request = SearchRequest(subject: .keyword("espresso"), wanted: 300)
        let found = try await walk(KeywordYouTubeSearcher(), request, wanted: 300).flatMap(\.creators)
        var closed = 0
        var reachable = 0
        var handles: [String: String] = [:]
        for creator in found {
            guard let enriched = try await enriched(creator) else {
                closed += 1
                continue
            }
            #expect(enriched.handle == creator.handle)
            #expect(enriched.displayName == creator.displayName)
            #expect(creator.followers == nil || enriched.followers == creator.followers)
            #expect(enriched.profileFetchedAt == .ofTests)
            if let handle = enriched.handle { handles[handle] = creator.externalId }
            if !enriched.emails.isEmpty { reachable += 1 }
        }
        for (handle, id) in handles {
            #expect(try answer("/v1/youtube/channel", ["handle": "@\(handle)"]).string("channelId") == id)
        }
        #expect((1...(found.count / 20)).contains(closed))
        #expect((found.count / 5...found.count / 2).contains(reachable))
    }

    @Test("pages and tokens have the provider's shape, and a token of another search leads nowhere")
    func shape() throws {
        let keys: Set = ["videos", "channels", "playlists", "shorts", "shelves", "lives", "continuationToken"]
        let first = try answer("/v1/youtube/search", ["query": "yoga"])
        #expect(Set(first.members().map(\.key)) == keys)
        #expect((18...20).contains(first.elements("videos").count + first.elements("shorts").count))
        let token = try #require(first.string("continuationToken"))
        #expect(token.utf8.count == 588)
        let second = try answer("/v1/youtube/search", ["query": "yoga", "continuationToken": token])
        #expect(second.elements("videos").map { $0.string("id") } != first.elements("videos").map { $0.string("id") })
        let elsewhere = try answer("/v1/youtube/search", ["query": "chess", "continuationToken": token])
        #expect(elsewhere.elements("videos").isEmpty && !elsewhere.exists("continuationToken"))
    }

    @Test(
        "the oddities of recorded bodies occur: counts with fractions, no handle, no tags, no country, both envelopes")
    func oddities() throws {
        let bodies = try (0..<300).map { try answer("/v1/youtube/channel", ["handle": "somebody\($0)"]) }
        #expect(bodies.contains { $0.double("subscriberCount").map { $0 != $0.rounded() } ?? false })
        #expect(bodies.contains { !$0.exists("tags") } && bodies.contains { $0.exists("tags") })
        #expect(bodies.contains { !$0.exists("country") } && bodies.contains { $0.exists("country") })
        #expect(bodies.contains { $0.string("email") != nil } && bodies.contains { $0["email"].kind == .null })
        #expect(bodies.contains { $0.exists("credits_remaining") && !$0.exists("handle") })
        #expect(bodies.contains { $0.exists("new:_channel_membership") })
        for body in bodies where body.exists("country") {
            #expect(try YouTubeTransformer.channel(body, now: .ofTests).country != nil)
        }
    }

    @Test("a channel's own videos name no channel and end")
    func videos() throws {
        var query = ["handle": "jane.cooks"]
        var titles = 0
        var pages = 0
        repeat {
            let body = try answer("/v1/youtube/channel-videos", query)
            titles += body.elements("videos").count
            #expect(body.elements("videos").allSatisfy { $0.string("channel.title") == "" })
            query["continuationToken"] = body.string("continuationToken")
            pages += 1
        } while query["continuationToken"] != nil && pages < 1000
        #expect(titles == (try answer("/v1/youtube/channel", ["handle": "jane.cooks"]).count("videoCountText")))
    }

    @Test("the reserved handle is missing")
    func reserved() async throws {
        let request = SearchRequest(subject: .similar(to: "gemz.missing"), wanted: 10)
        await #expect(throws: PlatformError.notFound("User doesn't exist")) {
            try await SimilarYouTubeSearcher().page(request, after: nil, in: Self.context)
        }
    }

    @Test("every endpoint's empty answer ends a search or means that nobody was found")
    func emptyAnswers() throws {
        let endpoints = YouTubeSimulator().endpoints
        #expect(endpoints.map(\.path) == ["search", "channel", "channel-videos"].map { "/v1/youtube/\($0)" })
        #expect(endpoints.map(\.empty.status) == [200, 404, 200])
        #expect(endpoints[1].missingMessage == "You must provide a handle or a channelId")
        let page = try KeywordYouTubeSearcher().transform(
            JSONReader(parsing: endpoints[0].empty.body), for: SearchRequest(subject: .keyword("x"), wanted: 1),
            after: nil, now: .ofTests)
        #expect(page == Page(creators: [], next: .end))
    }
}
