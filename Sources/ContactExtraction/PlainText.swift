import Foundation

/// A text without the dress that hides addresses: full-width and mathematical letters, small capitals and letters in
/// boxes, invisible characters, underlining, and percent-encoding behind `mailto:`.
enum PlainText {
    static func prepared(_ text: String) -> String {
        let folded = LetterPictures.parted(decodedMailto(text)).precomposedStringWithCompatibilityMapping  // NFKC
        var visible = String.UnicodeScalarView()
        for scalar in folded.unicodeScalars where !isInvisible(scalar) {
            // Private-use characters stand for signs in `Disguise`, and no reader knows what they show.
            visible.append(scalar.properties.generalCategory == .privateUse ? " " : scalar)
        }
        return FancyLetters.folded(String(visible))
    }

    /// Zero-width characters, joiners, direction marks, styles of pictures, and lines over and under letters.
    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        if scalar == "\n" || scalar == "\t" || scalar == "\r" { return false }
        if scalar.properties.isDefaultIgnorableCodePoint { return true }
        switch scalar.properties.generalCategory {
        case .format, .control: return true
        case .nonspacingMark: return lines.contains(scalar)
        default: return false
        }
    }

    private static let lines: Set<Unicode.Scalar> = ["\u{305}", "\u{332}", "\u{333}"]

    private static func decodedMailto(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: ":")) else { return text }  // the expression costs more than the rest
        return text.replacing(/mailto:[^\s<>"']+/.ignoresCase()) { match in
            let address = match.output.prefix { $0 != "?" }
            return " \(address.dropFirst("mailto:".count).removingPercentEncoding ?? String(address)) "
        }
    }
}
