/// Alphabets that can be mistaken for one another.
enum Script {
    case latin, greek, cyrillic

    init?(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x41...0x5A, 0x61...0x7A, 0xAA, 0xBA, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2AF, 0x1D00...0x1DBF,
            0x1E00...0x1EFF, 0x2C60...0x2C7F, 0xA720...0xA7FF:
            self = .latin
        case 0x370...0x3FF, 0x1F00...0x1FFF: self = .greek
        case 0x400...0x52F, 0x2DE0...0x2DFF, 0xA640...0xA69F: self = .cyrillic
        default: return nil
        }
    }

    /// Whether a character beside ASCII letters may belong to their word: `é`, `ᴊ`, Cyrillic, Greek, or a letter in a
    /// box (🅹); not kana, Han, Hangul, Arabic, Hebrew, or a picture.
    static func looksLatin(_ character: Character) -> Bool {
        guard let scalar = character.unicodeScalars.first else { return false }
        if (0x1F130...0x1F189).contains(scalar.value) { return true }
        return Script(scalar) != nil
    }
}
