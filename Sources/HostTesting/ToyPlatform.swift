import FoundationEssentials
public import PlatformAPI

/// A platform for tests of the host: it proves that the host needs to know nothing about any real one.
///
/// Keyword pages of ten from `/v1/toy/search`, profiles from `/v1/toy/profile`, and a similar search that walks the
/// `friends` of profiles, two rings beyond the target's own.
public struct ToyPlatform: Platform {
    public static let descriptor = PlatformDescriptor(
        id: "toy", name: "Toy",
        modes: [
            ModeDescriptor(
                mode: .keyword, inputLabel: "Words", inputKind: .keywords, regions: ["US", "DE"], maxPages: 50),
            ModeDescriptor(
                mode: .similar, inputLabel: "Toy handle", inputKind: .usernames, maxPages: 1, furtherDegrees: 2),
        ],
        provider: ProviderBinding(vendor: "scrapecreators", timeout: .seconds(60)), profileHosts: ["toy.example.com"],
        imageHosts: [".example.com"], routeAliases: ["toy": .keyword, "toy-similar": .similar])

    public init() {}

    public var searchers: [any Searcher] { [KeywordToySearcher(), SimilarToySearcher()] }
    public var enricher: (any Enricher)? { ToyEnricher() }

    static func creator(_ item: JSONReader) -> Creator? {
        guard let id = item.id("id"), let handle = item.text("handle") else { return nil }
        return Creator(
            platform: "toy", externalId: id, handle: handle, followers: item.count("followers"),
            isPrivate: item.bool("private"))
    }
}

struct KeywordToySearcher: PagedSearcher {
    static let mode = SearchMode.keyword

    func providerRequest(for request: SearchRequest, after cursor: Cursor?) throws(PlatformError) -> ProviderRequest {
        ProviderRequest(path: "/v1/toy/search", query: ["query": request.text, "page": cursor?.rawValue ?? "1"])
    }

    func transform(
        _ body: JSONReader, for request: SearchRequest, after cursor: Cursor?, now: Date
    ) throws(PlatformError) -> Page {
        let items = try body.require("creators", .array).elements()
        let creators = items.compactMap { item -> Creator? in
            var creator = ToyPlatform.creator(item)
            if let post = item.text("post") { creator?.content = [Content(id: post, views: 100, likes: 10)] }
            return creator
        }
        let skipped = items.filter { ToyPlatform.creator($0) == nil }.map { Skipped(path: $0.path, reason: "no id") }
        let next = body.integer("next").map { Page.Next.more(Cursor(rawValue: String($0))) } ?? .end
        return Page(creators: creators, next: next, skipped: skipped)
    }
}

struct SimilarToySearcher: PagedSearcher {
    static let mode = SearchMode.similar

    func providerRequest(for request: SearchRequest, after cursor: Cursor?) throws(PlatformError) -> ProviderRequest {
        ProviderRequest(path: "/v1/toy/profile", query: ["handle": request.text])
    }

    func transform(
        _ body: JSONReader, for request: SearchRequest, after cursor: Cursor?, now: Date
    ) throws(PlatformError) -> Page {
        guard let target = ToyPlatform.creator(body) else { throw .notFound("no such toy") }
        return Page(creators: body.elements("friends").compactMap(ToyPlatform.creator), next: .end, target: target)
    }
}

struct ToyEnricher: Enricher {
    let callsPerCreator = 1

    func needsEnriching(_ creator: Creator) -> Bool { creator.profileFetchedAt == nil }

    func enrich(_ creator: Creator, in context: SearchContext) async throws(PlatformError) -> Creator {
        let request = ProviderRequest(path: "/v1/toy/profile", query: ["handle": creator.handle ?? ""])
        let body = try await context.provider.send(request).json()
        _ = try body.require("id", .string)
        var enriched = creator
        enriched.bio = body.text("bio")
        enriched.emails = body.text("email").map { [CreatorEmail(address: $0, source: .profile, confidence: 1)] } ?? []
        enriched.related = body.elements("friends").compactMap(ToyPlatform.creator)
        enriched.profileFetchedAt = context.now
        return enriched
    }
}
