/// Addresses written around robots: `jane [at] example [dot] com`, `jane(at)example.com`, `jane AT example DOT com`,
/// `jane@example dot com`.
enum Disguise {
    /// The text with such signs turned back; `nil` where it has none. Plain words are left alone:
    /// `meet me at studio dot com` is no address.
    ///
    /// Every repetition below is bounded, for a text of many spaces or letters must not cost its square.
    static func removed(from text: String) -> String? {
        var result = text
        if text.contains(where: { "[({<".contains($0) }) { result = withoutBrackets(result) }
        if text.contains(" AT ") { result = withoutCapitals(result) }
        if text.contains("@"), text.contains(" dot ") || text.contains(" DOT ") { result = withoutDotWords(result) }
        return result == text ? nil : result
    }

    /// Stand for a sign until the space around it is gone; private-use characters, which no sentence has.
    private static let at: Character = "\u{E0A0}"
    private static let dot: Character = "\u{E0A1}"

    private static func withoutBrackets(_ text: String) -> String {
        let marked =
            text
            .replacing(/[\[\(\{<]\s{0,2}(?:at|arroba|@)\s{0,2}[\]\)\}>]/.ignoresCase(), with: String(at))
            .replacing(
                /[\[\(\{<]\s{0,2}(?:dot|punkt|punto|ponto|point|\.)\s{0,2}[\]\)\}>]/.ignoresCase(), with: String(dot))
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
            /([A-Za-z0-9._\-]{1,64}) AT ([A-Za-z0-9\-]{1,63}(?: (?:DOT|dot) [A-Za-z0-9\-]{1,63}){1,4})/
        ) { match in
            "\(match.1)@\(match.2.replacing(" DOT ", with: ".").replacing(" dot ", with: "."))"
        }
    }

    private static func withoutDotWords(_ text: String) -> String {
        text.replacing(/@([A-Za-z0-9\-]{1,63}) (?:DOT|dot) ([A-Za-z]{2,24})/) { "@\($0.1).\($0.2)" }
    }
}
