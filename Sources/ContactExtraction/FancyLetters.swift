/// Decorative letters that NFKC leaves alone: small capitals (ᴊᴀɴᴇ) and white letters in black boxes and circles
/// (🅹🅰🅽🅴).
enum FancyLetters {
    /// Words in such letters, in plain ones. A single one stays: beside plain letters it may be a bullet or a picture.
    static func folded(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { plain[$0] != nil }) else { return text }
        var out = String.UnicodeScalarView()
        var word: [Unicode.Scalar] = []
        for scalar in text.unicodeScalars {
            if plain[scalar] == nil, !belongsToWord(scalar) {
                out += folded(word)
                word = []
                out.append(scalar)
            } else {
                word.append(scalar)
            }
        }
        return String(out + folded(word))
    }

    /// Plain letters beside the fancy ones mean that it is no word of fancy ones; except letters and digits that have
    /// no small capital.
    private static func folded(_ word: [Unicode.Scalar]) -> [Unicode.Scalar] {
        let isFancy = word.count { plain[$0] != nil } > 1
        guard isFancy, word.allSatisfy({ plain[$0] != nil || withoutTwin.contains($0) }) else { return word }
        return word.map { plain[$0] ?? $0 }
    }

    private static func belongsToWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
    }

    private static let withoutTwin = Set("sxq0123456789".unicodeScalars)

    private static let plain: [Unicode.Scalar: Unicode.Scalar] = {
        let smallCapitals = zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘǫʀꜱᴛᴜᴠᴡʏᴢ".unicodeScalars, "abcdefghijklmnopqrstuvwyz".unicodeScalars)
        let letters = "abcdefghijklmnopqrstuvwxyz".unicodeScalars
        let boxed = [UInt32(0x1F150), 0x1F170].flatMap { first in
            zip((first...first + 25).compactMap(Unicode.Scalar.init), letters)
        }
        return Dictionary(Array(smallCapitals) + boxed, uniquingKeysWith: { first, _ in first })
    }()
}
