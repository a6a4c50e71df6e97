import CSimdJSON

/// Mends what a provider's body may hold and simdjson refuses, so that one odd string does not cost a page.
enum JSONRepair {
    /// The bytes with the kind of fault mended that `status` names; `nil` for faults that cannot be mended.
    static func repaired(_ bytes: [UInt8], after status: csj_status) -> [UInt8]? {
        switch status {
        case CSJ_BAD_STRING, CSJ_BAD_NUMBER, CSJ_BAD_UTF8:
            // One body may have all three, and simdjson names only the first it meets.
            quotingLongNumbers(replacingLoneSurrogates(Array(String(decoding: bytes, as: UTF8.self).utf8)))
        default: nil
        }
    }

    /// `\ud83d` without its other half becomes `\ufffd`.
    private static func replacingLoneSurrogates(_ bytes: [UInt8]) -> [UInt8] {
        var out = bytes
        var index = 0
        while index + 1 < out.count {
            guard out[index] == UInt8(ascii: "\\") else {
                index += 1
                continue
            }
            guard let unit = escapedUnit(out, at: index) else {
                index += 2
                continue
            }
            let next = (0xD800...0xDBFF).contains(unit) ? escapedUnit(out, at: index + 6) : nil
            if let next, (0xDC00...0xDFFF).contains(next) {
                index += 12
                continue
            }
            if (0xD800...0xDFFF).contains(unit) { out.replaceSubrange(index..<index + 6, with: Array("\\ufffd".utf8)) }
            index += 6
        }
        return out
    }

    /// The UTF-16 unit of a `\uXXXX` at an index.
    private static func escapedUnit(_ bytes: [UInt8], at index: Int) -> UInt32? {
        guard index + 6 <= bytes.count, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u")
        else { return nil }
        return UInt32(String(decoding: bytes[index + 2..<index + 6], as: UTF8.self), radix: 16)
    }

    /// Numbers of more digits than 64 bits hold become strings, digits kept.
    private static func quotingLongNumbers(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count + 16)
        var index = 0
        var isInString = false
        while index < bytes.count {
            let byte = bytes[index]
            if isInString {
                out.append(byte)
                if byte == UInt8(ascii: "\\"), index + 1 < bytes.count {
                    out.append(bytes[index + 1])
                    index += 1
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                index += 1
                continue
            }
            guard byte == UInt8(ascii: "-") || byte.isDigit else {
                isInString = byte == UInt8(ascii: "\"")
                out.append(byte)
                index += 1
                continue
            }
            let end = bytes[index...].firstIndex { !$0.isNumberPart } ?? bytes.count
            let number = bytes[index..<end]
            let isLong = number.count { $0.isDigit } > 18
            out += isLong ? [UInt8(ascii: "\"")] + number + [UInt8(ascii: "\"")] : Array(number)
            index = end
        }
        return out
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    fileprivate var isNumberPart: Bool {
        isDigit || self == UInt8(ascii: "-") || self == UInt8(ascii: "+") || self == UInt8(ascii: ".")
            || self == UInt8(ascii: "e") || self == UInt8(ascii: "E")
    }
}
