/// Counts as platforms write them for people.
public enum CountText {
    /// The count that a text states: `1.2M`, `12K subscribers`, `No views`, `1,234`, `1.234.567`, `1,2 Mio.`,
    /// `3.4 lakh`, `2 crore`, `12万`, `1億2000万`. `nil` when negative, overflowed (9 × 10^15 and more) or unreadable.
    ///
    /// A text that states more than one number (`5K–10K`, `Dec 9, 2009`), a share (`50%`) or a rank (`#1`) is
    /// unreadable.
    public static func count(from text: String) -> Int? {
        let plain = String(String.UnicodeScalarView(text.unicodeScalars.map(asciiTwin))).lowercased()
        guard var rest = number(in: plain) else { return isNone(plain) ? 0 : nil }
        if let value = Double(plain), plain.contains("e") { return whole(value) }
        var total = 0.0
        var lastScale = Double.infinity
        repeat {
            let digits = digits(at: rest)
            let (scale, after) = CountScale.read(rest[digits.endIndex...])
            // 1億2000万: every part is smaller than the one before.
            guard scale < lastScale, let value = value(of: digits, scale: scale, after: after) else { return nil }
            total += value * scale
            lastScale = scale
            rest = after
        } while lastScale > 1 && isDigit(rest.first)
        return rest.contains { isDigit($0) || $0 == "%" } ? nil : whole(total)
    }

    private static func whole(_ value: Double) -> Int? {
        let count = value.rounded()
        return (0..<9e15).contains(count) ? Int(count) : nil
    }

    /// From the first digit on; `nil` where there is none, or what precedes it makes it no count: a minus, the sign of
    /// a rank or a handle, or a letter of a name such as `v2`.
    private static func number(in text: String) -> Substring? {
        guard let start = text.firstIndex(where: { isDigit($0) }) else { return nil }
        let before = text[..<start]
        guard !before.contains(where: { "-−–".contains($0) }) else { return nil }
        guard let last = before.last else { return text[start...] }
        if last == "." || last == "," { return text[before.index(before: start)...] }
        return last == "#" || last == "@" || last.isASCII && last.isLetter ? nil : text[start...]
    }

    /// Full-width forms and decimal digits of any script as ASCII, so that one reader serves all.
    private static func asciiTwin(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        if (0xFF01...0xFF5E).contains(scalar.value) { return Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar }
        guard !scalar.isASCII, scalar.properties.numericType == .decimal, let digit = scalar.properties.numericValue
        else { return scalar }
        return Unicode.Scalar(UInt8(ascii: "0") + UInt8(digit))
    }

    /// ASCII alone: 万 and 億 count as numbers to Unicode and are scales here.
    private static func isDigit(_ character: Character?) -> Bool { character.map { ("0"..."9").contains($0) } ?? false }

    private static let separators: Set<Character> = [
        ".", ",", "'", "’", " ", "\u{A0}", "\u{202F}", "\u{2009}", "٬", "٫",
    ]

    /// Digits and the separators between them.
    private static func digits(at text: Substring) -> Substring {
        var digits = text.prefix { isDigit($0) || separators.contains($0) }
        while let last = digits.last, !isDigit(last) { digits.removeLast() }
        return digits
    }

    /// Texts that say there is none: `No views`, `Keine Aufrufe`, `Aucune vue`; but not `No data`.
    private static func isNone(_ text: String) -> Bool {
        let words = text.split { !$0.isLetter }.map(String.init)
        guard words.count > 1, let first = words.first, noneWords.contains(first) else { return false }
        return words.dropFirst().contains { word in countedNouns.contains { word.hasPrefix($0) } }
    }

    private static let noneWords: Set<String> = [
        "no", "keine", "aucune", "aucun", "sin", "nenhuma", "nenhum", "sem", "nessuna", "nessun", "geen", "нет",
        "tidak", "belum",
    ]

    /// Beginnings of the words for what is counted.
    private static let countedNouns = [
        "view", "subscriber", "follower", "like", "comment", "video", "post", "share", "aufruf", "abonn", "vue",
        "visuali", "visionn", "vista", "suscriptor", "seguidor", "inscrit", "iscritt", "weergave", "просмотр",
        "подписчик", "penayangan", "ditonton", "komentar", "kommentar",
    ]

    /// The number that digits and separators write. Before a scale a single separator is a decimal point; else, groups
    /// of three digits are thousands. A fraction before an unknown unit (`1,2 xyz`) is `nil`: the unit might be a scale.
    private static func value(of digits: Substring, scale: Double, after: Substring) -> Double? {
        let groups = digits.split(omittingEmptySubsequences: false) { !isDigit($0) }.map(String.init)
            .drop(while: \.isEmpty)
        guard let first = groups.first, let last = groups.last, !groups.contains("") else { return nil }
        if !isDigit(digits.first) { return groups.count == 1 && scale > 1 ? Double("0." + first) : nil }
        if groups.count == 1 { return Double(first) }
        let areThousands = groups.dropFirst().allSatisfy { $0.count == 3 } && first.count <= 3
        if areThousands, !(scale > 1 && groups.count == 2) { return Double(groups.joined()) }
        let areIndian = last.count == 3 && groups.dropFirst().dropLast().allSatisfy { $0.count == 2 }
        if areIndian, groups.count > 2 { return Double(groups.joined()) }
        let whole = groups.dropLast()
        let isDecimal = whole.count == 1 || whole.dropFirst().allSatisfy { $0.count == 3 }
        guard isDecimal, scale > 1 || !after.contains(where: \.isLetter) else { return nil }
        let isPlainFloat = whole.count == 1 && digits.contains(".")
        guard scale > 1 || whole.count > 1 || isPlainFloat else { return nil }
        return Double(whole.joined() + "." + last)
    }
}
