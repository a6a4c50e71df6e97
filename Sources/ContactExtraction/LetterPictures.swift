import Foundation

/// Characters that show letters or digits and mean a picture: ℹ️, ①, ™, 🅿️.
///
/// NFKC would turn them into letters of the word beside them: `ℹ️jane@…` into `ijane@…`.
enum LetterPictures {
    /// The text with a space in place of each.
    static func parted(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        let scalars = text.unicodeScalars
        for index in scalars.indices {
            let scalar = scalars[index]
            let next = scalars.index(after: index)
            let isStyled = next < scalars.endIndex && scalars[next] == "\u{FE0F}"
            out.append(isPicture(scalar, isStyled: isStyled) ? " " : scalar)
        }
        return String(out)
    }

    private static func isPicture(_ scalar: Unicode.Scalar, isStyled: Bool) -> Bool {
        switch scalar.value {
        case 0..<0x115F: return false
        case 0x115F, 0x1160, 0x3164, 0xFFA0: return true  // Hangul fillers, which people indent with
        case 0x2139: return true
        case 0x2460...0x249B, 0x24EA, 0x3251...0x325F, 0x32B1...0x32BF: return true  // ① to ⒛, ㉑ and on
        case 0x24C2, 0x1F170...0x1F189: return isStyled  // letters in boxes are letters too: 🅹🅰🅽🅴
        case 0x2100...0x33FF: return standsForWord(scalar)
        default: return false
        }
    }

    /// ™, ℡, ㎏: one sign made of several letters. Not ⓐ or ℯ, which people write words with.
    private static func standsForWord(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.properties.generalCategory == .otherSymbol else { return false }
        return String(scalar).precomposedStringWithCompatibilityMapping.unicodeScalars.count > 1
    }
}
