/// An address that has been found to be one.
struct EmailAddress {
    var local: String
    var domain: String
    /// The domain in ASCII.
    var asciiDomain: String

    var whole: String { "\(local)@\(domain)" }
    var ascii: String { "\(local)@\(asciiDomain)" }

    /// `nil` for what only looks like an address, such as the keys of crash reporters.
    init?(local: String, domain: String) {
        let lower = local.lowercased()
        guard let ascii = PublicSuffixes.ascii(domain.lowercased()), ascii.utf8.count <= 253 else { return nil }
        let isKey = lower.count >= 16 && lower.allSatisfy(\.isHexDigit) && lower.contains(where: \.isNumber)
        guard !isKey else { return nil }
        self.local = lower
        self.domain = domain.lowercased()
        asciiDomain = ascii
    }

    /// Whether one label mixes Latin, Cyrillic or Greek letters, as look-alike addresses do.
    var isMixedScript: Bool {
        domain.split(separator: ".").contains { label in Set(label.unicodeScalars.compactMap(Self.script)).count > 1 }
    }

    private enum Script { case latin, greek, cyrillic }

    private static func script(_ scalar: Unicode.Scalar) -> Script? {
        switch scalar.value {
        case 0x41...0x5A, 0x61...0x7A, 0xC0...0x24F: .latin
        case 0x370...0x3FF, 0x1F00...0x1FFF: .greek
        case 0x400...0x52F: .cyrillic
        default: nil
        }
    }
}
