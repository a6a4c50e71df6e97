public import PlatformAPI

/// Instagram: creators by what their reels say, and creators whom Instagram itself relates to a given one.
public struct InstagramPlatform: Platform {
    public static let descriptor = PlatformDescriptor(
        id: "instagram", name: "Instagram",
        modes: [
            ModeDescriptor(
                mode: .keyword, inputLabel: "Keywords", inputKind: .keywords,
                maxPages: KeywordInstagramSearcher.lastPage),
            // Every enriched profile names up to 80 related accounts, so the second and third degree cost no further
            // pages.
            ModeDescriptor(
                mode: .similar, inputLabel: "Instagram handle", inputKind: .usernames, maxPages: 1, furtherDegrees: 2),
        ],
        provider: ProviderBinding(
            vendor: "scrapecreators", baseURLVariable: "SCRAPECREATORS_INSTAGRAM_API_URL", timeout: .seconds(180)),
        profileHosts: ["www.instagram.com", "instagram.com", "m.instagram.com"],
        imageHosts: [".cdninstagram.com", ".fbcdn.net"],
        routeAliases: ["instagram": .similar, "instagram-reels": .keyword],
        icon: "M7 3h10a4 4 0 0 1 4 4v10a4 4 0 0 1-4 4H7a4 4 0 0 1-4-4V7a4 4 0 0 1 4-4z"
            + "M12 8a4 4 0 1 1 0 8a4 4 0 0 1 0-8zM17 7h.01")

    public init() {}

    public var searchers: [any Searcher] { [KeywordInstagramSearcher(), SimilarInstagramSearcher()] }

    public var enricher: (any Enricher)? { InstagramEnricher() }
}
