import CSimdJSON
public import FoundationEssentials

extension JSONReader {
    /// A string for people: NUL and lone surrogates out, trimmed at both ends, `nil` when nothing is left.
    public func text(_ path: String = "") -> String? {
        guard var string = string(path) else { return nil }
        // By scalars: U+FFFD before a joiner is no character of its own.
        if Self.holdsDropped(string) { string.unicodeScalars.removeAll(where: Self.isDropped) }
        if Self.isTrimmed(string) { return string }
        var trimmed = Substring(string)
        while let first = trimmed.first, first.isWhitespace { trimmed.removeFirst() }
        while let last = trimmed.last, last.isWhitespace { trimmed.removeLast() }
        return trimmed.isEmpty ? nil : String(trimmed)
    }

    /// What no text or id may hold: NUL, and what stands for bytes that could not be read.
    private static func isDropped(_ scalar: Unicode.Scalar) -> Bool { scalar == "\0" || scalar == "\u{FFFD}" }

    /// Whether any scalar of a text is to be dropped; by its bytes, for nearly none has one.
    static func holdsDropped(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            // Without a way out of the loop, so that it takes many bytes at a time.
            guard bytes.reduce(false, { $0 || $1 == 0 || $1 == 0xEF }) else { return false }
            for (index, byte) in bytes.enumerated() where byte == 0 || byte == 0xEF {
                if byte == 0 || bytes[index + 1] == 0xBF && bytes[index + 2] == 0xBD { return true }
            }
            return false
        }
    }

    /// Whether a text surely has no space at either end: what ends in a letter of ASCII needs no look at characters.
    private static func isTrimmed(_ text: String) -> Bool {
        func isSolid(_ byte: UInt8?) -> Bool { byte.map { $0 > 0x20 && $0 < 0x7F } ?? false }
        return isSolid(text.utf8.first) && isSolid(text.utf8.last)
    }

    /// A count in any form: an integer, a float, digits in a string, `1.2M`, `12K subscribers`, `No views`.
    /// `nil` when negative, overflowed (9 × 10^15 and more) or unreadable.
    public func count(_ path: String = "") -> Int? {
        guard let value = find(path) else { return nil }
        switch Self.kind(of: value) {
        case .string: return Self.string(of: value).flatMap(CountText.count)
        case .number:
            guard let number = Self.double(of: value), number >= 0, number < 9e15 else { return nil }
            return Self.integer(of: value) ?? Int(number.rounded())
        default: return nil
        }
    }

    /// An absolute http or https address; a bare one (`example.com/@jane`, `//example.com`) gets `https:`.
    public func url(_ path: String = "") -> String? {
        guard let text = text(path) else { return nil }
        if Self.isPlainAddress(text) { return text }
        guard !Self.hasSpace(text) else { return nil }
        let lower = text.lowercased()
        if lower.hasPrefix("https://") || lower.hasPrefix("http://") {
            return Self.host(of: text.drop { $0 != "/" }.dropFirst(2)).contains(".") ? text : nil
        }
        let bare = text.hasPrefix("//") ? text.dropFirst(2) : Substring(text)
        return Self.isNamed(Self.host(of: bare)) ? "https://" + bare : nil
    }

    /// By scalars, and ASCII first: bodies are full of addresses, and looking properties up is slow.
    private static func hasSpace(_ text: String) -> Bool {
        text.unicodeScalars.contains { $0.value <= 0x20 || !$0.isASCII && $0.properties.isWhitespace }
    }

    /// Whether a text is surely an address: `http` or `https`, a host with a dot, and nothing but visible ASCII.
    private static func isPlainAddress(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            let scheme = ["https://", "http://"].first { bytes.starts(with: $0.utf8) }
            guard let scheme, bytes.reduce(true, { $0 && $1 > 0x20 && $1 < 0x7F }) else { return false }
            let host = bytes.dropFirst(scheme.utf8.count).prefix {
                $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#")
            }
            return host.contains(UInt8(ascii: "."))
        }
    }

    /// What stands before the path, with its port.
    private static func host(of address: Substring) -> Substring {
        address.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    }

    /// Whether a host without a scheme before it is one: `1.5M` and `jane@example.com` are not.
    private static func isNamed(_ host: Substring) -> Bool {
        let parts = host.split(separator: ":", omittingEmptySubsequences: false)
        let isPlain = parts.count == 1 || (parts.count == 2 && !parts[1].isEmpty && parts[1].allSatisfy(\.isNumber))
        guard isPlain, let name = parts.first, !name.contains("@") else { return false }
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count > 1, !labels.contains(where: \.isEmpty), let top = labels.last else { return false }
        let isPunycode = top.lowercased().hasPrefix("xn--")
        return top.count > 1 && (isPunycode || top.allSatisfy(\.isLetter))
    }

    /// An instant: unix seconds, unix milliseconds, ISO 8601, or an ISO day (its beginning in UTC); between 1995 and
    /// 2100.
    public func date(_ path: String = "") -> Date? {
        guard let value = find(path) else { return nil }
        let date: Date?
        let string = Self.string(of: value)
        if let number = Self.double(of: value) ?? string.flatMap(Double.init) {
            date = Date(timeIntervalSince1970: number > 1e11 ? number / 1000 : number)
        } else {
            date = string.flatMap { Timestamp.date(from: $0.utf8.count == 10 ? $0 + "T00:00:00Z" : $0) }
        }
        return date.flatMap { Self.plausible.contains($0) ? $0 : nil }
    }

    private static let plausible =
        Date(timeIntervalSince1970: 788_918_400)..<Date(timeIntervalSince1970: 4_102_444_800)
}
