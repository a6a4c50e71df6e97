public import PlatformAPI

/// YouTube: channels by the videos found about a term, and channels that publish about a given one's own subjects.
public struct YouTubePlatform: Platform {
    public static let descriptor = PlatformDescriptor(
        id: "youtube", name: "YouTube",
        modes: [
            ModeDescriptor(
                mode: .keyword, inputLabel: "Keywords", inputKind: .keywords, regions: regions, maxPages: 200),
            ModeDescriptor(
                mode: .similar, inputLabel: "YouTube channel", inputKind: .usernames, regions: regions, maxPages: 200),
        ],
        provider: ProviderBinding(vendor: "scrapecreators", timeout: .seconds(60)),
        profileHosts: ["www.youtube.com", "youtube.com", "m.youtube.com"],
        imageHosts: [".ytimg.com", ".ggpht.com", ".googleusercontent.com"],
        routeAliases: ["youtube": .keyword, "youtube-similar": .similar],
        icon: "M5 5h14a3 3 0 0 1 3 3v8a3 3 0 0 1-3 3H5a3 3 0 0 1-3-3V8a3 3 0 0 1 3-3zM10 9l5 3-5 3z")

    public init() {}

    public var searchers: [any Searcher] { [KeywordYouTubeSearcher(), SimilarYouTubeSearcher()] }

    public var enricher: (any Enricher)? { YouTubeEnricher() }

    /// Where the provider can search from. It takes any country's code: results lean towards the country, they are
    /// not limited to it. These are the countries with most channels.
    private static let regions = [
        "AE", "AR", "AT", "AU", "BD", "BE", "BG", "BR", "CA", "CH", "CL", "CO", "CZ", "DE", "DK", "EC", "EG", "ES",
        "FI", "FR", "GB", "GR", "HK", "HR", "HU", "ID", "IE", "IL", "IN", "IQ", "IT", "JP", "KE", "KR", "KZ", "LT",
        "LV", "MA", "MX", "MY", "NG", "NL", "NO", "NZ", "PE", "PH", "PK", "PL", "PT", "QA", "RO", "RS", "SA", "SE",
        "SG", "SI", "SK", "TH", "TR", "TW", "UA", "US", "UY", "VN", "ZA",
    ]
}
