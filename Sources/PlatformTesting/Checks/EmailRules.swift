import FixtureTape

/// What holds for addresses, of which nobody may be reached by what is committed.
enum EmailRules {
    static func mistakes(in emails: [JSONValue]) -> [String] {
        let addresses = emails.compactMap { $0["address"]?.string }
        let repeated = ResultRules.repeats(in: addresses).map { "\($0) is there twice" }
        return repeated
            + addresses.flatMap { address in
                let parts = address.split(separator: "@", omittingEmptySubsequences: false)
                guard parts.count == 2, !parts[0].isEmpty, isDomain(parts[1]), !address.contains(where: \.isWhitespace)
                else { return ["\(address) is no address"] }
                var found: [String] = []
                if address.lowercased() != address { found.append("\(address) is not lower-case") }
                if !isExample(parts[1]) { found.append("\(address) is not at an example domain") }
                return found
            }
    }

    /// Where people have their mail. What else looks like an address in a text may be none: `logo@2x.png`.
    private static let mailDomains = [
        "gmail.", "googlemail.", "hotmail.", "outlook.", "live.com", "yahoo.", "icloud.", "me.com", "aol.", "gmx.",
        "web.de", "proton.", "protonmail.", "mail.ru", "yandex.", "qq.com", "163.com", "naver.com",
    ]

    /// An address in a text that may be a person's own.
    static func privateMailbox(in text: String) -> String? {
        guard text.contains("@") else { return nil }
        return text.split(whereSeparator: { $0.isWhitespace || "()<>,;:/".contains($0) }).lazy
            .map { $0.lowercased() }
            .first { word in
                guard let sign = word.lastIndex(of: "@"), sign > word.startIndex else { return false }
                let domain = word[word.index(after: sign)...]
                return mailDomains.contains { domain.hasPrefix($0) }
            }
    }

    private static func isDomain(_ text: Substring) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return labels.count > 1 && labels.allSatisfy { !$0.isEmpty }
    }

    /// Domains that RFC 2606 keeps for examples, so that nobody is written to.
    private static func isExample(_ domain: Substring) -> Bool {
        ["example.com", "example.org", "example.net"].contains { domain == $0 || domain.hasSuffix(".\($0)") }
            || domain.hasSuffix(".example")
    }
}
