import Crypto
import Foundation
public import StandIns

/// Makes session tokens as the issuer would, and as somebody would who wants in.
public struct TokenForgery: Sendable {
    /// The issuer's.
    public var key: ClerkSigningKey
    /// Somebody's own.
    public var foreign: ClerkSigningKey
    public var issuer: String
    public var party: String
    /// Unix seconds.
    public var now: Int

    public init(key: ClerkSigningKey, foreign: ClerkSigningKey, issuer: String, party: String, now: Int) {
        self.key = key
        self.foreign = foreign
        self.issuer = issuer
        self.party = party
        self.now = now
    }

    /// Claims as JSON.
    ///
    /// - Parameters:
    ///   - changes: by claim, as JSON; `nil` leaves one out.
    ///   - more: further members, as JSON, with a comma in front.
    public func claims(_ changes: [String: String?] = [:], more: String = "") -> String {
        var claims: [String: String?] = [
            "azp": "\"\(party)\"", "exp": "\(now + 60)", "iat": "\(now)", "iss": "\"\(issuer)\"",
            "nbf": "\(now - 10)", "sid": "\"sess_2ab\"", "sts": "\"active\"", "sub": "\"user_2ab\"", "v": "2",
        ]
        claims.merge(changes) { $1 }
        let members = claims.sorted { $0.key < $1.key }.compactMap { claim in
            claim.value.map { "\"\(claim.key)\":\($0)" }
        }
        return "{\(members.joined(separator: ","))\(more)}"
    }

    /// A header as JSON.
    ///
    /// - Parameters:
    ///   - changes: by member, as JSON; `nil` leaves one out.
    ///   - more: further members, as JSON, with a comma in front.
    public func header(_ changes: [String: String?] = [:], more: String = "") -> String {
        var members: [String: String?] = ["alg": "\"RS256\"", "kid": "\"\(key.id)\"", "typ": "\"JWT\""]
        members.merge(changes) { $1 }
        let texts = members.sorted { $0.key < $1.key }.compactMap { member in
            member.value.map { "\"\(member.key)\":\($0)" }
        }
        return "{\(texts.joined(separator: ","))\(more)}"
    }

    /// A token that the issuer's key has signed, whatever header and claims say.
    public func signed(header: String? = nil, claims: String? = nil) throws -> String {
        try key.token(header: header ?? self.header(), claims: claims ?? self.claims())
    }

    /// The same by somebody's own key.
    public func forged(header: String? = nil, claims: String? = nil) throws -> String {
        try foreign.token(header: header ?? self.header(), claims: claims ?? self.claims())
    }

    /// A token whose signature is an HMAC under a text that everybody can know.
    func confused(_ algorithm: String, secret: String) -> String {
        let signed = unsigned(header: header(["alg": "\"\(algorithm)\""]))
        let (bytes, key) = (Data(signed.utf8), SymmetricKey(data: Array(secret.utf8)))
        let mac =
            switch algorithm {
            case "HS384": Data(HMAC<SHA384>.authenticationCode(for: bytes, using: key))
            case "HS512": Data(HMAC<SHA512>.authenticationCode(for: bytes, using: key))
            default: Data(HMAC<SHA256>.authenticationCode(for: bytes, using: key))
            }
        return signed + "." + Self.base64URL(mac)
    }

    /// Header and claims with a dot between them, without a signature.
    func unsigned(header: String? = nil, claims: String? = nil) -> String {
        Self.base64URL(Data((header ?? self.header()).utf8)) + "."
            + Self.base64URL(Data((claims ?? self.claims()).utf8))
    }

    static func base64URL(_ data: Data) -> String {
        data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
