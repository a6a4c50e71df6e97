import Effects
import Foundation

/// Makes ids as Clerk does: a prefix and a KSUID, 27 characters that sort by time.
struct ClerkIDs: Sendable {
    let effects: Effects

    /// - Parameter prefix: such as `user`.
    func next(_ prefix: String) -> String {
        // KSUID: seconds since 2014-05-13 in four bytes, then sixteen of payload.
        let seconds = UInt32(clamping: Int(effects.now().timeIntervalSince1970) - 1_400_000_000)
        let time = withUnsafeBytes(of: seconds.bigEndian) { Array($0) }
        let payload = withUnsafeBytes(of: effects.uuid().uuid) { Array($0) }
        return prefix + "_" + Base62.text(time + payload, length: 27)
    }
}

/// Digits, upper-case and lower-case letters, in this order.
enum Base62 {
    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")

    /// The last `length` digits of a big-endian number in base 62.
    static func text(_ number: [UInt8], length: Int) -> String {
        var rest = number
        var digits: [Character] = []
        for _ in 0..<length {
            var remainder = 0
            for index in rest.indices {
                let value = remainder << 8 | Int(rest[index])
                rest[index] = UInt8(value / 62)
                remainder = value % 62
            }
            digits.append(alphabet[remainder])
        }
        return String(digits.reversed())
    }
}
