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
    /// it, also behind space, quotes or what nobody sees; quotes where RFC 4180 asks for them.
    ///
    /// Where lists are separated by semicolons, a spreadsheet splits this file at them and at line breaks, and quotes
    /// that begin in the middle of a cell protect nothing. So pieces after those are guarded as well, though only where
    /// they could do something, by a call or a reference to another program: lists with dashes and `@handle` on a line
    /// of its own are what people write.
    ///
    /// Scalars and bytes are looked at, not characters: a combining mark hides a sign or a quote from Swift, and from
    /// no spreadsheet.
    static func text(_ value: String?) -> String {
        guard let value, !value.isEmpty else { return "" }
        let safe = guarded(value)
        let needsQuotes = safe.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
        return needsQuotes ? quoted(safe) : safe
    }

    private static func guarded(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard scalars.contains(where: formulaStarts.contains) else { return text }
        var safe = String.UnicodeScalarView()
        if startsFormula(scalars[...]) { safe.append("'") }
        for (index, scalar) in zip(scalars.indices, scalars) {
            safe.append(scalar)
            guard cellEnds.contains(scalar) else { continue }
            let piece = scalars[scalars.index(after: index)...].prefix { !cellEnds.contains($0) }
            if startsFormula(piece), piece.contains(where: formulaActs.contains) { safe.append("'") }
        }
        return String(safe)
    }

    private static func startsFormula(_ text: Substring.UnicodeScalarView) -> Bool {
        text.first { formulaStarts.contains($0) || !isPassedOver($0) }.map(formulaStarts.contains) == true
    }

    private static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = [0x22]
        bytes.reserveCapacity(text.utf8.count + 8)
        for byte in text.utf8 {
            bytes.append(byte)
            if byte == 0x22 { bytes.append(0x22) }
        }
        bytes.append(0x22)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isPassedOver(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\"" || scalar == "'" || scalar.properties.isWhitespace
            || scalar.properties.isDefaultIgnorableCodePoint
    }

    private static let formulaStarts: Set<Unicode.Scalar> = ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"]
    /// Where a spreadsheet may end a cell or a row although RFC 4180 does not.
    private static let cellEnds: Set<Unicode.Scalar> = [";", "\n", "\r"]
    /// A formula without any of these neither calls a function nor another program.
    private static let formulaActs: Set<Unicode.Scalar> = ["(", "|", "!", "（", "｜", "！"]
}
