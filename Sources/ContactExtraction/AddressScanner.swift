/// Reads addresses out of prepared text, around each `@`.
struct AddressScanner {
    /// An address and where its `@` stands.
    struct Match {
        var offset: Int
        var address: EmailAddress
    }

    private let characters: [Character]

    init(_ text: String) { characters = Array(text) }

    var addresses: [Match] {
        characters.indices.filter { characters[$0] == "@" }.compactMap { at in
            guard let local = local(before: at), let domain = domain(after: at),
                let address = EmailAddress(local: local, domain: domain)
            else { return nil }
            return Match(offset: at, address: address)
        }
    }

    /// The part before the `@`: ASCII letters, digits and `._%+-`; `&` and `'` between them.
    private func local(before at: Int) -> String? {
        var start = at
        while start > 0, isLocal(at: start - 1, end: at) { start -= 1 }
        while start < at, ".-_%+".contains(characters[start]) && characters[start] != "_" { start += 1 }
        // `a@b@c` is no address of anybody.
        guard start == 0 || characters[start - 1] != "@" else { return nil }
        let local = String(characters[start..<at])
        guard (1...64).contains(local.count), local.last != ".", !local.contains("..") else { return nil }
        return local
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
        return DomainName.end(of: String(run))
    }
}
