import Crypto
import FixtureTape
import Foundation

/// The two keys that deliveries may be signed with; receivers know both, so that a rotation loses nothing.
public struct QStashSigningKeys: Hashable, Sendable {
    /// The key that deliveries are signed with.
    public var current: String
    /// The key that takes its place at the next rotation.
    public var next: String

    public init(current: String, next: String) {
        self.current = current
        self.next = next
    }

    /// A fresh key of 32 random bytes.
    static func fresh(_ randomBytes: (Int) -> [UInt8]) -> String { "sig_" + Base62.text(randomBytes(32), length: 43) }
}

/// Signs deliveries.
struct QStashSignature: Sendable {
    let key: String
    let now: Date
    /// Unique among signatures.
    let id: String

    /// The JWT for a body that goes to an address.
    func token(url: String, body: [UInt8]) -> String {
        let issued = Int(now.timeIntervalSince1970)  // never ahead: receivers allow no skew
        let claims = JSONValue.record([
            "iss": .string("Upstash"), "sub": .string(url), "exp": .integer(issued + 300), "nbf": .integer(issued),
            "iat": .integer(issued), "jti": .string(id),
            "body": .string(Self.base64URL(Array(SHA256.hash(data: body)), isPadded: true)),
        ])
        let signed = [#"{"alg":"HS256","typ":"JWT"}"#, claims.compact]
            .map { Self.base64URL(Array($0.utf8), isPadded: false) }.joined(separator: ".")
        let code = HMAC<SHA256>.authenticationCode(
            for: Array(signed.utf8), using: SymmetricKey(data: Array(key.utf8)))
        return signed + "." + Self.base64URL(Array(code), isPadded: false)
    }

    private static func base64URL(_ bytes: [UInt8], isPadded: Bool) -> String {
        let text = Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
        return isPadded ? text : text.replacing("=", with: "")
    }
}
