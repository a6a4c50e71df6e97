public import PlatformAPI

/// Completes TikTok creators from their profiles: one call each.
public struct TikTokEnricher: Enricher {
    public let callsPerCreator = 1

    public init() {}

    public func needsEnriching(_ creator: Creator) -> Bool { creator.profileFetchedAt == nil }

    public func enrich(_ creator: Creator, in context: SearchContext) async throws(PlatformError) -> Creator {
        let query = creator.handle.map { ["handle": $0] } ?? ["user_id": creator.externalId]
        let request = ProviderRequest(path: "/v1/tiktok/profile", query: query)
        let profile = try TikTokTransformer.profile(await context.provider.send(request).json(), now: context.now)
        guard Self.isProfile(profile, of: creator) else {
            throw .notFound("@\(creator.handle ?? creator.externalId) belongs to somebody else now")
        }
        var completed = creator.completed(by: profile)
        completed.avatarUrl = PictureList.best(of: [profile.avatarUrl, creator.avatarUrl].compactMap(\.self))
        return completed
    }

    /// Handles are given up and taken by others; ids stay. Only where no id was known does the handle decide.
    static func isProfile(_ profile: Creator, of creator: Creator) -> Bool {
        if profile.externalId == creator.externalId { return true }
        let handles = [creator.handle?.lowercased(), profile.handle?.lowercased()]
        let nameless = [creator.externalId, profile.externalId].contains { handles.contains($0) }
        return nameless && handles[0] != nil && handles[0] == handles[1]
    }
}
