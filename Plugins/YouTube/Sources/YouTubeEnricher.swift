public import PlatformAPI

/// Completes channels from their own page: one call each.
public struct YouTubeEnricher: Enricher {
    public let callsPerCreator = 1

    public init() {}

    public func needsEnriching(_ creator: Creator) -> Bool { creator.profileFetchedAt == nil }

    public func enrich(_ creator: Creator, in context: SearchContext) async throws(PlatformError) -> Creator {
        let request = ProviderRequest(path: "/v1/youtube/channel", query: ["channelId": creator.externalId])
        let channel = try YouTubeTransformer.channel(await context.provider.send(request).json(), now: context.now)
        guard channel.externalId == creator.externalId else {
            throw .notFound("\(creator.externalId) leads to another channel")
        }
        return Self.merge(channel, into: creator)
    }

    /// The creator with everything that the channel's page knows; what only the search knew stays.
    static func merge(_ channel: Creator, into creator: Creator) -> Creator {
        var merged = creator
        merged.handle = creator.handle ?? channel.handle
        merged.profileUrl = ChannelName.address(handle: merged.handle, id: merged.externalId)
        merged.displayName = channel.displayName ?? creator.displayName
        merged.avatarUrl = channel.avatarUrl ?? creator.avatarUrl
        merged.bio = channel.bio ?? creator.bio
        let addresses = Set(channel.emails.map(\.address))
        merged.emails = channel.emails + creator.emails.filter { !addresses.contains($0.address) }
        let urls = Set(channel.links.map(\.url))
        merged.links = channel.links + creator.links.filter { !urls.contains($0.url) }
        merged.followers = channel.followers ?? creator.followers
        merged.posts = channel.posts ?? creator.posts
        merged.country = channel.country ?? creator.country
        merged.profileFetchedAt = channel.profileFetchedAt
        return merged
    }
}
