public import PlatformAPI

public import struct FoundationEssentials.Date

/// Finds the accounts that Instagram relates to a target: one call, one page.
///
/// Wider rings need no pages of their own: each creator that the host enriches brings its related accounts along.
public struct SimilarInstagramSearcher: PagedSearcher {
    public static let mode = SearchMode.similar

    public init() {}

    public func providerRequest(
        for request: SearchRequest, after cursor: Cursor?
    ) throws(PlatformError) -> ProviderRequest {
        guard cursor == nil else { throw .invalidInput("this search has one page only") }
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
