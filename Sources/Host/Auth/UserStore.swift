import Foundation
import Postgres
import Vendors

/// The users' rows.
struct UserStore: Sendable {
    private static let columns = "id, clerk_id, is_admin, email, issuer_updated_at IS NOT NULL AS is_told"

    static let find = Statement(
        "users.find",
        """
        SELECT \(columns) FROM users WHERE clerk_id = $1
        """, isShortRead: true)

    static let add = Statement(
        "users.add",
        """
        INSERT INTO users (id, clerk_id, created_at, updated_at) VALUES ($1, $2, $3, $3)
        ON CONFLICT (clerk_id) DO UPDATE SET updated_at = users.updated_at
        RETURNING \(columns)
        """)

    /// Where webhooks have told of a user, they know better.
    static let remember = Statement(
        "users.remember",
        """
        UPDATE users SET email = $2 WHERE id = $1 AND issuer_updated_at IS NULL AND email IS DISTINCT FROM $2
        """)

    static let promote = Statement(
        "users.promote",
        """
        INSERT INTO users (id, clerk_id, email, is_admin, created_at, updated_at) VALUES ($1, $2, $3, true, $4, $4)
        ON CONFLICT (clerk_id) DO UPDATE SET is_admin = true, email = excluded.email, updated_at = excluded.updated_at
        """)

    func session(clerkID: String, on db: some Queryable) async throws -> Session? {
        try await db.first(Self.find, [clerkID], decode: Self.session)
    }

    /// The user with this id at the identity provider, made if there is none; of two that race, both get the one row.
    func add(clerkID: String, id: UUID, now: Date, on db: some Queryable) async throws -> Session {
        guard let session = try await db.first(Self.add, [id, clerkID, now], decode: Self.session) else {
            throw APIError(.internalError, "The user could not be made.")
        }
        return session
    }

    /// Keeps an address that was found out otherwise than by webhooks.
    func remember(_ email: EmailAddress, of id: UUID, on db: some Queryable) async throws {
        try await db.execute(Self.remember, [id, email.exposed])
    }

    /// Makes the user an admin, and the row if there is none yet.
    func promote(clerkID: String, email: String, id: UUID, now: Date, on db: some Queryable) async throws {
        try await db.execute(Self.promote, [id, clerkID, email, now])
    }

    private static func session(_ row: Row) throws -> Session {
        let isTold = try row.get("is_told", as: Bool.self)
        let email = try row.get("email", as: String?.self)
        return Session(
            userID: try row.get("id"), clerkID: try row.get("clerk_id"), isAdmin: try row.get("is_admin"),
            email: isTold ? .told(email.map(EmailAddress.init)) : .unknown)
    }
}
