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
        var completed = creator.completed(by: channel)
        completed.profileUrl = ChannelName.address(handle: completed.handle, id: completed.externalId)
        return completed
    }
}
