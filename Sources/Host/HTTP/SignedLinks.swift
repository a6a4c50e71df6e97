import Crypto
import Foundation

/// Signs addresses of this host for an hour, in the name of a user: whoever has one is answered as that user would be.
///
/// The signature is over the path, everything in the query and the user, and it carries the user's id.
struct SignedLinks: Sendable {
    /// Seconds for which a link is good.
    static let lifetime = 3600

    private static let userLength = 16
    private static let macLength = 32

    private let key: SymmetricKey

    /// - Parameter key: shared by all hosts of one database.
    init(key: [UInt8]) { self.key = SymmetricKey(data: key) }

    /// The query that opens a path for a user.
    ///
    /// - Parameter query: what the path is to be asked, without `expires` and `signature`.
    func sign(
        _ path: String, query: [String: String], for user: UUID, now: Date
    ) -> (query: [String: String], expiresAt: Date) {
        let expires = Int(now.timeIntervalSince1970) + Self.lifetime
        var query = query
        query["expires"] = String(expires)
        let owner = withUnsafeBytes(of: user.uuid) { Data($0) }
        let mac = Data(HMAC<SHA256>.authenticationCode(for: Self.message(path, query, owner), using: key))
        query["signature"] = (owner + mac).base64URL
        return (query, Date(timeIntervalSince1970: Double(expires)))
    }

    /// The user for whom an address was signed.
    ///
    /// - Throws: ``APIError`` with `SIGNATURE_INVALID` for an address that was not signed so, and with `LINK_EXPIRED` for
    ///   one that is too old.
    func user(of path: String, query: [String: String], now: Date) throws -> UUID {
        var rest = query
        guard let signature = rest.removeValue(forKey: "signature").flatMap({ Data(base64URL: $0) }),
            signature.count == Self.userLength + Self.macLength
        else { throw Self.invalid }
        let (owner, mac) = (signature.prefix(Self.userLength), signature.suffix(Self.macLength))
        let message = Self.message(path, rest, owner)
        // Compares in the same time wherever they differ.
        guard HMAC<SHA256>.isValidAuthenticationCode(mac, authenticating: message, using: key),
            let expires = rest["expires"].flatMap({ Int($0) })
        else { throw Self.invalid }
        guard now.timeIntervalSince1970 < Double(expires) else {
            throw APIError(.linkExpired, "This link is too old. Ask whoever gave it to you for a new one.")
        }
        return owner.withUnsafeBytes { bytes in
            UUID(uuid: bytes.loadUnaligned(as: uuid_t.self))
        }
    }

    /// Every text with its length before it, so that no two addresses make one message.
    private static func message(_ path: String, _ query: [String: String], _ owner: Data) -> Data {
        let texts = [path] + query.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }
        return texts.reduce(into: owner) { $0 += Data("\($1.utf8.count):\($1)".utf8) }
    }

    /// A session opens the same address, so that is what is asked for.
    private static let invalid = APIError(
        .signatureInvalid, "This link was not signed here, or was changed.",
        headers: [("WWW-Authenticate", "Bearer realm=\"gemz\"")])
}
