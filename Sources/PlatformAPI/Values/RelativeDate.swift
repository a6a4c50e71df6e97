public import struct FoundationEssentials.Date

/// Dates as platforms write them for people: `3 weeks ago`, `Streamed 2 days ago`, `3w`. Always approximate.
public enum RelativeDate {
    /// The instant that a text means, counted back from `now`; `nil` where it says nothing of the kind, or speaks of
    /// the future (`Premieres in 2 hours`).
    public static func date(from text: String, now: Date) -> Date? {
        let lower = text.lowercased()
        if let named = RelativeDateWords.moments[lower.filter { $0.isLetter || $0 == " " }] {
            return now.addingTimeInterval(-named)
        }
        guard !lower.contains("-"), let words = words(of: lower), RelativeDateWords.refusals.isDisjoint(with: words)
        else { return nil }
        for (index, unit) in words.enumerated().dropFirst() {
            let amount = words[index - 1]
            guard index < 2 || !RelativeDateWords.futures.contains(words[index - 2]) || words.last == "ago",
                let seconds = RelativeDateWords.units[unit] ?? short(unit, in: words),
                let count = Double(amount) ?? RelativeDateWords.articles[amount],
                seconds * count <= longest
            else { continue }
            return now.addingTimeInterval(-count * seconds)
        }
        return nil
    }

    /// Fifty years: older than any platform.
    private static let longest: Double = 50 * 365 * 86_400

    /// `3w` and `5 h ago`, where nothing else is said.
    private static func short(_ unit: String, in words: [String]) -> Double? {
        guard words.count == 2 || words.count == 3 && words.last == "ago" else { return nil }
        return RelativeDateWords.shortUnits[unit]
    }

    /// Words and numbers, also where no space parts them (`3週間前`); `nil` for numbers with a separator inside.
    private static func words(of text: String) -> [String]? {
        var words: [String] = []
        var last: Character?
        for character in text {
            let isDigit = character.isASCII && character.isNumber
            if last == "." || last == ",", isDigit, words.last.flatMap(Int.init) != nil { return nil }
            let continues = last.map { ($0.isASCII && $0.isNumber) == isDigit && ($0.isLetter || $0.isNumber) } ?? false
            if character.isLetter || character.isNumber {
                if continues, let word = words.popLast() {
                    words.append(word + String(character))
                } else {
                    words.append(String(character))
                }
            }
            last = character
        }
        return words
    }
}
