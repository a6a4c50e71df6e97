import Foundation
import Postgres
import Vendors

/// The users' rows, as their owners see them.
struct ProfileStore: Sendable {
    private static let columns =
        "id, email, full_name, business_name, brand_description, is_admin, onboarding_step, created_at, updated_at"

    static let find = Statement("profile.find", "SELECT \(columns) FROM users WHERE id = $1", isShortRead: true)

    static let credits = Statement(
        "profile.credits",
        """
        SELECT
            (SELECT coalesce(sum(credits), 0)::bigint FROM provider_calls WHERE user_id = $1 AND called_at >= $2) AS spent,
            (SELECT coalesce(sum(credits_saved), 0)::bigint FROM jobs WHERE user_id = $1 AND created_at >= $2) AS saved
        """)

    static let update = Statement(
        "profile.update",
        """
        UPDATE users SET full_name = CASE WHEN $2 THEN $3 ELSE full_name END, is_name_own = is_name_own OR $2,
            business_name = CASE WHEN $4 THEN $5 ELSE business_name END,
            brand_description = CASE WHEN $6 THEN $7 ELSE brand_description END, updated_at = $8
        WHERE id = $1 RETURNING \(columns)
        """)

    static let holdCampaigns = Statement(
        "profile.hold_campaigns", "SELECT id FROM campaigns WHERE user_id = $1 ORDER BY id FOR UPDATE")

    static let delete = Statement(
        "profile.delete", "DELETE FROM users WHERE id = $1", deadline: .seconds(120))

    static let dropMessages = Statement(
        "profile.drop_messages",
        """
        WITH dropped AS (DELETE FROM messages WHERE user_id = $1)
        DELETE FROM dead_letters WHERE user_id = $1
        """)

    static let forgetCalls = Statement(
        "profile.forget_calls", "UPDATE provider_calls SET user_id = NULL WHERE user_id = $1", deadline: .seconds(120))

    func find(_ id: UUID, on db: some Queryable) async throws -> Profile? {
        try await db.first(Self.find, [id], decode: Self.profile)
    }

    /// The changed profile, or `nil` when there is no such user.
    func update(_ id: UUID, _ change: ProfileChange, now: Date, on db: some Queryable) async throws -> Profile? {
        try await db.first(
            Self.update,
            [
                id, change.fullName.isChange, change.fullName.text, change.businessName.isChange,
                change.businessName.text, change.brandDescription.isChange, change.brandDescription.text, now,
            ], decode: Self.profile)
    }

    /// What a user's calls since then have cost, and their searches since then have saved.
    func credits(of id: UUID, since: Date, on db: some Queryable) async throws -> (spent: Int, saved: Int) {
        let credits = try await db.first(Self.credits, [id, since]) { row in
            (try row.get("spent", as: Int.self), try row.get("saved", as: Int.self))
        }
        return credits ?? (0, 0)
    }

    /// Holds all campaigns of a user until the transaction ends.
    func holdCampaigns(of id: UUID, on db: some Queryable) async throws {
        try await db.execute(Self.holdCampaigns, [id])
    }

    /// Whether there was such a user. Campaigns, jobs, messages, results and idempotency keys go along.
    func delete(_ id: UUID, on db: some Queryable) async throws -> Bool {
        try await db.execute(Self.delete, [id]) > 0
    }

    /// Drops what was to be done for a user beside their jobs. After the user, since jobs are locked before messages.
    func dropMessages(of id: UUID, on db: some Queryable) async throws {
        try await db.execute(Self.dropMessages, [id])
    }

    /// Leaves in the ledger what a user has spent, without the user.
    func forgetCalls(of id: UUID, on db: some Queryable) async throws {
        try await db.execute(Self.forgetCalls, [id])
    }

    private static func profile(_ row: Row) throws -> Profile {
        Profile(
            id: try row.get("id", as: UUID.self).text,
            email: try row.get("email", as: String?.self).map(EmailAddress.init), fullName: try row.get("full_name"),
            businessName: try row.get("business_name"), brandDescription: try row.get("brand_description"),
            isAdmin: try row.get("is_admin"), onboardingStep: try row.get("onboarding_step"),
            createdAt: try row.get("created_at"), updatedAt: try row.get("updated_at"))
    }
}
