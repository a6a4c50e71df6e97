public import Effects
import Foundation
public import HTTPClient
import JWTKit

/// Checks Clerk's session tokens, more strictly than Clerk's own clients do.
///
/// RS256 only, read from the header before anything else; `exp`, `nbf`, `iat`, `sub` and `sid` are required, `iss`
/// must be exact, `aud` must not be there, `sts` must be `active` where it is, and no claim may stand twice. Clocks may
/// differ by five seconds. The issuer's keys are kept for five minutes and outlast an issuer that is away.
public final class ClerkTokenVerifier: Sendable {
    public struct Configuration: Hashable, Sendable {
        /// Where Clerk answers, without `/v1`.
        public var apiURL: String
        /// The bearer of requests for the key set.
        public var secretKey: String
        /// Where the key set is published for everybody, so that no secret is sent; `nil` is at `/v1/jwks` of
        /// ``apiURL``.
        public var keySetURL: String?
        /// The public key as PEM (SPKI or PKCS#1; line breaks may be missing or spelled `\n`). With it no request is
        /// ever made.
        public var jwtKeyPEM: String?
        /// What `iss` must be.
        public var issuer: String
        /// What `azp` must be one of; empty takes any, and none.
        public var authorizedParties: [String]

        public init(
            apiURL: String, secretKey: String, keySetURL: String? = nil, jwtKeyPEM: String? = nil, issuer: String,
            authorizedParties: [String] = []
        ) {
            self.apiURL = apiURL
            self.secretKey = secretKey
            self.keySetURL = keySetURL
            self.jwtKeyPEM = jwtKeyPEM
            self.issuer = issuer
            self.authorizedParties = authorizedParties
        }
    }

    /// Bytes; Clerk's own tokens stay below 4 KB, the size of a cookie.
    public static let longestToken = 8192
    /// Bytes; longer tokens are not kept, for a thousand of the longest allowed ones would be a lot.
    private static let longestKept = 2048
    /// How far clocks may differ, in seconds.
    private static let skew: TimeInterval = 5

    private static let machinePrefixes = ["ak_", "oat_", "m2m_", "mt_"]

    private let configuration: Configuration
    private let keys: ClerkKeys
    private let effects: Effects
    /// Claims of tokens whose signatures were found good a moment ago: a client that polls sends one token many times,
    /// and checking its signature costs more than answering it. What a token claims, its times above all, is judged
    /// anew each time. A key that the issuer withdraws is noticed a minute later at most; the key set itself is kept
    /// for longer.
    private let verified = RecentValues<String, ClerkClaims>(lifetime: 60, capacity: 1000)

    public convenience init(configuration: Configuration, http: HTTPClient, effects: Effects) {
        self.init(configuration: configuration, effects: effects) { () async throws(ClerkTokenError) in
            try await ClerkKeys.fetch(configuration, http: http)
        }
    }

    /// - Parameter fetch: gets the key set as JSON.
    init(configuration: Configuration, effects: Effects, fetch: @escaping ClerkKeys.Fetch) {
        self.configuration = configuration
        self.effects = effects
        keys = ClerkKeys(pem: configuration.jwtKeyPEM, effects: effects, fetch: fetch)
    }

    /// The session that a token stands for.
    ///
    /// - Throws: the first check that failed.
    public func verify(_ token: String) async throws(ClerkTokenError) -> ClerkSession {
        guard token.utf8.count <= Self.longestToken else { throw .tooLong }
        let now = effects.now()
        if let claims = verified.value(for: token, now: now) { return try session(claims) }
        guard !Self.machinePrefixes.contains(where: token.hasPrefix) else { throw .machineToken }
        let parts = token.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .malformed("not three parts") }
        let header = try ClerkClaims(base64URL: parts[0], part: "header")
        guard try header.text("alg") == "RS256" else { throw .algorithm }
        guard !header.has("crit") else { throw .criticalExtension }
        if header.has("typ") { guard try header.text("typ").uppercased() == "JWT" else { throw .type } }
        guard let signature = Data(base64URL: parts[2]), !signature.isEmpty else {
            throw .malformed("the signature is no base64url")
        }
        let signed = Data(token.utf8[token.utf8.startIndex..<parts[1].endIndex])
        // Without a `kid` the key is unknown, unless it is given.
        guard try await isSignature(signature, of: signed, keyID: try? header.text("kid")) else { throw .signature }
        let claims = try ClerkClaims(base64URL: parts[1], part: "payload")
        let session = try session(claims)
        if token.utf8.count <= Self.longestKept { verified.set(claims, for: token, now: now) }
        return session
    }

    /// Whether the key of an id has made a signature, or the one that has just taken its place.
    private func isSignature(
        _ signature: Data, of signed: Data, keyID: String?
    ) async throws(ClerkTokenError) -> Bool {
        let key = try await keys.key(keyID)
        if isSignature(signature, of: signed, by: key.algorithm) { return true }
        guard let other = try await keys.replacement(of: keyID, after: key.version) else { return false }
        return isSignature(signature, of: signed, by: other)
    }

    private func isSignature(_ signature: Data, of signed: Data, by key: any JWTAlgorithm) -> Bool {
        // A signature that cannot even be read is a wrong one.
        (try? key.verify(signature, signs: signed)) ?? false
    }

    private func session(_ claims: ClerkClaims) throws(ClerkTokenError) -> ClerkSession {
        let now = effects.now().timeIntervalSince1970
        let expiry = try claims.time("exp")
        let start = try claims.time("nbf")
        let issued = try claims.time("iat")
        guard now < expiry + Self.skew else { throw .expired }
        guard start <= now + Self.skew else { throw .notYetValid("nbf") }
        guard issued <= now + Self.skew else { throw .notYetValid("iat") }
        guard try claims.text("iss") == configuration.issuer else { throw .issuer }
        guard !claims.has("aud") else { throw .audience }
        if claims.has("sts") { guard try claims.text("sts") == "active" else { throw .pending } }
        let party = claims.has("azp") ? try claims.text("azp") : nil
        if !configuration.authorizedParties.isEmpty {
            guard let party, configuration.authorizedParties.contains(party) else { throw .authorizedParty }
        }
        return ClerkSession(
            userID: try claims.id("sub"), sessionID: try claims.id("sid"),
            issuedAt: Date(timeIntervalSince1970: issued), expiresAt: Date(timeIntervalSince1970: expiry), azp: party,
            verifiedEmail: claims.isTrue("email_verified") ? (try? claims.text("email")).map(EmailAddress.init) : nil)
    }
}
