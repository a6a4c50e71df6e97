import Foundation

/// Single values in the server's text form; each gives nil for what it is not.
enum ScalarText {
    static func int(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
        var digits = text[...]
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative { digits = digits.dropFirst() }
        guard !digits.isEmpty else { return nil }
        var value = 0
        for byte in digits {
            guard case 48...57 = byte else { return nil }
            // Built downwards, since Int.min has no positive twin.
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (next, borrow) = product.subtractingReportingOverflow(Int(byte - 48))
            guard !overflow, !borrow else { return nil }
            value = next
        }
        if isNegative { return value }
        return value == .min ? nil : -value
    }

    static func double(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
        guard let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite else { return nil }
        return value
    }

    static func bool(_ text: UnsafeBufferPointer<UInt8>) -> Bool? {
        guard text.count == 1 else { return nil }
        switch text[0] {
        case UInt8(ascii: "t"): return true
        case UInt8(ascii: "f"): return false
        default: return nil
        }
    }

    static func uuid(_ text: UnsafeBufferPointer<UInt8>) -> UUID? {
        text.count == 36 ? UUID(uuidString: String(decoding: text, as: UTF8.self)) : nil
    }

    /// `\x00ff`, the form that every connection here asks for.
    static func bytes(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard text.count >= 2, text.count.isMultiple(of: 2), text[0] == UInt8(ascii: "\\"),
            text[1] == UInt8(ascii: "x")
        else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 2 - 1)
        for position in stride(from: 2, to: text.count, by: 2) {
            guard let high = nibble(text[position]), let low = nibble(text[position + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func nibble(_ character: UInt8) -> UInt8? {
        switch character {
        case 48...57: character - 48
        case 97...102: character - 87
        default: nil
        }
    }
}
