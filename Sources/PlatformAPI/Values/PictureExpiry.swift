public import struct FoundationEssentials.Date

/// When a signed picture address stops working, as the address itself says.
public enum PictureExpiry {
    /// The instant in `x-expires` (unix seconds, decimal or hexadecimal) or `oe` (hexadecimal); `nil` where neither is
    /// there, or what they say is no date between 2010 and 2100.
    ///
    /// Ten digits are decimal, since no date of this century has ten hexadecimal ones.
    public static func date(of url: String) -> Date? {
        guard let query = url.split(separator: "?", maxSplits: 1).dropFirst().first else { return nil }
        let parameters = query.prefix { $0 != "#" }.split(separator: "&")
        for name in ["x-expires", "oe"] {
            let values = parameters.filter { $0.prefix { $0 != "=" }.lowercased() == name }
            if let date = values.lazy.compactMap({ instant($0.dropFirst(name.count + 1)) }).first { return date }
        }
        return nil
    }

    private static func instant(_ digits: Substring) -> Date? {
        let isDecimal = digits.count == 10 && digits.allSatisfy { $0.isASCII && $0.isNumber }
        // `Int` would also read a sign.
        guard digits.allSatisfy(\.isHexDigit), let seconds = Int(digits, radix: isDecimal ? 10 : 16),
            plausible.contains(seconds)
        else { return nil }
        return Date(timeIntervalSince1970: Double(seconds))
    }

    /// 2010 to 2100, in unix seconds.
    private static let plausible = 1_262_304_000..<4_102_444_800
}
