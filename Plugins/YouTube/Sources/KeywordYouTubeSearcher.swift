public import PlatformAPI

public import struct FoundationEssentials.Date

/// Finds the channels of videos about a term.
public struct KeywordYouTubeSearcher: PagedSearcher {
    public static let mode = SearchMode.keyword

    public init() {}

    public func providerRequest(
        for request: SearchRequest, after cursor: Cursor?
    ) throws(PlatformError) -> ProviderRequest {
        let continuation = try cursor.map(Continuation.init(reading:)) ?? .start
        return continuation.request(for: request.text, region: request.region)
    }

    public func transform(
        _ body: JSONReader, for request: SearchRequest, after cursor: Cursor?, now: Date
    ) throws(PlatformError) -> Page {
        let continuation = try cursor.map(Continuation.init(reading:)) ?? .start
        let found = try YouTubeTransformer.channels(foundIn: body, now: now)
        let next = continuation.next(after: body, isBlank: found.items == 0)?.asCursor
        return Page(creators: found.creators, next: next.map { .more($0) } ?? .end, skipped: found.skipped)
    }
}
