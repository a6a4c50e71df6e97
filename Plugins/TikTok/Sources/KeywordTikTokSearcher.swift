public import PlatformAPI

public import struct FoundationEssentials.Date

/// Finds the authors of videos about a term.
public struct KeywordTikTokSearcher: PagedSearcher {
    public static let mode = SearchMode.keyword

    public init() {}

    /// One page; where the provider knows nothing of the term, the last one: that says nothing about a job's other
    /// terms.
    public func page(
        _ request: SearchRequest, after cursor: Cursor?, in context: SearchContext
    ) async throws(PlatformError) -> Page {
        do {
            let response = try await context.provider.send(providerRequest(for: request, after: cursor))
            return try transform(response.json(), for: request, after: cursor, now: context.now)
        } catch .notFound(let message) {
            context.log.debug("the provider finds nothing: \(message)")
            return Page(creators: [], next: .end)
        }
    }

    public func providerRequest(
        for request: SearchRequest, after cursor: Cursor?
    ) throws(PlatformError) -> ProviderRequest {
        let position = try cursor.map(KeywordPosition.init(reading:)) ?? .start
        var query = ["query": request.text, "cursor": String(position.cursor)]
        if let region = request.region { query["region"] = region }
        return ProviderRequest(path: "/v1/tiktok/search/keyword", query: query)
    }

    public func transform(
        _ body: JSONReader, for request: SearchRequest, after cursor: Cursor?, now: Date
    ) throws(PlatformError) -> Page {
        let position = try cursor.map(KeywordPosition.init(reading:)) ?? .start
        let items = try Self.items(of: body, at: position)
        let found = TikTokTransformer.authors(of: items)
        try found.refuseMostlyUnreadable(of: items.count, named: "items")
        let next = items.isEmpty ? nil : position.next(after: body)
        return Page(creators: found.creators, next: next.map { .more($0.asCursor) } ?? .end, skipped: found.skipped)
    }

    /// The list of videos; empty on the page after the last one, which has no list and says why in
    /// `search_nil_info`.
    private static func items(of body: JSONReader, at position: KeywordPosition) throws(PlatformError) -> [JSONReader] {
        let list = body["search_item_list"]
        switch list.kind {
        case .array: return list.elements()
        case .absent, .null:
            if body.exists("search_nil_info") { return [] }
            // The newer envelope's last page is not recorded. One that still counts on and promises nothing more is
            // taken for an end, but never as the first answer to a search.
            let promisesMore = body.bool("has_more") ?? false
            if position != .start, !promisesMore, body.count("cursor") != nil { return [] }
            fallthrough
        default: throw .badShape(path: "search_item_list", reason: "expected an array, found \(list.kind.rawValue)")
        }
    }
}
