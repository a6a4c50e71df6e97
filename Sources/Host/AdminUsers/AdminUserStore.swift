import Foundation
import Postgres
import Vendors

/// The users' rows, as admins see and change them: nothing here is scoped to an owner.
struct AdminUserStore: Sendable {
    private static let columns =
        "id, clerk_id, email, full_name, business_name, is_admin, onboarding_step, created_at"

    /// - Parameters:
    ///   - users: selects the users' columns.
    ///   - listed: the parameter with the addresses that the environment lists.
    ///   - since: the parameter with the instant from which credits count.
    private static func views(of users: String, listed: String, since: String) -> String {
        """
        SELECT u.*, coalesce(lower(u.email) = ANY(\(listed)), false) AS is_listed, j.jobs, c.spent
        FROM (\(users)) u
        CROSS JOIN LATERAL (SELECT count(*) AS jobs FROM jobs WHERE user_id = u.id) j
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(credits), 0)::bigint AS spent FROM provider_calls
            WHERE user_id = u.id AND called_at >= \(since)
        ) c
        ORDER BY u.id DESC
        """
    }

    static let page = Statement(
        "admin_users.page",
        views(
            of: """
                SELECT \(columns) FROM users
                WHERE id < $1
                    AND ($2::text IS NULL OR email ILIKE $2 OR full_name ILIKE $2 OR business_name ILIKE $2 OR id = $3
                        OR clerk_id = $4)
                    AND ($5::boolean IS DISTINCT FROM true OR is_admin OR lower(email) = ANY($6))
                    AND ($5::boolean IS DISTINCT FROM false
                        OR NOT is_admin AND NOT coalesce(lower(email) = ANY($6), false))
                ORDER BY id DESC LIMIT $7
                """, listed: "$6", since: "$8"), isPlannedAnew: true)

    static let find = Statement(
        "admin_users.find",
        views(of: "SELECT \(columns) FROM users WHERE id = $1", listed: "$2", since: "$3"))

    static let holdAdmins = Statement(
        "admin_users.hold_admins", "SELECT id FROM users WHERE is_admin ORDER BY id FOR NO KEY UPDATE")

    static let setAdmin = Statement(
        "admin_users.set_admin", "UPDATE users SET is_admin = $2, updated_at = $3 WHERE id = $1 AND is_admin <> $2")

    static let add = Statement(
        "admin_users.add",
        """
        INSERT INTO users AS u (id, clerk_id, email, full_name, is_admin, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $6)
        ON CONFLICT (clerk_id) DO UPDATE
            SET email = excluded.email, full_name = coalesce(excluded.full_name, u.full_name),
                is_admin = u.is_admin OR excluded.is_admin, updated_at = excluded.updated_at
        RETURNING id
        """)

    /// Users older than one that a filter lets through, the newest first.
    ///
    /// - Parameters:
    ///   - listed: the addresses that the environment lists.
    ///   - since: from when on credits count.
    func page(
        _ filter: AdminUserFilter, before: UUID, limit: Int, listed: Set<String>, since: Date, on db: some Queryable
    ) async throws -> [AdminUser] {
        let pattern = filter.text.map { "%" + Self.literal($0) + "%" }
        let id = filter.text.flatMap { UUID(uuidString: $0) }
        return try await db.query(
            Self.page,
            [before, pattern, id, filter.text, filter.admins, listed.sorted(), limit, since], decode: Self.user)
    }

    func find(_ id: UUID, listed: Set<String>, since: Date, on db: some Queryable) async throws -> AdminUser? {
        try await db.first(Self.find, [id, listed.sorted(), since], decode: Self.user)
    }

    /// Holds all admins by their row until the transaction ends, always in one order. Nobody becomes none meanwhile.
    func holdAdmins(on db: Transaction) async throws -> Set<UUID> {
        Set(try await db.query(Self.holdAdmins) { row in try row.get("id", as: UUID.self) })
    }

    /// Whether this has changed anything.
    func setAdmin(_ id: UUID, to isAdmin: Bool, now: Date, on db: some Queryable) async throws -> Bool {
        try await db.execute(Self.setAdmin, [id, isAdmin, now]) > 0
    }

    /// Adds a user of the identity provider's; one that has come by another way in the meantime is completed.
    ///
    /// - Returns: the id of the row.
    func add(
        _ draft: TestUserDraft, clerkID: String, id: UUID, now: Date, on db: some Queryable
    ) async throws -> UUID? {
        try await db.first(Self.add, [id, clerkID, draft.email?.exposed, draft.fullName, draft.isAdmin, now]) { row in
            try row.get("id", as: UUID.self)
        }
    }

    /// A text in which the signs of patterns stand for themselves.
    private static func literal(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_")
    }

    private static func user(_ row: Row) throws -> AdminUser {
        let isListed: Bool = try row.get("is_listed")
        let isAdmin: Bool = try row.get("is_admin")
        return AdminUser(
            id: try row.get("id", as: UUID.self).text, clerkId: try row.get("clerk_id"),
            email: try row.get("email", as: String?.self).map(EmailAddress.init),
            fullName: try row.get("full_name"), businessName: try row.get("business_name"),
            isAdmin: isAdmin || isListed, adminBy: isAdmin ? .database : isListed ? .environment : nil,
            onboardingStep: try row.get("onboarding_step"), jobs: try row.get("jobs"),
            creditsSpent: try row.get("spent"), createdAt: try row.get("created_at"))
    }
}
