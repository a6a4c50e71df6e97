public import PlatformAPI

/// Completes Instagram creators from their profiles: one call each.
public struct InstagramEnricher: Enricher {
    public let callsPerCreator = 1

    public init() {}

    /// Profiles are found by handle alone; the few creators without one stay as they are.
    public func needsEnriching(_ creator: Creator) -> Bool {
        creator.profileFetchedAt == nil && creator.handle != nil
    }

    public func enrich(_ creator: Creator, in context: SearchContext) async throws(PlatformError) -> Creator {
        guard let handle = creator.handle else { throw .notFound("an account without a handle has no profile") }
        let body = try await context.provider.send(InstagramTransformer.profileRequest(handle)).json()
        let user = try InstagramTransformer.user(of: body, asked: handle)
        let profile = try InstagramTransformer.profile(user, now: context.now)
        guard Self.isProfile(profile, of: creator) else {
            throw .notFound("@\(handle) belongs to somebody else now")
        }
        return Self.merge(profile, into: creator)
    }

    /// Handles are given up and taken by others; ids stay. Only where no id was known does the handle decide.
    private static func isProfile(_ profile: Creator, of creator: Creator) -> Bool {
        if profile.externalId == creator.externalId { return true }
        let handles = [creator.handle?.lowercased(), profile.handle?.lowercased()]
        let hasNoID = [creator.externalId, profile.externalId].contains { handles.contains($0) }
        return hasNoID && handles[0] == handles[1]
    }

    /// The creator with everything that the profile knows; what only the search knew stays.
    ///
    /// The search's reels are what the creator was found for: the profile's posts stand in only where there are none.
    private static func merge(_ profile: Creator, into creator: Creator) -> Creator {
        var merged = creator
        merged.displayName = profile.displayName ?? creator.displayName
        merged.avatarUrl = profile.avatarUrl ?? creator.avatarUrl
        merged.bio = profile.bio ?? creator.bio
        let addresses = Set(profile.emails.map(\.address))
        merged.emails = profile.emails + creator.emails.filter { !addresses.contains($0.address) }
        let urls = Set(profile.links.map(\.url))
        merged.links = profile.links + creator.links.filter { !urls.contains($0.url) }
        merged.followers = profile.followers ?? creator.followers
        merged.following = profile.following ?? creator.following
        merged.posts = profile.posts ?? creator.posts
        merged.isVerified = profile.isVerified ?? creator.isVerified
        merged.isPrivate = profile.isPrivate ?? creator.isPrivate
        merged.category = profile.category ?? creator.category
        merged.profileFetchedAt = profile.profileFetchedAt
        merged.content = creator.content.isEmpty ? profile.content : creator.content
        merged.related = profile.related.isEmpty ? creator.related : profile.related
        return merged
    }
}
