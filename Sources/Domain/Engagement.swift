public import PlatformAPI

/// How much a creator's audience reacts.
public struct Engagement: Hashable, Codable, Sendable {
    public enum Basis: String, Codable, Sendable {
        case views
        case followers
    }

    /// Median over the creator's found posts of (likes + comments) ÷ views or followers; 0.05 is 5 %.
    public var rate: Double
    public var basis: Basis

    /// `nil` where neither views nor followers are known for any post with likes.
    ///
    /// Views are taken where a post has them; only when no post has views do followers stand in. An unknown number of
    /// comments counts as none, an unknown number of likes leaves the post out.
    public init?(of creator: Creator) {
        let byViews = creator.content.compactMap { post -> Double? in
            guard let views = post.views, views > 0, let likes = post.likes else { return nil }
            return Self.reactions(likes, post.comments) / Double(views)
        }
        if let rate = Self.median(byViews) {
            self.init(rate: rate, basis: .views)
            return
        }
        guard let followers = creator.followers, followers > 0 else { return nil }
        let byFollowers = creator.content.compactMap { post -> Double? in
            guard let likes = post.likes else { return nil }
            return Self.reactions(likes, post.comments) / Double(followers)
        }
        guard let rate = Self.median(byFollowers) else { return nil }
        self.init(rate: rate, basis: .followers)
    }

    private init(rate: Double, basis: Basis) {
        self.rate = (rate * 1_000_000).rounded() / 1_000_000
        self.basis = basis
    }

    /// Added as doubles: two counts near the end of their range would overflow.
    private static func reactions(_ likes: Int, _ comments: Int?) -> Double { Double(likes) + Double(comments ?? 0) }

    private static func median(_ values: [Double]) -> Double? {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }
}
