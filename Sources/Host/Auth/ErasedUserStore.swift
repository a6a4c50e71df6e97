import Foundation
import Postgres

/// Users who were erased, so that nothing that comes late makes them anew.
///
/// Whoever makes or erases a user holds their id at the issuer first, before all other locks.
struct ErasedUserStore: Sendable {
    static let hold = Statement(
        "erased_users.hold", "SELECT pg_advisory_xact_lock(hashtext('gemz.user'), hashtext($1::text))")

    static let add = Statement(
        "erased_users.add",
        """
        INSERT INTO erased_users AS e (clerk_id, is_final, erased_at) VALUES ($1, $2, $3)
        ON CONFLICT (clerk_id) DO UPDATE SET is_final = e.is_final OR excluded.is_final, erased_at = excluded.erased_at
        """)

    static let forget = Statement(
        "erased_users.forget", "DELETE FROM erased_users WHERE clerk_id = $1 AND NOT is_final")

    static let find = Statement("erased_users.find", "SELECT is_final FROM erased_users WHERE clerk_id = $1")

    static let tell = Statement("erased_users.tell", "SELECT pg_notify('gemz_user', $1::text)")

    /// Keeps others from making or erasing this user until the transaction ends.
    func hold(_ clerkID: String, on db: Transaction) async throws { try await db.execute(Self.hold, [clerkID]) }

    /// Notes that a user is erased, and tells all hosts.
    ///
    /// - Parameter isFinal: whether the issuer has deleted them, so that they never come back.
    func add(_ clerkID: String, isFinal: Bool, now: Date, on db: Transaction) async throws {
        try await db.execute(Self.add, [clerkID, isFinal, now])
        try await db.execute(Self.tell, [clerkID])
    }

    func isErased(_ clerkID: String, on db: Transaction) async throws -> Bool {
        try await db.first(Self.find, [clerkID]) { row in try row.get("is_final", as: Bool.self) } != nil
    }

    /// Lets a user come back who has left by themselves.
    ///
    /// - Returns: false where the issuer has deleted them.
    func admit(_ clerkID: String, on db: Transaction) async throws -> Bool {
        try await db.execute(Self.forget, [clerkID])
        return try await !isErased(clerkID, on: db)
    }
}
