import Effects
import Foundation
import Postgres
import Synchronization
import Vendors

/// A signed-in user, as handlers see them.
struct Session: Hashable, Sendable {
    /// gemz's own id.
    var userID: UUID
    /// The id at the identity provider.
    var clerkID: String
    var isAdmin: Bool
}

/// Finds out who calls.
protocol Authenticating: Sendable {
    /// The caller of a request with this `Authorization` header.
    ///
    /// - Throws: ``APIError`` with `UNAUTHENTICATED`, or `VENDOR_UNAVAILABLE` while the issuer's keys cannot be had.
    func session(of authorization: String?) async throws -> Session
}

/// Checks bearer tokens and finds, or on first sight makes, the user they belong to.
final class Authenticator: Authenticating {
    private let verifier: ClerkTokenVerifier
    private let users: UserStore
    private let pool: Pool
    private let effects: Effects

    init(verifier: ClerkTokenVerifier, users: UserStore, pool: Pool, effects: Effects) {
        self.verifier = verifier
        self.users = users
        self.pool = pool
        self.effects = effects
    }

    func session(of authorization: String?) async throws -> Session {
        guard let authorization else {
            throw APIError.unauthenticated("Send a session token as Authorization: Bearer ….")
        }
        guard authorization.lowercased().hasPrefix("bearer "), authorization.utf8.count > 7 else {
            throw APIError.unauthenticated("The Authorization header is not of the form Bearer ….")
        }
        let clerk = try await verified(String(authorization.dropFirst(7)))
        if let known = try await users.session(clerkID: clerk.userID, on: pool) { return known }
        return try await users.add(
            clerkID: clerk.userID, id: effects.uuid(), now: effects.now(), on: pool)
    }

    private func verified(_ token: String) async throws -> ClerkSession {
        do throws(ClerkTokenError) {
            return try await verifier.verify(token)
        } catch {
            guard error.isIssuerUnavailable else {
                throw APIError.unauthenticated("The session token was refused: \(error).")
            }
            throw APIError(.vendorUnavailable, "The issuer of session tokens cannot be reached. Try again shortly.")
        }
    }
}
