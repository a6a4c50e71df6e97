/// Finds links in text, in one pass over it.
struct LinkScanner {
    /// Longer ones are junk or tracking.
    private static let maxLength = 2048

    private let characters: [Character]
    private var index = 0

    init(_ text: String) { characters = Array(text) }

    mutating func links() -> [String] {
        var links: [String] = []
        while index < characters.count {
            if let scheme = scheme(at: index) {
                index += scheme.count
                if let link = link(scheme: scheme) { links.append(link) }
            } else if isHostASCII(characters[index]) {
                if let link = bareLink() { links.append(link) }
            } else {
                index += 1
            }
        }
        return links
    }

    // MARK: Parts

    private func scheme(at start: Int) -> String? {
        guard characters[start] == "h" || characters[start] == "H" else { return nil }
        let ahead = String(characters[start...].prefix(8)).lowercased()
        return ["https://", "http://"].first(where: ahead.hasPrefix)
    }

    private func isHostASCII(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber)
    }

    /// Behind a scheme. Moves on to the end of what was read.
    private mutating func link(scheme: String) -> String? {
        let run = characters[index...].prefix {
            $0 == "." || $0 == "-" || $0 == "_" || $0.isLetter || $0.isNumber
        }
        let host = DomainName.end(of: String(run.prefix(DomainName.maxLength)))
        guard let host else {
            index += run.count
            return nil
        }
        index += host.count
        // Glued words (`example.comFollow`) belong to no path, and `user:pass@` to no creator's link.
        let isWhole = host.count == run.count
        let port = isWhole ? readPort() : ""
        if at("@") || at(":") { return nil }
        return finished(scheme + host.lowercased() + port, path: isWhole ? readTail() : "")
    }

    /// A host without a scheme: with a path, or beginning with `www.`.
    private mutating func bareLink() -> String? {
        let start = index
        while index < characters.count, isHostASCII(characters[index]) || at(".") || at("-") {
            // `…aihttps://example.com`: the scheme begins a link of its own.
            if index > start, scheme(at: index) != nil { return nil }
            index += 1
        }
        let before = start > 0 ? characters[start - 1] : " "
        let isFree = !"@._-/:&=+%".contains(before) || (before == ":" && !isSchemeColon(start - 1))
        let run = characters[start..<index]
        guard isFree, !Script.looksLatin(before), !at("@"), run.count <= DomainName.maxLength else { return nil }
        let host = String(run).lowercased()
        guard at("/") || host.hasPrefix("www."), let name = DomainName.end(of: host), name == host.trimmed else {
            return nil
        }
        let path = name == host ? readTail() : ""
        return path.count > 1 || host.hasPrefix("www.") ? finished("https://" + name, path: path) : nil
    }

    /// `mailto:` and the like, rather than `IG:`.
    private func isSchemeColon(_ colon: Int) -> Bool {
        let word = String(characters[..<colon].suffix(6)).lowercased()
        return word.hasSuffix("mailto")
    }

    private func at(_ character: Character) -> Bool { index < characters.count && characters[index] == character }

    private mutating func readPort() -> String {
        guard at(":") else { return "" }
        let digits = characters[(index + 1)...].prefix { $0.isASCII && $0.isNumber }
        guard (1...5).contains(digits.count) else { return "" }
        index += 1 + digits.count
        return ":" + String(digits)
    }

    /// Path, query and fragment, up to the first character that ends a link in prose.
    private mutating func readTail() -> String {
        guard at("/") || at("?") || at("#") else { return "" }
        let start = index
        while index < characters.count, index - start < Self.maxLength, LinkText.mayContinue(characters[index]) {
            if index > start, ",;|".contains(characters[index - 1]), scheme(at: index) != nil { break }
            index += 1
        }
        return String(characters[start..<index])
    }

    private func finished(_ site: String, path: String) -> String? {
        let link = site + LinkText.encoded(LinkText.trimmed(path))
        return link.utf8.count <= Self.maxLength ? link : nil
    }
}

extension String {
    /// Without the full stop or dash that ends a sentence.
    fileprivate var trimmed: String {
        var text = self
        while let last = text.last, last == "." || last == "-" { text.removeLast() }
        return text
    }
}
