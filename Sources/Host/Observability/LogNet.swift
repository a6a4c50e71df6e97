import Foundation

/// The second net under a log: what types should have kept out of a line is taken out where it is seen.
///
/// It knows the host's own secrets by heart, and e-mail addresses and the usual tokens by their shape.
struct LogNet: Sendable {
    private static let mark = "•••"
    /// What tokens and keys of the vendors begin with.
    private static let beginnings = ["eyJ", "sk_live_", "sk_test_", "whsec_", "qstash_", "re_"]
    /// The fewest characters of a token; shorter words that begin so are none.
    private static let shortest = 20

    private let secrets: [String]

    /// - Parameter secrets: texts that never appear in a line, such as keys and passwords; those under 6 characters are
    ///   ignored.
    init(secrets: [String]) { self.secrets = secrets.filter { $0.utf8.count >= 6 } }

    /// The line without them, its control characters escaped.
    func clean(_ text: String) -> String { blot(LogText.escape(text)) }

    /// The line without them.
    func blot(_ line: String) -> String {
        let line = secrets.reduce(line) { Self.mayHold($0, $1) ? $0.replacing($1, with: Self.mark) : $0 }
        let mayHoldToken = Self.beginnings.contains { strstr(line, $0) != nil } || strstr(line, "earer ") != nil
        return mayHoldToken || line.utf8.contains(UInt8(ascii: "@")) ? Self.withoutWords(line) : line
    }

    /// Looks by bytes, which costs a hundredth of the search for characters that replaces; what is not all ASCII can be
    /// spelled in several ways. A line has no NUL, which is a control character.
    private static func mayHold(_ line: String, _ secret: String) -> Bool {
        !secret.utf8.allSatisfy { $0 < 0x80 } || strstr(line, secret) != nil
    }

    /// Goes once through the line, word by word.
    private static func withoutWords(_ line: String) -> String {
        var out: [UInt8] = []
        var word: [UInt8] = []
        var isCredential = false
        func flush() {
            let text = String(decoding: word, as: UTF8.self)
            let isToken = word.count >= shortest && beginnings.contains { text.hasPrefix($0) }
            if isToken || isCredential && word.count >= 8 {
                out += mark.utf8
            } else if let at = word.firstIndex(of: UInt8(ascii: "@")), isAddress(word, at: at) {
                out += Redacted.email(text).description.utf8
            } else {
                out += word
            }
            if !word.isEmpty { isCredential = text.lowercased() == "bearer" }
            word = []
        }
        for byte in line.utf8 {
            if isOfWord(byte) {
                word.append(byte)
            } else {
                flush()
                out.append(byte)
            }
        }
        flush()
        return String(decoding: out, as: UTF8.self)
    }

    /// With something before the sign, and a domain of several labels behind it.
    private static func isAddress(_ word: [UInt8], at: Int) -> Bool {
        let labels = word[(at + 1)...].split(separator: UInt8(ascii: "."))
        return at > 0 && labels.count > 1
    }

    /// Letters, digits and what addresses and tokens have beside them; whatever is beyond ASCII may be a letter.
    private static func isOfWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...:
            true
        default: "@._%+-~".utf8.contains(byte)
        }
    }
}

/// Text as a line of the log may hold it.
enum LogText {
    /// More characters than these are of no use to a reader.
    static let most = 4000

    /// As much of a text as is of use.
    static func beginning(of text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.prefix(most)))
    }

    /// Control characters, line separators and what turns the direction of writing as escapes, in at most
    /// ``most`` characters: no input can forge a line, or make one read as another.
    static func escape(_ text: String) -> String {
        let isPlain = text.utf8.count <= most && text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
        if isPlain { return text }
        var out = ""
        for scalar in text.unicodeScalars.prefix(most) {
            if isDangerous(scalar) {
                out += "\\u{" + String(scalar.value, radix: 16) + "}"
            } else {
                out.unicodeScalars.append(scalar)
            }
        }
        return out
    }

    private static func isDangerous(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x2028, 0x2029, 0x200E, 0x200F, 0x061C, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: true
        default: scalar.properties.generalCategory == .control
        }
    }
}
