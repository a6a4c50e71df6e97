public import struct FoundationEssentials.Date

/// One published post: a video, a short, a reel, a picture.
public struct Content: Hashable, Codable, Sendable {
    /// The platform's stable id of the post.
    public var id: String
    /// The post's public address, absolute.
    public var url: String?
    /// The text or title, with its own line breaks.
    public var caption: String?
    /// Without `#`, lower-cased, each once, in order.
    public var hashtags: [String]
    /// When it was published.
    public var publishedAt: Date?
    /// True where the platform only said something like "3 weeks ago".
    public var publishedAtApproximate: Bool?
    /// Length of a video, in seconds.
    public var durationSeconds: Double?
    /// A still picture of the post; such addresses expire.
    public var coverUrl: String?
    /// How often it was watched, 0 or more.
    public var views: Int?
    /// How many like it, 0 or more.
    public var likes: Int?
    /// How many comments it has, 0 or more.
    public var comments: Int?
    /// How often it was shared, 0 or more.
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
