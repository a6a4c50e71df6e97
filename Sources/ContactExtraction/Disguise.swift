/// Addresses written around robots: `jane [at] example [dot] com`, `jane(at)example.com`, `jane AT example DOT com`.
enum Disguise {
    /// The text with such signs turned back. Plain words are left alone: `meet me at studio dot com` is no address.
    static func removed(from text: String) -> String {
        let inBrackets =
            text
            .replacing(/\s*[\[\(\{<]\s*(?:at|arroba|@)\s*[\]\)\}>]\s*/.ignoresCase(), with: "@")
            .replacing(/\s*[\[\(\{<]\s*(?:dot|punkt|punto|ponto|point|\.)\s*[\]\)\}>]\s*/.ignoresCase(), with: ".")
        return inBrackets.replacing(/([A-Za-z0-9._\-]+) AT ([A-Za-z0-9\-]+(?: DOT [A-Za-z0-9\-]+)+)/) { match in
            "\(match.1)@\(match.2.replacing(" DOT ", with: "."))"
        }
    }
}
