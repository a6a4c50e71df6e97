/// Counts as YouTube writes them.
enum Counts {
    /// `1,234,567`.
    static func grouped(_ count: Int) -> String {
        var text = ""
        for (index, digit) in String(count).reversed().enumerated() {
            if index > 0, index % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return String(text.reversed())
    }

    /// `987`, `12.3K`, `6.60M`, `1.20B`: three digits.
    static func short(_ count: Int) -> String {
        for (scale, letter) in [(1_000_000_000, "B"), (1_000_000, "M"), (1_000, "K")] where count >= scale {
            let whole = count / scale
            if whole >= 100 { return "\(whole)\(letter)" }
            let places = whole >= 10 ? 10 : 100
            let rest = String(count % scale * places / scale)
            return "\(whole).\(String(repeating: "0", count: String(places).count - 1 - rest.count))\(rest)\(letter)"
        }
        return String(count)
    }

    /// `0:09`, `12:34`, `1:02:03`.
    static func length(seconds: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
        return hours > 0
            ? "\(hours):\(two(minutes)):\(two(seconds % 60))" : "\(minutes):\(two(seconds % 60))"
    }
}
