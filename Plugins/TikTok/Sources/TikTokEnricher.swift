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
        return Self.merge(profile, into: creator)
    }

    /// Handles are given up and taken by others; ids stay. Only where no id was known does the handle decide.
    static func isProfile(_ profile: Creator, of creator: Creator) -> Bool {
        if profile.externalId == creator.externalId { return true }
        let handles = [creator.handle?.lowercased(), profile.handle?.lowercased()]
        let nameless = [creator.externalId, profile.externalId].contains { handles.contains($0) }
        return nameless && handles[0] != nil && handles[0] == handles[1]
    }

    /// The creator with everything that the profile knows; what only the search knew stays.
    static func merge(_ profile: Creator, into creator: Creator) -> Creator {
        var merged = creator
        merged.handle = creator.handle ?? profile.handle
        merged.profileUrl = creator.profileUrl ?? profile.profileUrl
        merged.displayName = profile.displayName ?? creator.displayName
        merged.avatarUrl = PictureList.best(of: [profile.avatarUrl, creator.avatarUrl].compactMap(\.self))
        merged.bio = profile.bio ?? creator.bio
        let addresses = Set(profile.emails.map(\.address))
        merged.emails = profile.emails + creator.emails.filter { !addresses.contains($0.address) }
        let urls = Set(profile.links.map(\.url))
        merged.links = profile.links + creator.links.filter { !urls.contains($0.url) }
        merged.followers = profile.followers ?? creator.followers
        merged.following = profile.following ?? creator.following
        merged.posts = profile.posts ?? creator.posts
        merged.likes = profile.likes ?? creator.likes
        merged.isVerified = profile.isVerified ?? creator.isVerified
        merged.isPrivate = profile.isPrivate ?? creator.isPrivate
        merged.country = profile.country ?? creator.country
        merged.language = profile.language ?? creator.language
        merged.category = profile.category ?? creator.category
        merged.profileFetchedAt = profile.profileFetchedAt
        return merged
    }
}
