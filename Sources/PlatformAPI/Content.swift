public import struct FoundationEssentials.Date

/// One published post: a video, a short, a reel, a picture.
public struct Content: Hashable, Codable, Sendable {
    public var id: String
    public var url: String?
    public var caption: String?
    /// Without `#`, lower-cased, each once, in order.
    public var hashtags: [String]
    public var publishedAt: Date?
    /// True where the platform only said something like "3 weeks ago".
    public var publishedAtApproximate: Bool?
    public var durationSeconds: Double?
    public var coverUrl: String?
    public var views: Int?
    public var likes: Int?
    public var comments: Int?
    public var shares: Int?

    public init(
        id: String, url: String? = nil, caption: String? = nil, hashtags: [String] = [], publishedAt: Date? = nil,
        publishedAtApproximate: Bool? = nil, durationSeconds: Double? = nil, coverUrl: String? = nil,
        views: Int? = nil, likes: Int? = nil, comments: Int? = nil, shares: Int? = nil
    ) {
        self.id = id
        self.url = url
        self.caption = caption
        self.hashtags = hashtags
        self.publishedAt = publishedAt
        self.publishedAtApproximate = publishedAtApproximate
        self.durationSeconds = durationSeconds
        self.coverUrl = coverUrl
        self.views = views
        self.likes = likes
        self.comments = comments
        self.shares = shares
    }
}
