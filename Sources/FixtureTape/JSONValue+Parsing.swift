/// Why some bytes are no JSON.
public struct JSONProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// Bytes before the place of the trouble.
    public let offset: Int
    public let reason: String

    public var description: String { "\(reason) at byte \(offset)" }
}

extension JSONValue {
    /// Reads one JSON text (RFC 8259), at most 200 levels deep.
    ///
    /// A lone surrogate escape becomes U+FFFD, since no Swift string can hold it.
    ///
    /// - Throws: ``JSONProblem`` for anything else.
    public init(parsing bytes: [UInt8]) throws(JSONProblem) {
        var parser = JSONParser(bytes)
        self = try parser.document()
    }
}

/// A recursive-descent parser, no faster than fixtures need.
private struct JSONParser {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func document() throws(JSONProblem) -> JSONValue {
        let value = try value(depth: 0)
        skipSpace()
        if position < bytes.count { throw problem("something behind the end") }
        return value
    }

    private mutating func value(depth: Int) throws(JSONProblem) -> JSONValue {
        if depth > 200 { throw problem("more than 200 levels") }
        skipSpace()
        switch peek {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return try .string(string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: return try .number(number())
        }
    }

    private mutating func object(depth: Int) throws(JSONProblem) -> JSONValue {
        position += 1
        var members: [JSONValue.Member] = []
        skipSpace()
        if take("}") { return .object([]) }
        repeat {
            skipSpace()
            guard peek == UInt8(ascii: "\"") else { throw problem("no key") }
            let key = try string()
            skipSpace()
            guard take(":") else { throw problem("no colon") }
            members.append(JSONValue.Member(key, try value(depth: depth + 1)))
            skipSpace()
        } while take(",")
        guard take("}") else { throw problem("no end of object") }
        return .object(members)
    }

    private mutating func array(depth: Int) throws(JSONProblem) -> JSONValue {
        position += 1
        var elements: [JSONValue] = []
        skipSpace()
        if take("]") { return .array([]) }
        repeat {
            elements.append(try value(depth: depth + 1))
            skipSpace()
        } while take(",")
        guard take("]") else { throw problem("no end of array") }
        return .array(elements)
    }

    private mutating func literal(_ text: StaticString, _ value: JSONValue) throws(JSONProblem) -> JSONValue {
        let expected = Array("\(text)".utf8)
        guard bytes[position...].starts(with: expected) else { throw problem("no value") }
        position += expected.count
        return value
    }

    private mutating func number() throws(JSONProblem) -> String {
        let start = position
        _ = take("-")
        if !take("0") { try digits() }
        if take(".") { try digits() }
        if take("e") || take("E") {
            _ = take("+") || take("-")
            try digits()
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func digits() throws(JSONProblem) {
        let start = position
        while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        if position == start { throw problem("no value") }
    }

    private mutating func string() throws(JSONProblem) -> String {
        position += 1
        var units: [UInt8] = []
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                guard let text = String(validating: units, as: UTF8.self) else { throw problem("no UTF-8") }
                return text
            case UInt8(ascii: "\\"): units += try escape().utf8
            case 0..<0x20: throw problem("a control character in a string")
            default:
                units.append(byte)
                position += 1
            }
        }
        throw problem("no end of string")
    }

    private mutating func escape() throws(JSONProblem) -> String {
        position += 1
        guard let byte = peek else { throw problem("no end of string") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return String(UnicodeScalar(byte))
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicodeEscape()
        default: throw problem("an unknown escape")
        }
    }

    /// The character of `XXXX`, or of `XXXX\uYYYY` where the two are a surrogate pair.
    private mutating func unicodeEscape() throws(JSONProblem) -> String {
        let first = try hexDigits()
        if let scalar = UnicodeScalar(first) { return String(Character(scalar)) }
        let afterFirst = position
        if first < 0xdc00, take("\\"), take("u") {
            let second = try hexDigits()
            if (0xdc00...0xdfff).contains(second),
                let scalar = UnicodeScalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
            {
                return String(Character(scalar))
            }
        }
        position = afterFirst
        return "\u{fffd}"
    }

    private mutating func hexDigits() throws(JSONProblem) -> UInt32 {
        guard position + 4 <= bytes.count else { throw problem("no end of string") }
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Character(UnicodeScalar(bytes[position])).hexDigitValue else {
                throw problem("no hexadecimal digit")
            }
            value = value << 4 + UInt32(digit)
            position += 1
        }
        return value
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ character: UnicodeScalar) -> Bool {
        guard peek == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { position += 1 }
    }

    private func problem(_ reason: String) -> JSONProblem { JSONProblem(offset: position, reason: reason) }
}
