import Foundation
import Postgres
import Vendors

/// Users who were erased, so that nothing that comes late makes them anew.
///
/// Whoever makes or erases a user holds their id at the issuer first, before all other locks.
struct ErasedUserStore: Sendable {
    static let hold = Statement(
        "erased_users.hold", "SELECT pg_advisory_xact_lock(hashtext('gemz.user'), hashtext($1::text))")

    static let add = Statement(
        "erased_users.add",
        """
        INSERT INTO erased_users AS e (clerk_id, is_final, session_id, erased_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (clerk_id) DO UPDATE SET is_final = e.is_final OR excluded.is_final,
            session_id = coalesce(excluded.session_id, e.session_id), erased_at = excluded.erased_at
        """)

    static let forget = Statement(
        "erased_users.forget",
        """
        DELETE FROM erased_users
        WHERE clerk_id = $1 AND NOT is_final AND session_id IS DISTINCT FROM $2 AND erased_at < $3
        """)

    static let find = Statement("erased_users.find", "SELECT is_final FROM erased_users WHERE clerk_id = $1")

    static let tell = Statement("erased_users.tell", "SELECT pg_notify('gemz_user', $1::text)")

    /// Keeps others from making or erasing this user until the transaction ends.
    func hold(_ clerkID: String, on db: Transaction) async throws { try await db.execute(Self.hold, [clerkID]) }

    /// Notes that a user is erased, and tells all hosts.
    ///
    /// - Parameters:
    ///   - isFinal: whether the issuer has deleted them, so that they never come back.
    ///   - session: the issuer's session in which they left, where they left by themselves.
    func add(_ clerkID: String, isFinal: Bool, session: String?, now: Date, on db: Transaction) async throws {
        try await db.execute(Self.add, [clerkID, isFinal, session, now])
        try await db.execute(Self.tell, [clerkID])
    }

    func isErased(_ clerkID: String, on db: Transaction) async throws -> Bool {
        try await db.first(Self.find, [clerkID]) { row in try row.get("is_final", as: Bool.self) } != nil
    }

    /// Lets a user come back who has left by themselves and has signed in again since.
    ///
    /// A page that was open goes on asking, and refreshes its token: neither a token from before nor one of the session
    /// in which the user left is a wish to come back. Tokens tell whole seconds, so one that was issued in the second of
    /// the erasure counts as from before.
    ///
    /// - Returns: false where the user stays erased.
    func admit(_ token: ClerkSession, on db: Transaction) async throws -> Bool {
        try await db.execute(Self.forget, [token.userID, token.sessionID, token.issuedAt])
        return try await !isErased(token.userID, on: db)
    }
}
