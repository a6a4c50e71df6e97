import Crypto
import Foundation

/// What webhooks are signed with where Svix delivers them.
enum SvixSecret {
    /// `whsec_` and 24 random bytes in Base64.
    static func fresh(_ randomBytes: (Int) -> [UInt8]) -> String {
        "whsec_" + Data(randomBytes(24)).base64EncodedString()
    }

    /// The headers of a delivery: its id, its time, and a signature of each secret.
    static func headers(id: String, at now: Date, body: [UInt8], secrets: [String]) -> [(String, String)] {
        let time = String(Int(now.timeIntervalSince1970))
        let signed = Array("\(id).\(time).".utf8) + body
        let signatures = secrets.map { secret in
            let key = Data(base64Encoded: String(secret.trimmingPrefix("whsec_"))) ?? Data()
            let code = HMAC<SHA256>.authenticationCode(for: signed, using: SymmetricKey(data: key))
            return "v1," + Data(code).base64EncodedString()
        }
        return [("svix-id", id), ("svix-timestamp", time), ("svix-signature", signatures.joined(separator: " "))]
    }
}
