public import PlatformAPI

public import struct FoundationEssentials.Date

/// Finds the owners of reels about a term.
///
/// The reels search has numbered pages and says nothing about how many there are: it ends with a page without reels,
/// or with page 11, the last that the provider answers.
public struct KeywordInstagramSearcher: PagedSearcher {
    public static let mode = SearchMode.keyword

    /// The provider documents a 400 for any page beyond.
    static let lastPage = 11

    public init() {}

    public func providerRequest(
        for request: SearchRequest, after cursor: Cursor?
    ) throws(PlatformError) -> ProviderRequest {
        let page = try Self.page(at: cursor)
        return ProviderRequest(
            path: "/v2/instagram/reels/search", query: ["query": request.text, "page": String(page)])
    }

    public func transform(
        _ body: JSONReader, for request: SearchRequest, after cursor: Cursor?, now: Date
    ) throws(PlatformError) -> Page {
        let page = try Self.page(at: cursor)
        let reels = try body.require("reels", .array).elements()
        let found = InstagramTransformer.owners(of: reels)
        try found.refuseMostlyUnreadable(of: reels.count)
        let isLast = reels.isEmpty || page >= Self.lastPage
        return Page(
            creators: found.creators, next: isLast ? .end : .more(Cursor(rawValue: String(page + 1))),
            skipped: found.skipped)
    }

    /// The number of the page that a cursor leads to; 1 without a cursor.
    private static func page(at cursor: Cursor?) throws(PlatformError) -> Int {
        guard let cursor else { return 1 }
        guard let page = Int(cursor.rawValue), (2...lastPage).contains(page) else {
            throw .invalidInput("the cursor does not belong to this search")
        }
        return page
    }
}
