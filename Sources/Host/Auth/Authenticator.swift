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
    private let erased: ErasedUserStore
    private let known: KnownUsers
    private let pool: Pool
    private let effects: Effects
    /// The addresses that the rows of admins by address have: they ask often, and change them hardly ever.
    private let remembered = RecentValues<UUID, EmailAddress>(lifetime: 3600, capacity: 1000)

    init(
        verifier: ClerkTokenVerifier, users: UserStore, erased: ErasedUserStore, known: KnownUsers,
        admins: AdminEmails, pool: Pool, effects: Effects
    ) {
        self.verifier = verifier
        self.users = users
        self.erased = erased
        self.known = known
        self.admins = admins
        self.pool = pool
        self.effects = effects
    }

    func session(of credentials: Credentials, isRead: Bool) async throws -> Session {
        let clerk = try await verified(Self.token(in: credentials))
        let seen = isRead ? known.session(of: clerk.userID) : nil
        var session = if let seen { seen } else { try await user(clerk) }
        if seen == nil { known.keep(session) }
        session.issuerSession = clerk.sessionID
        if let email = clerk.verifiedEmail { session.email = .inToken(email) }
        return session
    }

    /// The user's row, made on first sight. A token may outlive its user: nobody is made anew whom the issuer has deleted,
    /// or who has left and not signed in again.
    private func user(_ token: ClerkSession) async throws -> Session {
        let clerkID = token.userID
        if let known = try await users.session(clerkID: clerkID, on: pool) { return known }
        let (id, now) = (effects.uuid(), effects.now())
        return try await pool.transaction { db in
            try await erased.hold(clerkID, on: db)
            guard try await erased.admit(token, on: db) else {
                throw APIError.unauthenticated("The account of this session has been deleted.")
            }
            return try await users.add(clerkID: clerkID, id: id, now: now, on: db)
        }
    }

    func isListedAdmin(_ session: Session) async throws -> Bool {
        guard let email = try await admins.listedAddress(of: session.clerkID, email: session.email) else {
            return false
        }
        let now = effects.now()
        if remembered.value(for: session.userID, now: now) != email {
            try await users.remember(email, of: session.userID, on: pool)  // by it admins are told in lists of users
            remembered.set(email, for: session.userID, now: now)
        }
        return true
    }

    /// What a session token says.
    ///
    /// - Throws: as ``session(of:isRead:)``.
    func verified(_ token: SecretText) async throws -> ClerkSession {
        do throws(ClerkTokenError) {
            return try await verifier.verify(token.exposed)
        } catch {
            guard error.isIssuerUnavailable else {
                throw APIError.unauthenticated("The session token was refused: \(error).")
            }
            throw APIError(.vendorUnavailable, "The issuer of session tokens cannot be reached. Try again shortly.")
        }
    }

    private static func token(in credentials: Credentials) throws -> SecretText {
        guard let authorization = credentials.authorization?.exposed else {
            if let cookie = credentials.cookie { return cookie }
            throw APIError.unauthenticated("Send a session token as Authorization: Bearer …, or sign in by browser.")
        }
        guard authorization.lowercased().hasPrefix("bearer "), authorization.utf8.count > 7 else {
            throw APIError.unauthenticated("The Authorization header is not of the form Bearer ….")
        }
        return SecretText(String(authorization.dropFirst(7)))
    }
}
