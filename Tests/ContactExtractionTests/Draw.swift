import Simulation

/// Draws the texts of the property tests, the same for the same seed.
struct Draw {
    private var generator: SeededGenerator

    init(seed: Int) { generator = Seed("contact")(seed).generator() }

    mutating func below(_ limit: Int) -> Int { generator.integer(in: 0...limit - 1) }

    mutating func one(of list: [String]) -> String { generator.pick(list) ?? "" }

    // MARK: Addresses

    /// An address and a way in which somebody might write it.
    struct Address {
        var plain: String
        var written: String
        var confidence = 0.98
    }

    mutating func address() -> Address {
        let local =
            one(of: ["jane", "joe", "mia_", "anna", "q", "x9"]) + one(of: ["", ".doe", "-pr", "+ads", "_24", "7"])
        let domain = one(of: ["example.com", "example.org", "mail.example.net", "studio-7.example", "example.co.uk"])
        let plain = "\(local)@\(domain)"
        switch below(8) {
        case 0: return Address(plain: plain, written: plain.uppercased())
        case 1: return Address(plain: plain, written: Self.shifted(plain, letters: 0x1D5BA))  // sans serif
        case 2: return Address(plain: plain, written: fullWidth(plain))
        case 3: return Address(plain: plain, written: plain.map { "\($0)\u{200B}" }.joined())
        case 4:
            return disguised(
                local, domain, [" [at] ", "(at)", " {at} ", "[@]"], [" [dot] ", "(dot)", " (punto) ", "."])
        case 5: return disguised(local, domain, [" AT "], [" DOT "])
        default: return Address(plain: plain, written: plain)
        }
    }

    private mutating func disguised(_ local: String, _ domain: String, _ at: [String], _ dot: [String]) -> Address {
        let sign = one(of: dot)
        let written = local + one(of: at) + domain.split(separator: ".").joined(separator: sign)
        return Address(plain: "\(local)@\(domain)", written: written, confidence: 0.7)
    }

    private static func shifted(_ text: String, letters first: UInt32) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    let isLetter = ("a"..."z").contains(scalar)
                    return isLetter ? Unicode.Scalar(scalar.value - 0x61 + first) ?? scalar : scalar
                }))
    }

    private func fullWidth(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { Unicode.Scalar($0.value + 0xFEE0) ?? $0 }))
    }

    // MARK: Other text

    /// What may stand right before an address, and right behind it.
    static let openers = [
        "", " ", "(", "<", "\"", "«", "📧", "✉️", "👩‍🍳", "1️⃣", "🇧🇷", "メール", "邮箱:", "이메일", "อีเมล", "ईमेल", "ל", "لل", "①", "ℹ️",
        "™", "/", ":", "→", "•", "|", "#", "*", "\n", "\u{200F}", "\u{3164}", "\u{2800}",
    ]
    static let closers = [
        "", " ", ".", ",", ")", ">", "\"", "»", "!", "?", "✨", "👩‍🍳", "🇧🇷", "です", "。", "谢谢", "로", "ครับ", "पर", "או", "و",
        "™", ";", "/", "|", "#", "\n", "\u{200F}", "\u{3164}", "\u{2800}", "…", ":", "①",
    ]

    /// A few words around them that hold no address.
    mutating func filler() -> String {
        let words = (0..<below(5)).map { _ in one(of: Self.words) }
        return words.isEmpty ? "" : "\n" + words.joined(separator: " ") + "\n"
    }

    private static let words = [
        "Sourdough", "&", "sunsets", "🌅", "12.5K", "@jane.cooks", "https://example.com/a?b=1", "$5.99", "v2.0",
        "8:30pm",
        "foo@2x.png", "#ootd", "お仕事", "для", "связи", "لل", "dot", "com", "at", "(2024)", "[live]", "react@18.2.0",
        "¡hola!",
        "user@example", "𝓭𝓻𝓮𝓪𝓶", "a.b.c", "x…y", "+1 555 0100", "½", "@", "@@", "-", "Mio.", "name@tiktok",
    ]

    /// Pieces of which no mixture has a sign for "at".
    static let signless = [
        "jane", "example", ".com", ".", "example.com", " ", "\n", "📧", "dot", " DOT ", "(dot)", "[.]", "-", "_", "+",
        "メール",
        "𝓳", "ｊ", "1", ":", "/", "https://", "mailto:", "%20", "\u{200B}", "e\u{301}", "я", "a", "t", "at home", "[",
        "]",
    ]

    /// Pieces of plain text that make many half addresses.
    static let pieces =
        signless + [
            "@", "@", "@", "(at)", " [at] ", " AT ", "[@]", "{at}", "&", "'", "jane@", "@example.com", "Com", "COM",
            ".co.uk",
            "x", "@example.org", "。", "Ünder", "~", "com", "@x.", "net",
        ]

    mutating func scalars() -> String {
        var view = String.UnicodeScalarView()
        for _ in 0..<200 {
            let isNear = below(2) == 0
            let value = isNear ? below(0x80) : below(0x11_0000)
            view.append(Unicode.Scalar(UInt32(value)) ?? "@")
        }
        return String(view)
    }

    mutating func bytes() -> String {
        String(decoding: (0..<300).map { _ in UInt8(below(256)) }, as: UTF8.self)
    }
}
