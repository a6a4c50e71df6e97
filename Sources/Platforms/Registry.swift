import InstagramPlatform
public import PlatformAPI
import TikTokPlatform
import YouTubePlatform

/// Every platform there is: the one place that names them.
public let allPlatforms: [any Platform] = [
    TikTokPlatform(),
    InstagramPlatform(),
    YouTubePlatform(),
]
