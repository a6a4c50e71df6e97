import Foundation
import Postgres
import Vendors

/// What the issuer tells of users, in their rows.
struct IssuerUserStore: Sendable {
    static let apply = Statement(
        "issuer_users.apply",
        """
        INSERT INTO users AS u
            (id, clerk_id, email, full_name, issuer_updated_at, issuer_event_at, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
        ON CONFLICT (clerk_id) DO UPDATE SET email = excluded.email,
            full_name = CASE WHEN u.is_name_own THEN u.full_name ELSE coalesce(excluded.full_name, u.full_name) END,
            issuer_updated_at = excluded.issuer_updated_at, issuer_event_at = excluded.issuer_event_at,
            updated_at = excluded.updated_at
        WHERE u.issuer_updated_at IS NULL
            OR (u.issuer_updated_at, u.issuer_event_at) <= (excluded.issuer_updated_at, excluded.issuer_event_at)
        """)

    /// Brings a user's row up to date, or makes it.
    ///
    /// - Returns: false where the row knows better already.
    func apply(_ state: ClerkUserState, id: UUID, now: Date, on db: Transaction) async throws -> Bool {
        try await db.execute(
            Self.apply,
            [id, state.id, state.verifiedEmail?.exposed, state.fullName, state.updatedAt, state.sentAt, now]) > 0
    }
}
