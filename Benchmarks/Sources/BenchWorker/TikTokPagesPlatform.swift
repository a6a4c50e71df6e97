import Foundation
import PlatformAPI
import Platforms

/// TikTok's keyword search as it ships, by its provider over HTTP, but without the profile calls of enrichment: the
/// reference worker that it is measured against has none.
struct TikTokPagesPlatform: Platform {
    static let descriptor = PlatformDescriptor(
        id: "pages", name: "Pages",
        modes: [
            ModeDescriptor(mode: .keyword, inputLabel: "Words", inputKind: .keywords, maxPages: 100_000)
        ],
        provider: ProviderBinding(vendor: "scrapecreators", timeout: .seconds(60)), profileHosts: ["example.com"],
        imageHosts: ["example.com"])

    var searchers: [any Searcher] {
        allPlatforms.filter { type(of: $0).descriptor.id == "tiktok" }.compactMap { $0.searcher(for: .keyword) }
    }
}
