/// Reads addresses out of prepared text, around each `@`.
struct AddressScanner {
    private let characters: [Character]

    init(_ text: String) { characters = text.utf8.contains(UInt8(ascii: "@")) ? Array(text) : [] }

    /// In order of appearance.
    var addresses: [EmailAddress] {
        characters.indices.filter { characters[$0] == "@" }.compactMap { at in
            guard let start = localStart(before: at), let domain = domain(after: at) else { return nil }
            let local = String(characters[start..<at])
            guard !isShell(local: local, end: at + 1 + domain.count) else { return nil }
            return EmailAddress(local: local, domain: domain, wordBefore: word(before: start))
        }
    }

    // MARK: Before the @

    /// Where the part before the `@` begins: ASCII letters, digits and `._%+-`; `&` and `'` between them.
    private func localStart(before at: Int) -> Int? {
        var start = at
        while start > 0, isLocal(at: start - 1, end: at) { start -= 1 }
        if start > 0, characters[start - 1] == "@" {
            guard let next = startBehindAddress(start..<at) else { return nil }
            start = next
        }
        guard mayBegin(at: start) else { return nil }
        while start < at, ".-%+".contains(characters[start]) { start += 1 }
        let local = characters[start..<at]
        guard (1...64).contains(local.count), local.last != "." else { return nil }
        return zip(local, local.dropFirst()).contains { $0 == "." && $1 == "." } ? nil : start
    }

    /// `jane@example.com&joe@example.org` are two addresses, for `&` and `+` end a domain.
    private func startBehindAddress(_ stretch: Range<Int>) -> Int? {
        guard let glue = characters[stretch].firstIndex(where: { "&+".contains($0) }) else { return nil }
        let before = String(characters[stretch.lowerBound..<glue])
        return DomainName.end(of: before) == before ? glue + 1 : nil
    }

    /// Whether what stands before an address leaves it whole. `a@b@c` is no address of anybody, the name before an `@`
    /// in a link is none either, of `müller@…` nobody may be made a `ller@…`, and `$5@…` is a price.
    private func mayBegin(at start: Int) -> Bool {
        guard start > 0 else { return true }
        let before = characters[start - 1]
        if before == "@" || Script.looksLatin(before) { return false }
        if before.isCurrencySymbol, characters[start].isNumber { return false }
        guard before == "/" || before == ":" else { return true }
        if before == ":", Self.otherSchemes.contains(word(before: start - 1)) { return false }
        let token = characters[..<start].suffix(80).reversed().prefix { !$0.isWhitespace }
        // Reversed: `user@` and `user:pass@` right behind `//:sptth`.
        let authority = token.drop { $0 != "/" }
        return !(authority.starts(with: "//:") && !token.prefix { $0 != "/" }.contains("."))
    }

    /// Addresses of other networks that look like e-mail.
    private static let otherSchemes: Set<String> = ["xmpp", "sip", "sips", "acct"]

    private func isLocal(at index: Int, end: Int) -> Bool {
        let character = characters[index]
        if isASCIIWord(character) || "._%+-".contains(character) { return true }
        guard character == "&" || character == "'", index > 0, index + 1 < end else { return false }
        return isASCIIWord(characters[index - 1]) && isASCIIWord(characters[index + 1])
    }

    private func isASCIIWord(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber)
    }

    /// The word before a place, lower-case; empty where none stands there.
    private func word(before end: Int) -> String {
        let back = characters[..<end].suffix(26).reversed().drop { $0 == " " }
        return String(back.prefix { $0.isLetter }.reversed()).lowercased()
    }

    // MARK: Behind the @

    /// Everything behind the `@` that may belong to a domain; where it ends is for ``DomainName`` to say.
    private func domain(after at: Int) -> String? {
        let rest = characters[(at + 1)...]
        let run = rest.prefix { ".-。".contains($0) || $0.isLetter || $0.isNumber }
        guard let domain = DomainName.end(of: String(run.prefix(DomainName.maxLength))) else { return nil }
        // `jane@example.com@elsewhere` is no address of either place; in `jane@example.comInsta@jane` a handle follows.
        let isWhole = domain.count == run.count
        return isWhole && rest.dropFirst(run.count).first == "@" ? nil : domain
    }

    /// Whether a name and a host are a computer's: `git@host:path`, `root@host:~#`, `deploy@host:/srv`.
    private func isShell(local: String, end: Int) -> Bool {
        guard end < characters.count, characters[end] == ":", end + 1 < characters.count else { return false }
        let next = characters[end + 1]
        if local == "git" { return !next.isWhitespace }
        let second = end + 2 < characters.count ? characters[end + 2] : " "
        // `:/` alone is a face.
        return next == "~" && "/#$ ".contains(second) || next == "/" && isASCIIWord(second)
    }
}
