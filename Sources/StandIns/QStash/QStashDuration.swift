/// Lengths of time as QStash's headers write them.
enum QStashDuration {
    /// `10s`, `1d10h30m`, and Go's `1.5h`, `250ms`: numbers with units, in milliseconds; `nil` for anything else.
    static func milliseconds(_ text: String) -> Int? {
        var rest = Substring(text)
        guard !rest.isEmpty else { return nil }
        var total = 0.0
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { $0.isASCII && $0.isLetter }
            rest = rest.dropFirst(unit.count)
            guard let number = Double(digits), let scale = units[String(unit)] else { return nil }
            total += number * scale
        }
        return total <= longest ? Int(total) : nil
    }

    private static let units = ["ms": 1.0, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000]
    /// Ten years: whatever is longer is a mistake.
    private static let longest = 3650.0 * 86_400_000
}
