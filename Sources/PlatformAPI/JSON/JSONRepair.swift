import CSimdJSON

/// Mends what a provider's body may hold and simdjson refuses, so that one odd string does not cost a page.
///
/// Only the odd places change: every other number and string reads as it would have in a sound body.
struct JSONRepair {
    private let bytes: [UInt8]
    private let mending: JSONReader.Mending
    private var out: [UInt8] = []
    private var index = 0

    /// The mended bytes; `nil` where `status` names a fault that cannot be mended.
    static func repaired(_ bytes: [UInt8], after status: csj_status, _ mending: JSONReader.Mending) -> [UInt8]? {
        switch (status, mending) {
        case (CSJ_BAD_STRING, .numbersAndTexts), (CSJ_BAD_NUMBER, .numbersAndTexts), (CSJ_BAD_UTF8, .numbersAndTexts):
            // One body may have all three, and simdjson names only the first it meets.
            var repair = JSONRepair(Array(String(decoding: bytes, as: UTF8.self).utf8), mending)
            return repair.run()
        case (CSJ_BAD_NUMBER, .numbers):
            var repair = JSONRepair(bytes, mending)
            return repair.run()
        default: return nil
        }
    }

    private init(_ bytes: [UInt8], _ mending: JSONReader.Mending) {
        self.bytes = bytes
        self.mending = mending
        out.reserveCapacity(bytes.count + 64)
    }

    private mutating func run() -> [UInt8] {
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") {
                copyString()
            } else if byte == UInt8(ascii: "-") || byte.isDigit {
                copyNumber()
            } else {
                copy(1)
            }
        }
        return out
    }

    private mutating func copy(_ count: Int) {
        out += bytes[index..<min(index + count, bytes.count)]
        index += count
    }

    /// A string up to its closing quote, its faults mended.
    private mutating func copyString() {
        copy(1)
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""): return copy(1)
            case UInt8(ascii: "\\"): mending == .numbers ? copy(2) : copyEscape()
            case 0..<0x20 where mending == .numbersAndTexts:
                let digits = String(bytes[index], radix: 16)
                out += Array("\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8)
                index += 1
            default: copy(1)
            }
        }
    }

    /// `\ud83d` without its other half becomes `\ufffd`; an escape that JSON does not know keeps its backslash.
    private mutating func copyEscape() {
        guard index + 1 < bytes.count else { return copy(1) }
        if let unit = escapedUnit(at: index) {
            guard (0xD800...0xDFFF).contains(unit) else { return copy(6) }
            if unit < 0xDC00, let next = escapedUnit(at: index + 6), (0xDC00...0xDFFF).contains(next) {
                return copy(12)
            }
            out += Array("\\ufffd".utf8)
            index += 6
        } else if Self.escapes.contains(bytes[index + 1]) {
            copy(2)
        } else {
            out.append(UInt8(ascii: "\\"))
            copy(1)
        }
    }

    private static let escapes = Set("\"\\/bfnrt".utf8)

    /// The UTF-16 unit of a `\uXXXX` at an index.
    private func escapedUnit(at index: Int) -> UInt32? {
        guard index + 6 <= bytes.count, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u")
        else { return nil }
        var unit: UInt32 = 0
        for byte in bytes[index + 2..<index + 6] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            unit = unit * 16 + UInt32(digit)
        }
        return unit
    }

    /// A number; as a string where neither 64 bits nor a finite double hold it.
    private mutating func copyNumber() {
        let end = bytes[index...].firstIndex { !$0.isNumberPart } ?? bytes.count
        let number = String(decoding: bytes[index..<end], as: UTF8.self)
        let isWhole = bytes[(index + 1)..<end].allSatisfy(\.isDigit)
        let fits =
            isWhole
            ? Int64(number) != nil || UInt64(number) != nil : Double(number).map(\.isFinite) ?? true
        if !fits { out.append(UInt8(ascii: "\"")) }
        copy(end - index)
        if !fits { out.append(UInt8(ascii: "\"")) }
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    fileprivate var isNumberPart: Bool {
        isDigit || self == UInt8(ascii: "-") || self == UInt8(ascii: "+") || self == UInt8(ascii: ".")
            || self == UInt8(ascii: "e") || self == UInt8(ascii: "E")
    }
}
