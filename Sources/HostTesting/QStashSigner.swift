import Crypto
public import Effects
public import Foundation
import HTTPClient
public import Host

/// Delivers messages as QStash does: signed, each time anew.
public struct QStashSigner: Sendable {
    public static let currentKey = "sig_current_0123456789012345678901"
    public static let nextKey = "sig_next_0123456789012345678901234"

    var key: String
    var now: @Sendable () -> Date

    /// - Parameters:
    ///   - now: when signatures are made.
    public init(key: String = currentKey, now: @escaping @Sendable () -> Date = Effects.live.now) {
        self.key = key
        self.now = now
    }

    /// A host's configuration by which it takes these signatures.
    ///
    /// - Parameter url: where QStash answers.
    public static func configuration(url: String) -> HostConfiguration.Carrier {
        .qstash(
            HostConfiguration.QStash(
                apiURL: url, token: "qstash_dev_token", currentSigningKey: currentKey, nextSigningKey: nextKey))
    }

    /// The value of `Upstash-Signature` for a body that goes to an address.
    public func signature(url: String, body: [UInt8]) -> String {
        let issued = Int(now().timeIntervalSince1970)
        let hash = Self.base64URL(Data(SHA256.hash(data: body)))
        let claims =
            #"{"iss":"Upstash","sub":"\#(url)","exp":\#(issued + 300),"nbf":\#(issued),"iat":\#(issued),"#
            + #""jti":"jwt_1","body":"\#(hash)"}"#
        let header = Self.base64URL(Data(#"{"alg":"HS256","typ":"JWT"}"#.utf8))
        let signed = "\(header).\(Self.base64URL(Data(claims.utf8)))"
        let mac = HMAC<SHA256>.authenticationCode(for: Data(signed.utf8), using: SymmetricKey(data: Array(key.utf8)))
        return "\(signed).\(Self.base64URL(Data(mac)))"
    }

    private static func base64URL(_ data: Data) -> String {
        data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}

extension Caller {
    /// Delivers a body to a path of the host, signed for it.
    public func deliver(
        _ body: [UInt8], to path: String, by signer: QStashSigner = QStashSigner()
    ) async throws -> Answer {
        let signature = signer.signature(url: baseURL + path, body: body)
        return try await send(
            "POST", path, headers: [("Content-Type", "application/json"), ("Upstash-Signature", signature)], body: body)
    }
}
