public import struct FoundationEssentials.Date

/// A person or brand that publishes on a platform, in the fields all platforms share.
///
/// Unknown is `nil` and absent from JSON: never 0, never an empty string. Lists are empty where nothing was found.
public struct Creator: Hashable, Codable, Sendable {
    /// Where the account lives.
    public var platform: PlatformID
    /// The platform's stable id; the lower-cased handle only where no id exists. Ids pass 2^53, so always text.
    public var externalId: String
    /// Without `@`, as the platform spells it; `nil` for a YouTube channel without one.
    public var handle: String?
    /// The name shown beside the handle.
    public var displayName: String?
    /// The public page, absolute.
    public var profileUrl: String?
    /// The picture; such addresses expire.
    public var avatarUrl: String?
    /// The biography with its own line breaks.
    public var bio: String?
    /// Addresses found, each once.
    public var emails: [CreatorEmail]
    /// Links shown, each once.
    public var links: [CreatorLink]
    /// Size of the audience, 0 or more.
    public var followers: Int?
    /// Accounts followed, 0 or more.
    public var following: Int?
    /// Published posts or videos.
    public var posts: Int?
    /// Likes received altogether.
    public var likes: Int?
    /// Whether the platform vouches for the identity.
    public var isVerified: Bool?
    /// Whether only approved followers see the posts.
    public var isPrivate: Bool?
    /// ISO 3166-1 alpha-2, upper-case.
    public var country: String?
    /// ISO 639-1, lower-case.
    public var language: String?
    /// What the account says it is, in the platform's words.
    public var category: String?
    /// When the profile was last read; `nil` where only search results were seen.
    public var profileFetchedAt: Date?
    /// How much it resembles the target, in similar searches.
    public var similarity: SimilarityScore?
    /// What the search saw of the creator's posts, each post once.
    public var content: [Content]
    /// Creators that this one's profile leads to, in the provider's order. For the host's walk alone: never shown.
    public var related: [Creator]

    public init(
        platform: PlatformID, externalId: String, handle: String? = nil, displayName: String? = nil,
        profileUrl: String? = nil, avatarUrl: String? = nil, bio: String? = nil, emails: [CreatorEmail] = [],
        links: [CreatorLink] = [], followers: Int? = nil, following: Int? = nil, posts: Int? = nil, likes: Int? = nil,
        isVerified: Bool? = nil, isPrivate: Bool? = nil, country: String? = nil, language: String? = nil,
        category: String? = nil, profileFetchedAt: Date? = nil, similarity: SimilarityScore? = nil,
        content: [Content] = [], related: [Creator] = []
    ) {
        self.platform = platform
        self.externalId = externalId
        self.handle = handle
        self.displayName = displayName
        self.profileUrl = profileUrl
        self.avatarUrl = avatarUrl
        self.bio = bio
        self.emails = emails
        self.links = links
        self.followers = followers
        self.following = following
        self.posts = posts
        self.likes = likes
        self.isVerified = isVerified
        self.isPrivate = isPrivate
        self.country = country
        self.language = language
        self.category = category
        self.profileFetchedAt = profileFetchedAt
        self.similarity = similarity
        self.content = content
        self.related = related
    }

    /// When ``avatarUrl`` stops working, where it says so.
    public var avatarExpiresAt: Date? { avatarUrl.flatMap(PictureExpiry.date) }

    /// Whether two values mean one account: the same id, or the same handle whatever its case.
    public func isSameAccount(as other: Creator) -> Bool {
        guard platform == other.platform else { return false }
        if externalId == other.externalId { return true }
        guard let handle, let otherHandle = other.handle else { return false }
        return handle.lowercased() == otherHandle.lowercased()
    }
}

extension Creator {
    private enum CodingKeys: String, CodingKey {
        case platform, externalId, handle, displayName, profileUrl, avatarUrl, avatarExpiresAt, bio, emails, links
        case followers, following
        case posts, likes, isVerified = "verified", isPrivate = "private", country, language, category
        case profileFetchedAt, similarity, content, related
    }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            platform: fields.decode(PlatformID.self, forKey: .platform),
            externalId: fields.decode(String.self, forKey: .externalId),
            handle: fields.decodeIfPresent(String.self, forKey: .handle),
            displayName: fields.decodeIfPresent(String.self, forKey: .displayName),
            profileUrl: fields.decodeIfPresent(String.self, forKey: .profileUrl),
            avatarUrl: fields.decodeIfPresent(String.self, forKey: .avatarUrl),
            bio: fields.decodeIfPresent(String.self, forKey: .bio),
            emails: fields.decodeIfPresent([CreatorEmail].self, forKey: .emails) ?? [],
            links: fields.decodeIfPresent([CreatorLink].self, forKey: .links) ?? [],
            followers: fields.decodeIfPresent(Int.self, forKey: .followers),
            following: fields.decodeIfPresent(Int.self, forKey: .following),
            posts: fields.decodeIfPresent(Int.self, forKey: .posts),
            likes: fields.decodeIfPresent(Int.self, forKey: .likes),
            isVerified: fields.decodeIfPresent(Bool.self, forKey: .isVerified),
            isPrivate: fields.decodeIfPresent(Bool.self, forKey: .isPrivate),
            country: fields.decodeIfPresent(String.self, forKey: .country),
            language: fields.decodeIfPresent(String.self, forKey: .language),
            category: fields.decodeIfPresent(String.self, forKey: .category),
            profileFetchedAt: fields.decodeIfPresent(Date.self, forKey: .profileFetchedAt),
            similarity: fields.decodeIfPresent(SimilarityScore.self, forKey: .similarity),
            content: fields.decodeIfPresent([Content].self, forKey: .content) ?? [],
            related: fields.decodeIfPresent([Creator].self, forKey: .related) ?? [])
    }

    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(platform, forKey: .platform)
        try fields.encode(externalId, forKey: .externalId)
        try fields.encodeIfPresent(handle, forKey: .handle)
        try fields.encodeIfPresent(displayName, forKey: .displayName)
        try fields.encodeIfPresent(profileUrl, forKey: .profileUrl)
        try fields.encodeIfPresent(avatarUrl, forKey: .avatarUrl)
        try fields.encodeIfPresent(avatarExpiresAt, forKey: .avatarExpiresAt)
        try fields.encodeIfPresent(bio, forKey: .bio)
        try fields.encode(emails, forKey: .emails)
        try fields.encode(links, forKey: .links)
        try fields.encodeIfPresent(followers, forKey: .followers)
        try fields.encodeIfPresent(following, forKey: .following)
        try fields.encodeIfPresent(posts, forKey: .posts)
        try fields.encodeIfPresent(likes, forKey: .likes)
        try fields.encodeIfPresent(isVerified, forKey: .isVerified)
        try fields.encodeIfPresent(isPrivate, forKey: .isPrivate)
        try fields.encodeIfPresent(country, forKey: .country)
        try fields.encodeIfPresent(language, forKey: .language)
        try fields.encodeIfPresent(category, forKey: .category)
        try fields.encodeIfPresent(profileFetchedAt, forKey: .profileFetchedAt)
        try fields.encodeIfPresent(similarity, forKey: .similarity)
        try fields.encode(content, forKey: .content)
        if !related.isEmpty { try fields.encode(related, forKey: .related) }
    }
}

/// An address found for a creator.
public struct CreatorEmail: Hashable, Codable, Sendable {
    /// Where an address was found.
    public enum Source: String, Hashable, Codable, Sendable {
        /// Written in the biography.
        case bio
        /// A field of the profile that is meant for an address.
        case profile
        /// Written in a post's caption.
        case content
        /// Found on the creator's link-in-bio page.
        case linkInBio
    }

    /// Lower-cased; an internationalised domain stays as written.
    public var address: String
    /// The address with its domain in ASCII (Punycode), where that differs from ``address``.
    public var asciiAddress: String?
    /// Where it was found.
    public var source: Source
    /// How sure it is that this is an address and whole, 0 to 1.
    public var confidence: Double
    /// True where letters of several scripts are mixed in one word, as in look-alike addresses.
    public var mixedScript: Bool?

    public init(
        address: String, asciiAddress: String? = nil, source: Source, confidence: Double, mixedScript: Bool? = nil
    ) {
        self.address = address
        self.asciiAddress = asciiAddress
        self.source = source
        self.confidence = confidence
        self.mixedScript = mixedScript
    }
}

/// A link that a creator shows.
public struct CreatorLink: Hashable, Codable, Sendable {
    /// Where a link was found.
    public enum Source: String, Hashable, Codable, Sendable {
        /// A field of the profile that is meant for links.
        case bioLink
        /// Another field of the profile.
        case profile
        /// Written in the biography.
        case bio
    }

    /// Absolute, http or https.
    public var url: String
    /// What the creator calls it.
    public var title: String?
    /// Where it was found.
    public var source: Source

    public init(url: String, title: String? = nil, source: Source) {
        self.url = url
        self.title = title
        self.source = source
    }
}

/// How much a creator resembles the target of a similar search.
public struct SimilarityScore: Hashable, Codable, Sendable {
    /// 0 to 1.
    public let score: Double
    /// Reasons in words, at least one, the strongest first.
    public let reasons: [String]

    /// `nil` when the score is out of range or no reason is given.
    public init?(_ score: Double, reasons: [String]) {
        guard (0...1).contains(score), !reasons.isEmpty else { return nil }
        self.score = score
        self.reasons = reasons
    }
}
