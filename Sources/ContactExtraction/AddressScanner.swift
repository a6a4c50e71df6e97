/// Reads addresses out of prepared text, around each `@`.
struct AddressScanner {
    private let characters: [Character]

    init(_ text: String) { characters = Array(text) }

    /// In order of appearance.
    var addresses: [EmailAddress] {
        characters.indices.filter { characters[$0] == "@" }.compactMap { at in
            guard let local = local(before: at), let domain = domain(after: at) else { return nil }
            return EmailAddress(local: local, domain: domain)
        }
    }

    /// The part before the `@`: ASCII letters, digits and `._%+-`; `&` and `'` between them.
    private func local(before at: Int) -> String? {
        var start = at
        while start > 0, isLocal(at: start - 1, end: at) { start -= 1 }
        guard mayBegin(at: start) else { return nil }
        while start < at, ".-%+".contains(characters[start]) { start += 1 }
        let local = String(characters[start..<at])
        guard (1...64).contains(local.count), local.last != ".", !local.contains("..") else { return nil }
        return local
    }

    /// Whether what stands before an address leaves it whole. `a@b@c` is no address of anybody, the name before an `@`
    /// in a link is none either, and of `müller@…` nobody may be made a `ller@…`.
    private func mayBegin(at start: Int) -> Bool {
        guard start > 0 else { return true }
        let before = characters[start - 1]
        if before == "@" || Script.looksLatin(before) { return false }
        guard before == "/" || before == ":" else { return true }
        let token = characters[..<start].suffix(80).reversed().prefix { !$0.isWhitespace }
        // Reversed: `user@` and `user:pass@` right behind `//:sptth`.
        let authority = token.drop { $0 != "/" }
        return !(authority.starts(with: "//:") && !token.prefix { $0 != "/" }.contains("."))
    }

    private func isLocal(at index: Int, end: Int) -> Bool {
        let character = characters[index]
        if isASCIIWord(character) || "._%+-".contains(character) { return true }
        guard character == "&" || character == "'", index > 0, index + 1 < end else { return false }
        return isASCIIWord(characters[index - 1]) && isASCIIWord(characters[index + 1])
    }

    private func isASCIIWord(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber)
    }

    /// Everything behind the `@` that may belong to a domain; where it ends is for ``DomainName`` to say.
    private func domain(after at: Int) -> String? {
        let rest = characters[(at + 1)...]
        let run = rest.prefix { $0 == "." || $0 == "-" || $0.isLetter || $0.isNumber }
        // `jane@example.com@elsewhere` is no address of either place.
        guard rest.dropFirst(run.count).first != "@" else { return nil }
        return DomainName.end(of: String(run.prefix(DomainName.maxLength)))
    }
}
