/// An address that has been found to be one.
struct EmailAddress {
    /// Lower-case.
    var local: String
    /// Lower-case.
    var domain: String
    /// The domain in ASCII.
    var asciiDomain: String

    var whole: String { "\(local)@\(domain)" }
    var ascii: String { "\(local)@\(asciiDomain)" }

    /// `nil` for what only looks like an address, such as the keys of crash reporters.
    init?(local: String, domain: String) {
        let lower = local.lowercased()
        guard let ascii = PublicSuffixes.ascii(domain.lowercased()), ascii.utf8.count <= 253 else { return nil }
        let isKey = lower.count >= 16 && lower.allSatisfy(\.isHexDigit) && lower.contains(where: \.isNumber)
        guard !isKey else { return nil }
        self.local = lower
        self.domain = domain.lowercased()
        asciiDomain = ascii
    }

    /// Whether one label mixes Latin, Cyrillic or Greek letters, as look-alike addresses do.
    var isMixedScript: Bool {
        domain.split(separator: ".").contains { label in Set(label.unicodeScalars.compactMap(Script.init)).count > 1 }
    }

    /// Whether the local part is a word of a sentence (`see you (at) studio.com`) rather than somebody's name.
    var beginsLikeProse: Bool { Self.prose.contains(local) }

    private static let prose: Set<String> = [
        "you", "me", "us", "him", "her", "them", "it", "live", "here", "now", "only", "see", "look", "find", "meet",
        "shop", "available", "online", "dinner", "lunch", "tickets", "streaming", "working", "work", "based", "out",
    ]
}
