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
        return creator.completed(by: profile)
    }

    /// Handles are given up and taken by others; ids stay. Only where no id was known does the handle decide.
    private static func isProfile(_ profile: Creator, of creator: Creator) -> Bool {
        if profile.externalId == creator.externalId { return true }
        let handles = [creator.handle?.lowercased(), profile.handle?.lowercased()]
        let hasNoID = [creator.externalId, profile.externalId].contains { handles.contains($0) }
        return hasNoID && handles[0] == handles[1]
    }
}
