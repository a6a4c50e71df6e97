/// An address that has been found to be one.
struct EmailAddress {
    /// Lower-case.
    var local: String
    /// Lower-case.
    var domain: String
    /// The domain in ASCII.
    var asciiDomain: String
    private var wordBefore: String

    var whole: String { "\(local)@\(domain)" }
    var ascii: String { "\(local)@\(asciiDomain)" }

    /// `nil` for what only looks like an address: the keys of crash reporters, handles such as `IG@jane.art`.
    init?(local: String, domain: String, wordBefore: String) {
        let lower = local.lowercased()
        guard let ascii = PublicSuffixes.ascii(domain.lowercased()), ascii.utf8.count <= 253 else { return nil }
        guard !Self.isKey(lower), !Self.isHandle(lower, at: ascii) else { return nil }
        self.local = lower
        self.domain = domain.lowercased()
        self.wordBefore = wordBefore
        asciiDomain = ascii
    }

    /// Sixteen hexadecimal digits or more, also in the groups of a UUID.
    private static func isKey(_ local: String) -> Bool {
        let digits = local.filter { $0 != "-" }
        return digits.count >= 16 && digits.allSatisfy(\.isHexDigit) && digits.contains(where: \.isNumber)
    }

    /// `TikTok@jane.live` names a handle with a dot; the commonest endings of mail domains hardly end a handle.
    private static func isHandle(_ local: String, at domain: String) -> Bool {
        let labels = domain.split(separator: ".")
        guard networks.contains(local), labels.count == 2, let top = labels.last else { return false }
        return !["com", "net", "org"].contains(top) && !domain.contains("-")
    }

    private static let networks: Set<String> = [
        "ig", "insta", "instagram", "tt", "tiktok", "yt", "youtube", "fb", "facebook", "sc", "snap", "snapchat",
        "twitter",
        "threads", "twitch", "tg", "telegram", "bsky", "bluesky",
    ]

    /// Whether one label mixes Latin, Cyrillic or Greek letters, as look-alike addresses do.
    var isMixedScript: Bool {
        domain.split(separator: ".").contains { label in Set(label.unicodeScalars.compactMap(Script.init)).count > 1 }
    }

    /// Whether the local part is a word of a sentence (`see you (at) studio.com`, `my prints (at) studio.com`) rather
    /// than somebody's name.
    var beginsLikeProse: Bool { Self.prose.contains(local) || Self.articles.contains(wordBefore) }

    private static let prose: Set<String> = [
        "you", "me", "us", "him", "her", "them", "it", "live", "here", "now", "only", "see", "look", "find", "meet",
        "shop", "available", "online", "dinner", "lunch", "tickets", "streaming", "working", "work", "based", "out",
    ]

    /// Words that a noun follows.
    private static let articles: Set<String> = [
        "the", "my", "our", "your", "his", "her", "their", "new", "more", "these", "this", "some",
    ]
}
