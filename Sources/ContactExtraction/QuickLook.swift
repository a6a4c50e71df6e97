/// A look at a text's bytes that tells most texts without any address apart, before anything costly is done.
///
/// It errs on one side only: what it lets pass is searched in full.
enum QuickLook {
    /// Whether a text may hold an address, plain or disguised.
    ///
    /// Every address needs an `@` at last. It stands there, or comes out of a bracket (`[at]`), of the word `AT` in
    /// capitals, of percent-encoding, or of a character that ``PlainText`` turns into one of these; so a text of plain
    /// letters, digits, emoji and the usual punctuation without any of them has none.
    static func mayHoldAddress(_ text: String) -> Bool {
        var text = text
        return text.withUTF8(mayHoldAddress)
    }

    private static func mayHoldAddress(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var index = 0
        /// Whether the last letter was an `A` at which a word may begin.
        var followsA = false
        var mayBegin = false
        while index < bytes.count {
            let byte = bytes[index]
            guard byte < 0x80 else {
                guard let (scalar, length) = scalar(in: bytes, at: index), isHarmless(scalar) else { return true }
                // It may vanish, or turn into a space.
                mayBegin = true
                index += length
                continue
            }
            if isSign(byte, in: bytes, at: index) || followsA && byte == UInt8(ascii: "T") { return true }
            let isControl = byte < 0x20 || byte == 0x7F
            followsA = mayBegin && byte == UInt8(ascii: "A") || followsA && isControl
            mayBegin = isControl || byte == UInt8(ascii: " ")
            index += 1
        }
        return false
    }

    private static func isSign(_ byte: UInt8, in bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
        switch byte {
        case UInt8(ascii: "@"), UInt8(ascii: "%"): true
        case UInt8(ascii: "["), UInt8(ascii: "("), UInt8(ascii: "{"), UInt8(ascii: "<"):
            mayHoldName(bytes[(index + 1)...])
        default: false
        }
    }

    /// Whether what follows a bracket may be a word and another bracket: `at]`, ` dot )`, but not `link in bio)`.
    private static func mayHoldName(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        let inside = bytes.prefix(20).drop { $0 == UInt8(ascii: " ") }
        let word = inside.prefix { isLetter($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "@") }
        let rest = inside[word.endIndex...].drop { $0 == UInt8(ascii: " ") }
        guard let end = rest.first else { return false }
        // Behind a space that is no end another word begins. What vanishes or is no ASCII may be anything.
        return end >= 0x7F || end < 0x20 || "])}>".utf8.contains(end)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    /// The scalar of several bytes at an index. Swift's strings hold whole ones only.
    private static func scalar(
        in bytes: UnsafeBufferPointer<UInt8>, at index: Int
    ) -> (value: UInt32, length: Int)? {
        let first = bytes[index]
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        guard index + length <= bytes.count else { return nil }
        let value = bytes[(index + 1)..<(index + length)].reduce(UInt32(first) & (0x7F >> UInt32(length))) {
            $0 << 6 | UInt32($1 & 0x3F)
        }
        return (value, length)
    }

    /// Scalars that stay out of it: they neither become a sign or a capital A or T by themselves nor name a sign
    /// without a bracket around them. Not all such scalars: those that captions are made of.
    static func isHarmless(_ scalar: UInt32) -> Bool {
        harmless.contains { $0.contains(scalar) }
    }

    static let harmless: [ClosedRange<UInt32>] = [
        0xC0...0x24F,  // Latin
        0x1F300...0x1FAFF,  // emoji
        0xFE0F...0xFE0F, 0x200B...0x200F,  // what joins and styles them
        0x2010...0x2027, 0x2030...0x205E,  // dashes, quotes, bullets
        0x2190...0x23FF, 0x2500...0x27BF, 0x2B00...0x2BFF,  // arrows and symbols
        0x1F1E6...0x1F1FF,  // flags
        0x370...0x1CFF, 0x1E00...0x1FFF,  // most alphabets
        0x3040...0x312F, 0x3400...0x9FFF, 0xAC00...0xD7A3,  // kana, Chinese, Hangul
        0x20A0...0x20BF,
    ]
}
