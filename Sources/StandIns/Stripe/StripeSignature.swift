import Crypto
import Foundation

/// Signs deliveries.
struct StripeSignature: Sendable {
    /// With its `whsec_`, which is part of the key.
    let secret: String
    let now: Date

    /// The header for a body: `t=1492774577,v1=5257a869…`.
    func header(for body: String) -> String {
        let time = Int(now.timeIntervalSince1970)
        let code = HMAC<SHA256>.authenticationCode(
            for: Array("\(time).\(body)".utf8), using: SymmetricKey(data: Array(secret.utf8)))
        let digits = Array("0123456789abcdef")
        let hex = code.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return "t=\(time),v1=\(String(hex))"
    }
}
