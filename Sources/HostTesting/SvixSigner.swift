import Crypto
public import Effects
public import Foundation
import HTTPClient

/// Signs webhooks as Svix does.
public struct SvixSigner: Sendable {
    public static let secret = "whsec_" + Data("gemz tests: 32 bytes of a secret".utf8).base64EncodedString()

    var key: SymmetricKey
    var now: @Sendable () -> Date

    /// - Parameters:
    ///   - secret: `whsec_` and base64.
    ///   - now: when signatures are made.
    public init(secret: String = SvixSigner.secret, now: @escaping @Sendable () -> Date = Effects.live.now) {
        key = SymmetricKey(data: Data(base64Encoded: String(secret.dropFirst(6))) ?? Data())
        self.now = now
    }

    /// The three headers for a message.
    public func headers(_ id: String, body: [UInt8], prefix: String = "svix") -> [(String, String)] {
        let time = String(Int(now().timeIntervalSince1970))
        let signed = Array("\(id).\(time).".utf8) + body
        let mac = Data(HMAC<SHA256>.authenticationCode(for: signed, using: key)).base64EncodedString()
        return [("\(prefix)-id", id), ("\(prefix)-timestamp", time), ("\(prefix)-signature", "v1,\(mac)")]
    }
}

extension Caller {
    /// Delivers a message of Clerk to the host.
    public func tell(
        _ id: String, _ body: String, by signer: SvixSigner = SvixSigner()
    ) async throws -> Answer {
        let bytes = Array(body.utf8)
        return try await send(
            "POST", "/api/webhooks/clerk",
            headers: [("Content-Type", "application/json")] + signer.headers(id, body: bytes), body: bytes)
    }
}
