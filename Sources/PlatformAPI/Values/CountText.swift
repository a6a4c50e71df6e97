import FoundationEssentials

/// Counts as platforms write them for people.
public enum CountText {
    /// The count that a text states: `1.2M`, `12K subscribers`, `No views`, `1,234`, `1.234.567`, `1,2 Mio.`,
    /// `3.4 lakh`, `2 crore`, `12万`, `1.5億`. `nil` when negative, overflowed or unreadable.
    public static func count(from text: String) -> Int? {
        let plain = String(text.map(asciiDigit)).lowercased()
        let start = plain.firstIndex { isDigit($0) }
        guard let start else { return isNone(plain) ? 0 : nil }
        guard !plain[..<start].contains(where: { "-−–".contains($0) }) else { return nil }
        let digits = plain[start...].prefix { isDigit($0) || separators.contains($0) }
        let number = digits.reversed().drop { !isDigit($0) }.reversed()
        let rest = plain[plain.index(start, offsetBy: number.count)...]
        let scale = scale(of: rest)
        guard let value = value(of: String(number), isScaled: scale != 1) else { return nil }
        let count = (value * scale).rounded()
        return count < 9e15 ? Int(count) : nil
    }

    /// Full-width and other decimal digits as ASCII, so that one reader serves all.
    private static func asciiDigit(_ character: Character) -> Character {
        guard let digit = character.wholeNumberValue, (0...9).contains(digit), character.isNumber,
            !character.isASCII, character.unicodeScalars.first?.properties.numericType == .decimal
        else { return character }
        return Character(String(digit))
    }

    /// ASCII alone: 万 and 億 count as numbers to Unicode and are scales here.
    private static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }

    private static let separators: Set<Character> = [
        ".", ",", "'", "’", " ", "\u{A0}", "\u{202F}", "\u{2009}", "٬", "٫",
    ]

    /// Texts that say there is none: `No views`, `Keine Aufrufe`, `Aucune vue`.
    private static func isNone(_ text: String) -> Bool {
        let first = text.split { !$0.isLetter }.first.map(String.init) ?? ""
        return ["no", "keine", "aucune", "aucun", "sin", "nenhuma", "nenhum", "nessuna", "geen", "нет", "tidak"]
            .contains(first)
    }

    /// The number itself. Behind a scale a single separator is a decimal point; without one, groups of three digits
    /// are thousands.
    private static func value(of text: String, isScaled: Bool) -> Double? {
        let groups = text.split { !isDigit($0) }.map(String.init)
        guard let first = groups.first else { return nil }
        if groups.count == 1 { return Double(first) }
        let areThousands = groups.dropFirst().allSatisfy { $0.count == 3 } && first.count <= 3
        if areThousands, !(isScaled && groups.count == 2) { return Double(groups.joined()) }
        let areIndian = groups.last?.count == 3 && groups.dropFirst().dropLast().allSatisfy { $0.count == 2 }
        if areIndian, groups.count > 2 { return Double(groups.joined()) }
        let whole = groups.dropLast()
        guard whole.count == 1 || whole.dropFirst().allSatisfy({ $0.count == 3 }) else { return nil }
        return Double(whole.joined() + "." + (groups.last ?? "0"))
    }

    private static func scale(of rest: Substring) -> Double {
        let text = rest.drop { $0.isWhitespace }
        if let symbol = text.first, let scale = symbols[symbol] { return scale }
        let word = String(text.prefix { $0.isLetter })
        return words[word] ?? 1
    }

    private static let symbols: [Character: Double] = [
        "千": 1e3, "천": 1e3, "万": 1e4, "萬": 1e4, "만": 1e4, "億": 1e8, "亿": 1e8, "억": 1e8,
    ]

    private static let words: [String: Double] = [
        "k": 1e3, "tsd": 1e3, "mil": 1e3, "тыс": 1e3, "rb": 1e3, "b": 1e9, "bn": 1e9,
        "m": 1e6, "mio": 1e6, "mln": 1e6, "mi": 1e6, "million": 1e6, "millions": 1e6, "millionen": 1e6, "млн": 1e6,
        "jt": 1e6, "milyon": 1e6, "mrd": 1e9, "md": 1e9, "mld": 1e9, "млрд": 1e9, "billion": 1e9, "milyar": 1e9,
        "thousand": 1e3, "lakh": 1e5, "lakhs": 1e5, "lac": 1e5, "crore": 1e7, "crores": 1e7, "cr": 1e7,
    ]
}
