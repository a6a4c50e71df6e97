public import PlatformAPI

/// Creators as CSV, version 1: RFC 4180 quoting, LF line ends, columns in a fixed order.
public enum CreatorCSV {
    /// The columns. Their order and names never change within version 1.
    public static let columns = [
        "platform", "handle", "display_name", "followers", "emails", "bio", "links", "profile_url", "verified",
        "country", "language", "engagement_rate", "similarity", "content_url", "caption", "views", "likes", "comments",
        "shares", "hashtags", "published_at", "keywords_or_targets",
    ]

    /// The first line, its line end included.
    public static var header: String { columns.joined(separator: ",") + "\n" }

    /// A creator's line, its line end included. Of several posts the most viewed stands for them.
    ///
    /// - Parameter terms: the keywords or targets of the search.
    public static func line(for creator: Creator, terms: [String]) -> String {
        let post = creator.content.enumerated().max { lhs, rhs in
            (lhs.element.views ?? -1, -lhs.offset) < (rhs.element.views ?? -1, -rhs.offset)
        }?.element
        let fields: [String] = [
            text(creator.platform.rawValue), text(creator.handle), text(creator.displayName),
            number(creator.followers), text(creator.emails.map(\.address).joined(separator: "; ")), text(creator.bio),
            text(creator.links.map(\.url).joined(separator: "; ")), text(creator.profileUrl),
            creator.isVerified.map { String($0) } ?? "", text(creator.country), text(creator.language),
            Engagement(of: creator).map { "\($0.rate)" } ?? "", creator.similarity.map { "\($0.score)" } ?? "",
            text(post?.url), text(post?.caption), number(post?.views), number(post?.likes), number(post?.comments),
            number(post?.shares), text(post?.hashtags.joined(separator: " ")),
            post?.publishedAt.map(Timestamp.string) ?? "", text(terms.joined(separator: "; ")),
        ]
        return fields.joined(separator: ",") + "\n"
    }

    private static func number(_ value: Int?) -> String { value.map(String.init) ?? "" }

    /// A text field: a spreadsheet must not take it for a formula, so a leading sign that starts one gets a `'` before
    /// it, also behind space; quotes where RFC 4180 asks for them.
    static func text(_ value: String?) -> String {
        guard let value, !value.isEmpty else { return "" }
        let isFormula = value.first { !$0.isWhitespace || $0 == "\t" || $0 == "\r" }.map(formulaStarts.contains) ?? false
        let safe = isFormula ? "'" + value : value
        let needsQuotes = safe.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
        return needsQuotes ? "\"" + safe.replacing("\"", with: "\"\"") + "\"" : safe
    }

    private static let formulaStarts: Set<Character> = ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"]
}
