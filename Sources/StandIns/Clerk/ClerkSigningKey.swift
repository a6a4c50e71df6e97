import Crypto
import CryptoExtras
import Foundation
import JWTKit

/// The RSA key that session tokens are signed with, and its public face in the JWKS.
public struct ClerkSigningKey: Sendable {
    /// The `kid`, told from the public key: the same key has the same id in every process.
    public let id: String
    /// The private key as PKCS#8 or PKCS#1 PEM.
    public let pem: String

    private let modulus: String
    private let exponent: String
    private let algorithm: any JWTAlgorithm

    /// A fresh key of 2048 bits.
    public init() async throws {
        try await self.init(key: _RSA.Signing.PrivateKey(keySize: .bits2048))
    }

    /// - Throws: where the text is no RSA private key of at least 2048 bits.
    public init(pem: String) async throws {
        try await self.init(key: _RSA.Signing.PrivateKey(pemRepresentation: pem))
    }

    private init(key: _RSA.Signing.PrivateKey) async throws {
        let key = try Insecure.RSA.PrivateKey(backing: key)
        let primitives = try key.publicKey.getKeyPrimitives()
        pem = key.pemRepresentation
        modulus = primitives.modulus.base64URL
        exponent = primitives.publicExponent.base64URL
        id = "ins_" + Base62.text(Array(SHA256.hash(data: key.publicKey.derRepresentation)), length: 27)
        let keys = JWTKeyCollection()
        await keys.add(rsa: key, digestAlgorithm: .sha256, kid: JWKIdentifier(string: id))
        algorithm = try await keys.getKey(for: JWKIdentifier(string: id))
    }

    /// The public key in PEM, as Clerk's dashboard shows it.
    public var publicPEM: String {
        get throws { try Insecure.RSA.PublicKey(modulus: modulus, exponent: exponent).pemRepresentation }
    }

    /// The key set that holds this key alone, as JSON (RFC 7517).
    public var keySet: String {
        #"{"keys":[{"use":"sig","kty":"RSA","kid":"\#(id)","alg":"RS256","n":"\#(modulus)","e":"\#(exponent)"}]}"#
    }

    /// A token with these claims and the header Clerk gives it.
    ///
    /// - Parameter claims: a JSON object, signed as it stands.
    public func token(claims: String) throws -> String {
        try token(header: #"{"alg":"RS256","cat":"cl_B7d4PD111AAA","kid":"\#(id)","typ":"JWT"}"#, claims: claims)
    }

    /// A token with any header and claims, signed RS256 whatever the header says: wrong ones are for tests.
    public func token(header: String, claims: String) throws -> String {
        let signed = Data(header.utf8).base64URL + "." + Data(claims.utf8).base64URL
        return signed + "." + Data(try algorithm.sign(Data(signed.utf8))).base64URL
    }
}

extension Data {
    /// Base64 with the alphabet for URLs and without padding (RFC 4648, section 5).
    var base64URL: String {
        base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
