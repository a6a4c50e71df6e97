import struct FoundationEssentials.Date

/// JSON as it grows, value by value. Commas and brackets are the writer's business.
struct JSONText {
    private(set) var bytes: [UInt8] = []

    init() { bytes.reserveCapacity(1024) }  // a creator's length, as a rule

    mutating func append(sign: Unicode.Scalar) { bytes.append(UInt8(ascii: sign)) }

    mutating func append(literal: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }

    mutating func append(_ value: Bool) { append(literal: value ? "true" : "false") }

    mutating func append(_ number: some BinaryInteger) { bytes.append(contentsOf: String(number).utf8) }

    /// - Throws: `EncodingError` for what is no number.
    mutating func append(_ number: Double) throws {
        guard number.isFinite else {
            throw EncodingError.invalidValue(
                number, EncodingError.Context(codingPath: [], debugDescription: "\(number) is no number in JSON"))
        }
        let text = number.description
        bytes.append(contentsOf: text.hasSuffix(".0") ? text.dropLast(2).utf8 : text[...].utf8)
    }

    mutating func append(_ date: Date) { append(Timestamp.string(from: date)) }

    mutating func append(_ text: String) {
        append(sign: "\"")
        var text = text
        text.withUTF8 { utf8 in
            var rest = utf8[...]
            while let place = rest.firstIndex(where: Self.needsEscape) {
                bytes.append(contentsOf: rest[..<place])
                escape(utf8[place])
                rest = rest[(place + 1)...]
            }
            bytes.append(contentsOf: rest)
        }
        append(sign: "\"")
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): append(literal: "\\\"")
        case UInt8(ascii: "\\"): append(literal: "\\\\")
        case 0x08: append(literal: "\\b")
        case 0x09: append(literal: "\\t")
        case 0x0A: append(literal: "\\n")
        case 0x0C: append(literal: "\\f")
        case 0x0D: append(literal: "\\r")
        default:
            append(literal: byte < 0x10 ? "\\u000" : "\\u001")
            bytes.append(Array("0123456789abcdef".utf8)[Int(byte & 0xF)])
        }
    }
}
