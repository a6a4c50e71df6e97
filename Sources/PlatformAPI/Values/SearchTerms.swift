/// The words that describe a creator best, for finding others like them.
public enum SearchTerms {
    /// At most `limit` lower-cased words of 3 to 19 letters: fewest occurrences in the texts first, then the longest,
    /// then alphabetical. Stop words of common languages and words of digits alone are left out.
    public static func terms(from texts: [String], limit: Int = 5) -> [String] {
        var occurrences: [String: Int] = [:]
        for word in texts.flatMap(words) where isTerm(word) { occurrences[word, default: 0] += 1 }
        return Array(ranked(occurrences).prefix(limit))
    }

    /// Tags of several words, each a phrase its owner chose to be found by, as the owner wrote them; ranked like
    /// ``terms(from:limit:)`` by how often the phrase occurs in the texts.
    public static func phrases(from tags: [String], texts: [String], limit: Int) -> [String] {
        let whole = " " + texts.flatMap(words).joined(separator: " ") + " "
        var spelling: [String: String] = [:]
        var occurrences: [String: Int] = [:]
        for tag in tags {
            let parts = words(of: tag)
            guard parts.count > 1, parts.allSatisfy(isTerm) else { continue }
            let phrase = parts.joined(separator: " ")
            guard spelling[phrase] == nil else { continue }
            spelling[phrase] = tag.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            occurrences[phrase] = whole.split(separator: " \(phrase) ", omittingEmptySubsequences: false).count - 1
        }
        return ranked(occurrences).prefix(limit).compactMap { spelling[$0] }
    }

    /// A text without mail addresses, links and names of others: words such as `gmail` or `https` are rare in it, would
    /// rank first, and describe nobody.
    public static func ownWords(of text: String) -> String {
        text.split(whereSeparator: \.isWhitespace)
            .filter { word in
                let isLink = word.contains("://") || word.prefix { $0 != "/" }.contains(".") && word.contains("/")
                return !isLink && !word.contains { "@＠".contains($0) } && !word.lowercased().hasPrefix("www.")
            }
            .joined(separator: " ")
    }

    private static func ranked(_ occurrences: [String: Int]) -> [String] {
        occurrences.sorted { lhs, rhs in
            if lhs.value != rhs.value { return lhs.value < rhs.value }
            if lhs.key.count != rhs.key.count { return lhs.key.count > rhs.key.count }
            return lhs.key < rhs.key
        }.map(\.key)
    }

    static func words(of text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }

    static func isTerm(_ word: String) -> Bool {
        (3...19).contains(word.count) && word.utf8.count <= mostBytes && !word.allSatisfy(\.isNumber)
            && !StopWords.all.contains(word)
    }

    /// Room for 19 letters of any script with their vowel signs. Letters with marks piled up on them, as some names are
    /// decorated, take hundreds of bytes, describe nobody, and five such words would not fit into a cursor.
    private static let mostBytes = 240
}
