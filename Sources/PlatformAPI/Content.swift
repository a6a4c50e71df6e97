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

    /// When ``coverUrl`` stops working, where it says so.
    public var coverExpiresAt: Date? { coverUrl.flatMap(PictureExpiry.date) }
}

extension Content {
    private enum CodingKeys: CodingKey {
        case id, url, caption, hashtags, publishedAt, publishedAtApproximate, durationSeconds, coverUrl, views, likes
        case comments, shares
    }

    /// What is written and not read back, for it follows from the rest.
    private enum DerivedKeys: CodingKey { case coverExpiresAt }

    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(id, forKey: .id)
        try fields.encodeIfPresent(url, forKey: .url)
        try fields.encodeIfPresent(caption, forKey: .caption)
        try fields.encode(hashtags, forKey: .hashtags)
        try fields.encodeIfPresent(publishedAt, forKey: .publishedAt)
        try fields.encodeIfPresent(publishedAtApproximate, forKey: .publishedAtApproximate)
        try fields.encodeIfPresent(durationSeconds, forKey: .durationSeconds)
        try fields.encodeIfPresent(coverUrl, forKey: .coverUrl)
        try fields.encodeIfPresent(views, forKey: .views)
        try fields.encodeIfPresent(likes, forKey: .likes)
        try fields.encodeIfPresent(comments, forKey: .comments)
        try fields.encodeIfPresent(shares, forKey: .shares)
        var derived = encoder.container(keyedBy: DerivedKeys.self)
        try derived.encodeIfPresent(coverExpiresAt, forKey: .coverExpiresAt)
    }
}
