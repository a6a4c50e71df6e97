import Crypto
public import Effects
import Foundation

/// What Svix signs webhooks with.
public struct SvixSecret: Hashable, Sendable {
    /// As vendors' dashboards show it: `whsec_` and base64.
    public let text: String
    private let bytes: Data

    /// `nil` for what is no secret.
    public init?(_ text: String) {
        guard text.hasPrefix("whsec_"), let bytes = Data(base64Encoded: String(text.dropFirst(6))), !bytes.isEmpty
        else {
            return nil
        }
        self.text = text
        self.bytes = bytes
    }

    /// A fresh one of 24 random bytes.
    public init(fresh effects: Effects) {
        bytes = Data(effects.randomBytes(24))
        text = "whsec_" + bytes.base64EncodedString()
    }

    /// The headers of a message that is sent now.
    func headers(of id: String, body: [UInt8], now: Date) -> [(String, String)] {
        Self.headers(of: id, body: body, now: now, secrets: [self])
    }

    /// The headers of a message that is sent now, with a signature of each secret: while one takes the place of another,
    /// receivers may know either.
    static func headers(of id: String, body: [UInt8], now: Date, secrets: [SvixSecret]) -> [(String, String)] {
        let time = String(Int(now.timeIntervalSince1970))
        let signed = Array("\(id).\(time).".utf8) + body
        let signatures = secrets.map { secret in
            let code = HMAC<SHA256>.authenticationCode(for: signed, using: SymmetricKey(data: secret.bytes))
            return "v1," + Data(code).base64EncodedString()
        }
        return [("svix-id", id), ("svix-timestamp", time), ("svix-signature", signatures.joined(separator: " "))]
    }
}
