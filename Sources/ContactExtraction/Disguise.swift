/// Addresses written around robots: `jane [at] example [dot] com`, `jane(at)example.com`, `jane AT example DOT com`,
/// `jane@example dot com`.
enum Disguise {
    /// The text with such signs turned back; `nil` where it has none. Plain words are left alone:
    /// `meet me at studio dot com` is no address.
    ///
    /// Every repetition below is bounded, for a text of many spaces or letters must not cost its square.
    static func removed(from text: String) -> String? {
        var result = text
        if hasBracketedName(text) { result = withoutBrackets(result) }
        if text.contains(" AT ") { result = withoutCapitals(result) }
        if result.contains("@"), text.contains(" dot ") || text.contains(" DOT ") { result = withoutDotWords(result) }
        return result == text ? nil : result
    }

    /// Stand for a sign until the space around it is gone; private-use characters, which prepared text has none of.
    private static let at: Character = "\u{E0A0}"
    private static let dot: Character = "\u{E0A1}"

    /// What people of many languages call the signs.
    private static let names: [String: Character] = {
        let at =
            "@ at ät arroba arobase arobas chiocciola apenstaartje małpa zavináč kukac собака собачка アット アットマーク 골뱅이"
        let dot = ". dot punkt punto ponto point punt kropka tečka pont nokta titik точка крапка ドット 점 点 點"
        let named = at.split(separator: " ").map { ($0, Self.at) } + dot.split(separator: " ").map { ($0, Self.dot) }
        return Dictionary(named.map { (String($0), $1) }, uniquingKeysWith: { first, _ in first })
    }()

    /// Whether brackets stand around one of the names: most stand around something else, which the expression below,
    /// made anew for each text, is too dear for.
    private static func hasBracketedName(_ text: String) -> Bool {
        // 【 and 〔 begin with E3.
        guard text.utf8.contains(where: { "[({<".utf8.contains($0) || $0 == 0xE3 }) else { return false }
        var rest = text[...]
        while let open = rest.firstIndex(where: { "[({<【〔".contains($0) }) {
            rest = rest[rest.index(after: open)...]
            let inside = rest.prefix(17).drop(while: \.isWhitespace).prefix {
                !"])}>】〕".contains($0) && !$0.isWhitespace
            }
            if inside.endIndex < rest.endIndex, names[inside.lowercased()] != nil { return true }
        }
        return false
    }

    private static func withoutBrackets(_ text: String) -> String {
        let marked = text.replacing(/[\[\(\{<【〔]\s{0,2}([\p{L}\p{M}@.]{1,12})\s{0,2}[\]\)\}>】〕]/) { match in
            names[match.1.lowercased()].map { String($0) } ?? String(match.0)
        }
        guard marked != text else { return text }
        var out: [Character] = []
        var followsMark = false
        for character in marked {
            if character == at || character == dot {
                while out.last == " " { out.removeLast() }
                out.append(character == at ? "@" : ".")
                followsMark = true
            } else if character != " " || !followsMark {
                out.append(character)
                followsMark = false
            }
        }
        return String(out)
    }

    private static func withoutCapitals(_ text: String) -> String {
        text.replacing(
            /(?:([A-Z]{2,24}) )?([A-Za-z0-9._\-]{1,64}) AT ([A-Za-z0-9\-]{1,63}(?: (?:DOT|dot) [A-Za-z0-9\-]{1,63}){1,4})/
        ) { match in
            // `SHOP ALL PRINTS AT STUDIO DOT COM`: where everything is in capitals, AT is a word like the others.
            let isShouted = match.2.allSatisfy { !$0.isLowercase }
            if let before = match.1, isShouted, !askingWords.contains(before.lowercased()) { return String(match.0) }
            let domain = match.3.replacing(" DOT ", with: ".").replacing(" dot ", with: ".")
            return "\(match.1.map { $0 + " " } ?? "")\(match.2)@\(domain)"
        }
    }

    /// Words before an address.
    private static let askingWords: Set<String> = [
        "email", "mail", "contact", "write", "to", "bookings", "booking", "inquiries", "enquiries", "business",
        "collabs",
    ]

    private static func withoutDotWords(_ text: String) -> String {
        text.replacing(/@([A-Za-z0-9\-]{1,63}) (?:DOT|dot) ([A-Za-z]{2,24})/) { "@\($0.1).\($0.2)" }
    }
}
