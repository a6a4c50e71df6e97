public import PlatformAPI

/// TikTok: creators by what their videos say, and creators who describe themselves like a given one.
public struct TikTokPlatform: Platform {
    public static let descriptor = PlatformDescriptor(
        id: "tiktok", name: "TikTok",
        modes: [
            ModeDescriptor(
                mode: .keyword, inputLabel: "Keywords", inputKind: .keywords, regions: regions, maxPages: 200),
            ModeDescriptor(mode: .similar, inputLabel: "TikTok handle", inputKind: .usernames, maxPages: 200),
        ],
        provider: ProviderBinding(vendor: "scrapecreators"),
        profileHosts: ["www.tiktok.com", "tiktok.com", "m.tiktok.com"],
        imageHosts: [".tiktokcdn.com", ".tiktokcdn-us.com", ".tiktokcdn-eu.com"],
        routeAliases: ["tiktok": .keyword, "tiktok-similar": .similar],
        icon: "M10 17V4c.5 3.5 3 6 7 6M10 17a3.5 3.5 0 1 1-3.5-3.5")

    public init() {}

    public var searchers: [any Searcher] { [KeywordTikTokSearcher(), SimilarTikTokSearcher()] }

    public var enricher: (any Enricher)? { TikTokEnricher() }

    /// Where the provider can search from. It takes any country's code and sends the search through a proxy there:
    /// results lean towards the country, they are not limited to it. These are TikTok's larger markets.
    private static let regions = [
        "AE", "AR", "AT", "AU", "BD", "BE", "BG", "BR", "CA", "CH", "CL", "CO", "CZ", "DE", "DK", "EC", "EG", "ES",
        "FI", "FR", "GB", "GR", "HR", "HU", "ID", "IE", "IL", "IQ", "IT", "JP", "KE", "KR", "KW", "KZ", "LT", "LV",
        "MA", "MX", "MY", "NG", "NL", "NO", "NZ", "PE", "PH", "PK", "PL", "PT", "QA", "RO", "RS", "SA", "SE", "SG",
        "SI", "SK", "TH", "TR", "TW", "UA", "US", "UY", "VN", "ZA",
    ]
}
