public import PlatformAPI

public import struct FoundationEssentials.Date

/// Finds the accounts that Instagram relates to a target: one call, one page.
///
/// Wider rings need no pages of their own: each creator that the host enriches brings its related accounts along.
public struct SimilarInstagramSearcher: PagedSearcher {
    public static let mode = SearchMode.similar

    /// First parts of Instagram's own addresses, which no account can have for a handle: all that is left of the
    /// pasted address of a post or a story.
    private static let routes: Set = ["p", "reel", "reels", "tv", "stories", "explore", "share", "direct", "accounts"]

    public init() {}

    public func providerRequest(
        for request: SearchRequest, after cursor: Cursor?
    ) throws(PlatformError) -> ProviderRequest {
        guard cursor == nil else { throw .invalidInput("this search has one page only") }
        guard !Self.routes.contains(request.text.lowercased()) else {
            throw .invalidInput("this is the address of a post, not of a profile")
        }
        return InstagramTransformer.profileRequest(request.text)
    }

    public func transform(
        _ body: JSONReader, for request: SearchRequest, after cursor: Cursor?, now: Date
    ) throws(PlatformError) -> Page {
        let user = try InstagramTransformer.user(of: body, asked: request.text)
        var target = try InstagramTransformer.profile(user, now: now)
        let edges = user["edge_related_profiles.edges"]
        if target.isPrivate == true, edges.elements().isEmpty {
            throw .privateAccount("@\(target.handle ?? request.text) is private")
        }
        // Without this list there is nothing to find; an account that relates to nobody has an empty one.
        let nodes = try user.require("edge_related_profiles.edges", .array).elements()
        let related = InstagramTransformer.related(nodes)
        try related.refuseMostlyUnreadable(of: nodes.count)
        target.related = []
        let wanted = related.creators.filter { $0.isPrivate != true && !$0.isSameAccount(as: target) }
        return Page(creators: wanted, next: .end, skipped: related.skipped, target: target)
    }
}
