import Crypto
public import Foundation

/// Tells a vendor's webhooks from anybody else's where Svix sends them, by the headers `svix-id`, `svix-timestamp` and
/// `svix-signature`, or the same three that begin with `webhook-`.
///
/// HMAC-SHA256 over id, time and body, of version `v1` only. While a secret is being replaced there is a signature by
/// each: one that is right is enough. Clocks may differ by five minutes.
public struct SvixSignature: Sendable {
    /// Of each header, in bytes.
    private static let longest = 4096
    /// How far the time of sending may be from now, either way, in seconds.
    private static let window: TimeInterval = 300

    private let key: SymmetricKey

    /// - Parameter secret: base64, usually behind `whsec_`; `nil` for what is no secret.
    public init?(secret: String) {
        let text = secret.hasPrefix("whsec_") ? String(secret.dropFirst(6)) : secret
        let padded = text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        // A key without bytes would be anybody's.
        guard let bytes = Data(base64Encoded: padded), !bytes.isEmpty else { return nil }
        key = SymmetricKey(data: bytes)
    }

    /// Checks that this body was signed, not long ago.
    ///
    /// - Parameters:
    ///   - header: a header's value, by its name.
    ///   - body: as it came, byte for byte.
    /// - Returns: the message's id, which is the same each time that it is delivered.
    /// - Throws: the first check that failed.
    public func verify(
        _ header: (String) -> String?, body: [UInt8], now: Date
    ) throws(SvixSignatureError) -> String {
        let prefix = header("svix-id") == nil ? "webhook" : "svix"
        let id = try Self.read("\(prefix)-id", header)
        let time = try Self.read("\(prefix)-timestamp", header)
        let signatures = try Self.read("\(prefix)-signature", header)
        // A dot would let the same signed text be cut elsewhere.
        guard id.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ".") }), id.utf8.count <= 256 else {
            throw .malformed("\(prefix)-id")
        }
        guard time.wholeMatch(of: /[0-9]{1,12}/) != nil, let seconds = TimeInterval(time) else {
            throw .malformed("\(prefix)-timestamp")
        }
        guard abs(now.timeIntervalSince1970 - seconds) <= Self.window else { throw .time }
        let signed = Array("\(id).\(time).".utf8) + body
        let isOurs = signatures.split(separator: " ").contains { signature in
            guard signature.hasPrefix("v1,"), let mac = Data(base64Encoded: String(signature.dropFirst(3))) else {
                return false
            }
            return HMAC<SHA256>.isValidAuthenticationCode(mac, authenticating: signed, using: key)
        }
        guard isOurs else { throw .signature }
        return id
    }

    private static func read(
        _ name: String, _ header: (String) -> String?
    ) throws(SvixSignatureError) -> String {
        guard let value = header(name), !value.isEmpty else { throw .missing(name) }
        guard value.utf8.count <= longest else { throw .malformed(name) }
        return value
    }
}

/// Why a webhook is not the vendor's: the check that failed, never the signature itself.
public enum SvixSignatureError: Error, Hashable, Sendable {
    /// There is no such header.
    case missing(String)
    /// The header does not hold what it should.
    case malformed(String)
    /// It was signed too long ago, or by a clock that is far ahead.
    case time
    /// No signature of version 1 is the secret's.
    case signature
    /// There is no secret to check with.
    case noSecret
}

extension SvixSignatureError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .missing(let name): "\(name) is missing"
        case .malformed(let name): "\(name) cannot be read"
        case .time: "it was not made within the last five minutes"
        case .signature: "no signature is by our secret"
        case .noSecret: "this host has no secret to check it with"
        }
    }
}
