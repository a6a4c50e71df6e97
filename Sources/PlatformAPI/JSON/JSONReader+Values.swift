public import FoundationEssentials

extension JSONReader {
    /// A string for people: NUL and lone surrogates out, trimmed at both ends, `nil` when nothing is left.
    public func text(_ path: String = "") -> String? {
        guard let string = string(path) else { return nil }
        var scalars = Substring(string.replacing("\0", with: "").replacing("\u{FFFD}", with: ""))
        while let first = scalars.first, first.isWhitespace { scalars.removeFirst() }
        while let last = scalars.last, last.isWhitespace { scalars.removeLast() }
        return scalars.isEmpty ? nil : String(scalars)
    }

    /// A count in any form: an integer, a float, digits in a string, `1.2M`, `12K subscribers`, `No views`.
    /// `nil` when negative, overflowed or unreadable.
    public func count(_ path: String = "") -> Int? {
        let value = self[path]
        switch value.kind {
        case .string: return value.string().flatMap(CountText.count)
        case .number:
            guard let number = value.double(), number >= 0, number < 9e15 else { return nil }
            return value.integer() ?? Int(number.rounded())
        default: return nil
        }
    }

    /// An absolute http or https address; a bare one (`example.com/x`, `//example.com`) gets `https:`.
    public func url(_ path: String = "") -> String? {
        guard let text = text(path) else { return nil }
        let lower = text.lowercased()
        if lower.hasPrefix("https://") || lower.hasPrefix("http://") { return hasHost(text) ? text : nil }
        if text.hasPrefix("//") { return hasHost("https:" + text) ? "https:" + text : nil }
        let isBare = !text.contains(":") && text.contains(".") && !text.contains("@") && !text.hasPrefix(".")
        return isBare && hasHost("https://" + text) ? "https://" + text : nil
    }

    private func hasHost(_ url: String) -> Bool {
        let rest = url.drop { $0 != "/" }.dropFirst(2)
        let host = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        return host.contains(".") && !url.contains(where: \.isWhitespace)
    }

    /// An instant: unix seconds, unix milliseconds, or ISO 8601; between 1995 and 2100.
    public func date(_ path: String = "") -> Date? {
        let value = self[path]
        let date: Date?
        if let number = value.double() ?? value.string().flatMap(Double.init) {
            date = Date(timeIntervalSince1970: number > 1e11 ? number / 1000 : number)
        } else {
            date = value.string().flatMap(Timestamp.date)
        }
        return date.flatMap { Self.plausible.contains($0) ? $0 : nil }
    }

    private static let plausible =
        Date(timeIntervalSince1970: 788_918_400)..<Date(timeIntervalSince1970: 4_102_444_800)
}
