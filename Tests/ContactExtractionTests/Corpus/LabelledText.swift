import PlatformAPI

/// A text as a creator might write it, with the addresses that a careful reader finds in it.
///
/// One line each, `text ⇒ addresses`; `⏎` stands for a line break in the text, `–` for no address, and lines that begin
/// with `##` are headings. Behind an address stand, each after a bar, what else is wanted of it:
/// `disguised` for the lower confidence, `xn--….example` for the domain in ASCII, `mixed` for the warning of mixed
/// scripts. Everybody here is invented.
struct LabelledText: CustomStringConvertible {
    var text: String
    var wanted: [CreatorEmail]

    var description: String { text.debugDescription }

    /// The texts of a table; a line that is no row of it is a programmer's mistake and becomes one nobody can satisfy.
    static func rows(of table: String) -> [LabelledText] {
        table.split(separator: "\n").filter { !$0.hasPrefix("##") }.map { line in
            let halves = line.split(separator: " ⇒ ", omittingEmptySubsequences: false)
            let labels = halves.count == 2 ? halves[1].split(separator: " ") : ["no label"]
            return LabelledText(
                text: String(halves[0]).replacing("⏎", with: "\n"), wanted: labels == ["–"] ? [] : labels.map(email))
        }
    }

    private static func email(_ label: Substring) -> CreatorEmail {
        let parts = label.split(separator: "|").map(String.init)
        let notes = parts.dropFirst()
        let local = parts[0].prefix { $0 != "@" }
        return CreatorEmail(
            address: parts[0], asciiAddress: notes.first { $0.contains("xn--") }.map { "\(local)@\($0)" }, source: .bio,
            confidence: notes.contains("disguised") ? 0.7 : 0.98, mixedScript: notes.contains("mixed") ? true : nil)
    }
}
