/// The path of a link as people write it in prose.
enum LinkText {
    /// Whether a character may stand in a path. Accented and Cyrillic letters do; kana and Han begin the next word,
    /// for such texts have no spaces.
    static func mayContinue(_ character: Character) -> Bool {
        guard character.isASCII else { return character.isLetter && Script.looksLatin(character) }
        if character.isLetter || character.isNumber { return true }
        return "-._~%/?#&=+:,;!$*@()'".contains(character)
    }

    /// Without the punctuation of the sentence around it: full stops, and a closing parenthesis that none opens.
    static func trimmed(_ path: String) -> String {
        var path = path[...]
        var open = path.count { $0 == "(" } - path.count { $0 == ")" }
        while let last = path.last {
            if last == ")" {
                guard open < 0 else { break }
                open += 1
            } else if !".,;:!?'*(".contains(last) {
                break
            } else if last == "(" {
                open -= 1
            }
            path.removeLast()
        }
        return String(path)
    }

    /// Other letters than ASCII in percent-encoding, so that every link is a valid address.
    static func encoded(_ path: String) -> String {
        guard !path.utf8.allSatisfy({ $0 < 0x80 }) else { return path }
        return path.utf8.map { byte in
            guard byte >= 0x80 else { return String(Unicode.Scalar(byte)) }
            return "%" + String(byte, radix: 16, uppercase: true)
        }.joined()
    }
}
