public import struct FoundationEssentials.Date

/// When a signed picture address stops working, as the address itself says.
public enum PictureExpiry {
    /// The instant in `x-expires` (unix seconds, decimal or hexadecimal) or `oe` (hexadecimal); `nil` where neither is
    /// there, or what they say is no date between 2010 and 2100.
    ///
    /// Ten digits are decimal, since no date of this century has ten hexadecimal ones.
    public static func date(of url: String) -> Date? {
        // By bytes: every picture that is stored is asked.
        var url = url
        return url.withUTF8 { bytes in
            guard let mark = bytes.firstIndex(of: UInt8(ascii: "?")) else { return nil }
            let query = bytes[(mark + 1)...].prefix { $0 != UInt8(ascii: "#") }
            return date(named: "x-expires=", in: query) ?? date(named: "oe=", in: query)
        }
    }

    private typealias Bytes = Slice<UnsafeBufferPointer<UInt8>>

    private static func date(named name: String, in query: Bytes) -> Date? {
        var rest = query
        while !rest.isEmpty {
            let parameter = rest.prefix { $0 != UInt8(ascii: "&") }
            if has(parameter, name), let date = instant(parameter.dropFirst(name.utf8.count)) { return date }
            rest = rest[parameter.endIndex...].dropFirst()
        }
        return nil
    }

    /// Whether a parameter has this name, in letters of any case.
    private static func has(_ parameter: Bytes, _ name: String) -> Bool {
        let start = parameter.prefix(name.utf8.count)
        return start.elementsEqual(name.utf8) { given, wanted in
            given == wanted || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(given) && given | 0x20 == wanted
        }
    }

    private static func instant(_ digits: Bytes) -> Date? {
        let isDecimal = digits.count == 10 && digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        // `Int` would also read a sign.
        guard digits.first.map({ $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "+") }) ?? false,
            let seconds = Int(String(decoding: digits, as: UTF8.self), radix: isDecimal ? 10 : 16),
            plausible.contains(seconds)
        else { return nil }
        return Date(timeIntervalSince1970: Double(seconds))
    }

    /// 2010 to 2100, in unix seconds.
    private static let plausible = 1_262_304_000..<4_102_444_800
}
