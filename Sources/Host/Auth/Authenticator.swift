import Effects
import Foundation
import Postgres
import Vendors

/// Finds out who calls.
protocol Authenticating: Sendable {
    /// The caller of a request with these credentials.
    ///
    /// - Parameter isRead: whether the request only reads the caller's own things; what is known of its user may then
    ///   be some seconds old.
    /// - Throws: ``APIError`` with `UNAUTHENTICATED`, or `VENDOR_UNAVAILABLE` while the issuer's keys cannot be had.
    func session(of credentials: Credentials, isRead: Bool) async throws -> Session

    /// Whether a user who is no admin by their row is one by their e-mail address.
    ///
    /// - Throws: ``APIError`` with `VENDOR_UNAVAILABLE` while that cannot be found out.
    func isListedAdmin(_ session: Session) async throws -> Bool
}

/// Checks session tokens and finds, or on first sight makes, the user they belong to.
final class Authenticator: Authenticating {
    private let verifier: ClerkTokenVerifier
    private let users: UserStore
    private let admins: AdminEmails
    private let pool: Pool
    private let effects: Effects
    /// Users by their id at the issuer: one who watches a search asks every second or so, and the row's id never
    /// changes. Of a user who was just deleted nothing is left that a read could find.
    private let seen = RecentValues<String, Session>(lifetime: 10, capacity: 10_000)

    init(verifier: ClerkTokenVerifier, users: UserStore, admins: AdminEmails, pool: Pool, effects: Effects) {
        self.verifier = verifier
        self.users = users
        self.admins = admins
        self.pool = pool
        self.effects = effects
    }

    func session(of credentials: Credentials, isRead: Bool) async throws -> Session {
        let clerk = try await verified(Self.token(in: credentials))
        if isRead, let seen = seen.value(for: clerk.userID, now: effects.now()) { return seen }
        let session = try await user(clerk.userID)
        seen.set(session, for: clerk.userID, now: effects.now())
        return session
    }

    private func user(_ clerkID: String) async throws -> Session {
        if let known = try await users.session(clerkID: clerkID, on: pool) { return known }
        return try await users.add(clerkID: clerkID, id: effects.uuid(), now: effects.now(), on: pool)
    }

    func isListedAdmin(_ session: Session) async throws -> Bool { try await admins.isListed(session.clerkID) }

    /// What a session token says.
    ///
    /// - Throws: as ``session(of:isRead:)``.
    func verified(_ token: String) async throws -> ClerkSession {
        do throws(ClerkTokenError) {
            return try await verifier.verify(token)
        } catch {
            guard error.isIssuerUnavailable else {
                throw APIError.unauthenticated("The session token was refused: \(error).")
            }
            throw APIError(.vendorUnavailable, "The issuer of session tokens cannot be reached. Try again shortly.")
        }
    }

    private static func token(in credentials: Credentials) throws -> String {
        guard let authorization = credentials.authorization else {
            if let cookie = credentials.cookie { return cookie }
            throw APIError.unauthenticated("Send a session token as Authorization: Bearer …, or sign in by browser.")
        }
        guard authorization.lowercased().hasPrefix("bearer "), authorization.utf8.count > 7 else {
            throw APIError.unauthenticated("The Authorization header is not of the form Bearer ….")
        }
        return String(authorization.dropFirst(7))
    }
}
