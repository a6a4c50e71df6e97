import Crypto
import Foundation

/// Makes QStash's signatures, right ones and wrong ones.
struct SignatureForge {
    /// 2026-01-01T00:00:00Z, when every signature is made.
    static let issued = 1_767_225_600
    static let url = "https://gemz.example.com/api/qstash/process-scraping"
    static let body = Array(#"{"message":"a","publication":0}"#.utf8)
    static let currentKey = "sig_current_0123456789012345678901"
    static let nextKey = "sig_next_0123456789012345678901234"

    /// - Parameters:
    ///   - changes: claims as JSON; `nil` leaves one out.
    ///   - header: instead of the usual one.
    static func token(
        _ changes: [String: String?] = [:], header: String = #"{"alg":"HS256","typ":"JWT"}"#,
        key: String = currentKey
    ) -> String {
        let signed = "\(base64URL(Data(header.utf8))).\(base64URL(Data(claims(changes).utf8)))"
        return "\(signed).\(mac(of: signed, key: key))"
    }

    static func mac(of signed: String, key: String) -> String {
        let key = SymmetricKey(data: Array(key.utf8))
        return base64URL(Data(HMAC<SHA256>.authenticationCode(for: Data(signed.utf8), using: key)))
    }

    static func claims(_ changes: [String: String?]) -> String {
        var claims: [String: String?] = [
            "iss": "\"Upstash\"", "sub": "\"\(url)\"", "exp": "\(issued + 300)", "nbf": "\(issued)", "iat": "\(issued)",
            "jti": "\"jwt_1\"", "body": "\"\(hash(of: body))\"",
        ]
        claims.merge(changes) { $1 }
        let members = claims.sorted { $0.key < $1.key }.compactMap { claim in
            claim.value.map { "\"\(claim.key)\":\($0)" }
        }
        return "{\(members.joined(separator: ","))}"
    }

    /// As QStash writes it: padded.
    static func hash(of body: [UInt8]) -> String {
        Data(SHA256.hash(data: body)).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
    }

    static func base64URL(_ data: Data) -> String {
        data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
