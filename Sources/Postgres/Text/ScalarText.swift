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

    /// In lower case with hyphens, as the server prints it. By hand: Foundation reads each digit with `sscanf`.
    static func uuid(_ text: UnsafeBufferPointer<UInt8>) -> UUID? {
        guard text.count == 36 else { return nil }
        var id: uuid_t = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        let isRead = withUnsafeMutableBytes(of: &id) { bytes in
            var position = 0
            for index in bytes.indices {
                if index == 4 || index == 6 || index == 8 || index == 10 {
                    guard text[position] == UInt8(ascii: "-") else { return false }
                    position += 1
                }
                guard let byte = byte(text, at: position) else { return false }
                bytes[index] = byte
                position += 2
            }
            return true
        }
        return isRead ? UUID(uuid: id) : nil
    }

    /// `\x00ff`, the form that every connection here asks for.
    static func bytes(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard text.count >= 2, text.count.isMultiple(of: 2), text[0] == UInt8(ascii: "\\"),
            text[1] == UInt8(ascii: "x")
        else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 2 - 1)
        for position in stride(from: 2, to: text.count, by: 2) {
            guard let byte = byte(text, at: position) else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    /// The byte that two digits stand for.
    private static func byte(_ text: UnsafeBufferPointer<UInt8>, at position: Int) -> UInt8? {
        guard let high = nibble(text[position]), let low = nibble(text[position + 1]) else { return nil }
        return high << 4 | low
    }

    private static func nibble(_ character: UInt8) -> UInt8? {
        switch character {
        case 48...57: character - 48
        case 97...102: character - 87
        default: nil
        }
    }
}
