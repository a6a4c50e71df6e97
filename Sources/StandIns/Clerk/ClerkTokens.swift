import Effects
import FixtureTape
import Foundation

/// Writes the tokens that Clerk signs.
struct ClerkTokens: Sendable {
    /// A session token lives this long unless told; at most an hour.
    static let usualLifetime = 60
    static let longestLifetime = 3600

    let key: ClerkSigningKey
    let issuer: String
    /// The `azp`: the origin of the page that a person signed in at.
    let authorizedParty: String
    let now: Date

    /// A session token with claims of version 2.
    ///
    /// It has no `aud`: Clerk's own verifiers refuse one unless told of it.
    ///
    /// - Parameter lifetime: seconds.
    func session(_ session: ClerkStandInSession, lifetime: Int) throws -> String {
        let issued = Int(now.timeIntervalSince1970)
        return try key.token(
            claims: JSONValue.record([
                "azp": .string(authorizedParty), "exp": .integer(issued + lifetime),
                "fva": .array([.integer(0), .integer(-1)]), "iat": .integer(issued), "iss": .string(issuer),
                "nbf": .integer(issued - 10), "sid": .string(session.id), "sts": .string("active"),
                "sub": .string(session.userID), "v": .integer(2),
            ]).compact)
    }

    /// What a sign-in link carries.
    ///
    /// - Parameter lifetime: seconds.
    func ticket(_ id: String, lifetime: Int) throws -> String {
        let issued = Int(now.timeIntervalSince1970)
        return try key.token(
            claims: JSONValue.record([
                "exp": .integer(issued + lifetime), "iat": .integer(issued), "iss": .string(issuer),
                "sid": .string(id), "st": .string("sign_in_token"),
            ]).compact)
    }
}
