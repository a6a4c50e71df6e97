/// Handles made of syllables, and ids that lead back to them.
public enum InventedHandle {
    /// A handle such as `milora.tasven92`: lower-case ASCII letters, digits, `.` and `_`, 5 to 22 characters.
    ///
    /// There are some billions of them, so that two seeds hardly ever share one.
    public static func handle(_ seed: Seed) -> String {
        var draw = seed("handle").generator()
        let first = word(&draw, syllables: draw.integer(in: 2...3))
        let separator = draw.pick(["", ".", "_", ""]) ?? ""
        let second = word(&draw, syllables: draw.integer(in: 2...4))
        let ending = draw.chance(0.3) ? String(draw.integer(in: 1...99)) : ""
        return first + separator + second + ending
    }

    /// A name in words: `Milora Tasven` of `milora.tasven92`; the handle itself where no letters are in it.
    public static func name(of handle: String) -> String {
        let words = handle.lowercased().split { !$0.isLetter }
        guard !words.isEmpty else { return handle }
        return words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: " ")
    }

    /// 22 characters of base64url that stand for a handle, as behind `UC` in a channel's id.
    ///
    /// ``handle(ofCode:)`` reads them back, so that a simulator without memory knows whom an id means. Of longer
    /// handles (over 24 characters) or others than `a-z0-9._-`, the code is a hash that leads nowhere.
    public static func code(of handle: String) -> String {
        var number: UInt128 = 0
        let characters = Array(handle.lowercased())
        guard (1...24).contains(characters.count) else { return hashed(handle) }
        for character in characters.reversed() {
            guard let digit = alphabet.firstIndex(of: character) else { return hashed(handle) }
            number = number * base + UInt128(digit + 1)
        }
        var rest = number &* factor
        var code = ""
        for _ in 0..<22 {
            code.append(SeededGenerator.urlSafe[Int(rest & 63)])
            rest >>= 6
        }
        return code
    }

    /// The handle that a code stands for, in lower case; `nil` for a code that ``code(of:)`` made of no handle.
    public static func handle(ofCode code: String) -> String? {
        guard code.count == 22 else { return nil }
        var number: UInt128 = 0
        for character in code.reversed() {
            guard let digit = SeededGenerator.urlSafe.firstIndex(of: character) else { return nil }
            number = (number << 6) | UInt128(digit)
        }
        number = number &* inverse
        var handle = ""
        while number > 0, handle.count < 24 {
            let digit = Int(number % base)
            guard digit > 0 else { return nil }
            handle.append(alphabet[digit - 1])
            number /= base
        }
        // A code made elsewhere may decode to something; only what leads back is a handle.
        return Self.code(of: handle) == code ? handle : nil
    }

    private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz0123456789._-")
    /// One more than the alphabet, so that no character is 0 and a handle's length follows from its number.
    private static let base: UInt128 = 40
    /// Odd, hence invertible modulo 2¹²⁸: spreads a short handle's number over the whole code.
    private static let factor: UInt128 = 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835
    /// By Newton's method: each step doubles the number of right bits, of which three are right to begin with.
    private static let inverse: UInt128 = (0..<6).reduce(factor) { guess, _ in guess &* (2 &- factor &* guess) }

    private static func hashed(_ handle: String) -> String {
        Seed("hashed handle", handle.lowercased()).token(22)
    }

    private static func word(_ draw: inout SeededGenerator, syllables: Int) -> String {
        var word = ""
        for _ in 0..<syllables {
            word += (draw.pick(consonants) ?? "m") + (draw.pick(vowels) ?? "a")
        }
        return word + (draw.chance(0.4) ? draw.pick(["n", "s", "r", "l"]) ?? "" : "")
    }

    private static let consonants = [
        "b", "d", "f", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z",
    ]
    private static let vowels = ["a", "e", "i", "o", "u"]
}
