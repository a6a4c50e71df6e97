import Foundation

/// A text without the dress that hides addresses: full-width and mathematical letters, invisible characters, and
/// percent-encoding behind `mailto:`.
enum PlainText {
    static func prepared(_ text: String) -> String {
        let folded = text.precomposedStringWithCompatibilityMapping  // NFKC
        var visible = String.UnicodeScalarView()
        for scalar in folded.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .format: continue  // zero-width characters, joiners, direction marks
            case .nonspacingMark where (0xFE00...0xFE0F).contains(scalar.value): continue  // picture or text style
            case .control where scalar != "\n" && scalar != "\t" && scalar != "\r": continue
            default: visible.append(scalar == "。" || scalar == "｡" ? "." : scalar)
            }
        }
        return decodedMailto(String(visible))
    }

    private static func decodedMailto(_ text: String) -> String {
        text.replacing(/mailto:[^\s<>"']+/.ignoresCase()) { match in
            let address = match.output.prefix { $0 != "?" }
            return " \(address.dropFirst("mailto:".count).removingPercentEncoding ?? String(address)) "
        }
    }
}
