import Crypto
public import Foundation

/// Tells QStash's deliveries from anybody else's, by the `Upstash-Signature` header.
///
/// HS256 only, under the current or the next key; `iss`, `sub`, `exp`, `nbf` and `body` are required, `iat` counts
/// where it is there. Clocks may differ by five seconds.
public struct QStashSignature: Sendable {
    /// Bytes.
    public static let longest = 8192
    /// How far clocks may differ, in seconds.
    private static let skew: TimeInterval = 5

    private let keys: [SymmetricKey]

    /// - Parameters:
    ///   - currentKey: what QStash signs with.
    ///   - nextKey: what it will sign with after the keys have been rotated.
    public init(currentKey: String, nextKey: String) {
        // A key without bytes would be anybody's.
        keys = [currentKey, nextKey].filter { !$0.isEmpty }.map { SymmetricKey(data: Array($0.utf8)) }
    }

    /// Checks that QStash sent this body to this address, not long ago.
    ///
    /// - Parameters:
    ///   - token: the header's value.
    ///   - url: the public address that was called, with its query.
    ///   - body: as it came, byte for byte.
    /// - Throws: the first check that failed.
    public func verify(_ token: String?, url: String, body: [UInt8], now: Date) throws(QStashSignatureError) {
        guard let token, !token.isEmpty else { throw .missing }
        guard token.utf8.count <= Self.longest else { throw .tooLong }
        let parts = token.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .malformed("not three parts") }
        let header: Header = try Self.read(parts[0], "header")
        guard header.alg == "HS256" else { throw .algorithm }
        guard header.crit == nil else { throw .criticalExtension }
        guard let mac = Data(base64URL: parts[2]), !mac.isEmpty else {
            throw .malformed("the signature is no base64url")
        }
        let signed = Data(token.utf8[token.utf8.startIndex..<parts[1].endIndex])
        let isOurs = keys.contains { HMAC<SHA256>.isValidAuthenticationCode(mac, authenticating: signed, using: $0) }
        guard isOurs else { throw .signature }
        try check(try Self.read(parts[1], "payload"), url: url, body: body, now: now.timeIntervalSince1970)
    }

    // MARK: Claims

    private struct Header: Decodable {
        var alg: String?
        var crit: [String]?
    }

    private struct Claims: Decodable {
        var iss: String?
        var sub: String?
        var exp: Double?
        var nbf: Double?
        var iat: Double?
        var body: String?
    }

    private static func read<Part: Decodable>(
        _ part: some Collection<UInt8>, _ name: String
    ) throws(QStashSignatureError) -> Part {
        guard let data = Data(base64URL: part) else { throw .malformed("the \(name) is no base64url") }
        do {
            return try JSONDecoder().decode(Part.self, from: data)
        } catch {
            throw .malformed("the \(name) is no such JSON")
        }
    }

    private func check(
        _ claims: Claims, url: String, body: [UInt8], now: TimeInterval
    ) throws(QStashSignatureError) {
        guard let issuer = claims.iss else { throw .claim("iss") }
        guard let address = claims.sub else { throw .claim("sub") }
        guard let expiry = claims.exp else { throw .claim("exp") }
        guard let start = claims.nbf else { throw .claim("nbf") }
        guard let hash = claims.body else { throw .claim("body") }
        guard issuer == "Upstash" else { throw .issuer }
        guard address == url else { throw .address }
        guard now < expiry + Self.skew else { throw .expired }
        guard start <= now + Self.skew else { throw .notYetValid("nbf") }
        if let issued = claims.iat, issued > now + Self.skew { throw .notYetValid("iat") }
        var unpadded = Substring(hash)  // QStash pads; whoever follows the JWT standard does not
        while unpadded.hasSuffix("=") { unpadded.removeLast() }
        guard let expected = Data(base64URL: unpadded.utf8), SHA256.hash(data: body) == expected else { throw .body }
    }
}
