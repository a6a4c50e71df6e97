/// What one step of a search found.
public struct Page: Hashable, Codable, Sendable {
    /// Whether more pages follow.
    public enum Next: Hashable, Codable, Sendable {
        /// Go on from here.
        case more(Cursor)
        /// This was the last page.
        case end
    }

    /// Creators in the provider's order, each identity once.
    public var creators: [Creator]
    /// Where the search goes on.
    public var next: Next
    /// Items that could not be read, so that nothing goes missing without a trace.
    public var skipped: [Skipped]
    /// The target of a similar search, on its first page. The host keeps it and hands it to
    /// ``Searcher/refine(_:as:)``.
    public var target: Creator?

    public init(creators: [Creator], next: Next, skipped: [Skipped] = [], target: Creator? = nil) {
        self.creators = creators
        self.next = next
        self.skipped = skipped
        self.target = target
    }
}

/// An item left out of a page, and why.
public struct Skipped: Hashable, Codable, Sendable {
    /// Where in the body, such as `search_item_list[3].aweme_info`.
    public var path: String
    /// A short reason in words, such as `no author`.
    public var reason: String

    public init(path: String, reason: String) {
        self.path = path
        self.reason = reason
    }
}

/// How a candidate came to a similar search.
public struct Candidate: Hashable, Codable, Sendable {
    /// The creator to resemble; `nil` in keyword searches.
    public var target: Creator?
    /// Rings away from the target: 1 for a creator that the target's own page or terms lead to.
    public var degree: Int
    /// How many creators of the ring before lead to this one; at least 1.
    public var mentions: Int

    public init(target: Creator?, degree: Int = 1, mentions: Int = 1) {
        self.target = target
        self.degree = degree
        self.mentions = mentions
    }
}
