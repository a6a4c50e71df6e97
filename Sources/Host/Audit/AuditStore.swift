import Foundation
import PlatformAPI
import Postgres

/// What an admin changed: who, what, before, after, when.
struct AuditEntry: Sendable {
    var id: UUID
    var actor: UUID
    /// Such as `dead_letter.retry`.
    var action: String
    /// What was changed, such as `job/<id>`.
    var subject: String
    /// JSON.
    var before: [UInt8]?
    var after: [UInt8]?
    var at: Date
}

/// The log of what admins changed; written in the transaction of the change, and never changed itself.
struct AuditStore: Sendable {
    static let add = Statement(
        "audit.add",
        """
        INSERT INTO audit_log (id, actor_id, action, subject, before, after, at, request_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """)

    /// The newest first. Those who wrote them may be gone; their entries stay.
    static let page = Statement(
        "audit.page",
        """
        SELECT a.id, a.actor_id, u.email, a.action, a.subject, a.before, a.after, a.at, a.request_id
        FROM audit_log a LEFT JOIN users u ON u.id = a.actor_id
        WHERE ($1::uuid IS NULL OR a.actor_id = $1) AND ($2::text IS NULL OR a.action = $2)
            AND ($3::text IS NULL OR a.subject = $3) AND a.at >= $4 AND (a.at, a.id) < ($5, $6)
        ORDER BY a.at DESC, a.id DESC LIMIT $7
        """, isPlannedAnew: true)

    /// Writes an entry, under the request that is being answered.
    func add(_ entry: AuditEntry, on db: Transaction) async throws {
        try await db.execute(
            Self.add,
            [
                entry.id, entry.actor, entry.action, entry.subject, entry.before.map { PostgresValue.json($0) },
                entry.after.map { PostgresValue.json($0) }, entry.at, RequestID.current,
            ])
    }

    /// Entries that a filter lets through, the newest first.
    ///
    /// - Parameter before: where the page before ended.
    func page(
        _ filter: AuditFilter, before: AuditPlace, limit: Int, on db: some Queryable
    ) async throws -> [AuditedAct] {
        try await db.query(
            Self.page,
            [
                filter.actor, filter.action, filter.subject, filter.since ?? .distantPast, before.at, before.id, limit,
            ]
        ) { row in
            AuditedAct(
                entry: AuditEntry(
                    id: try row.get("id"), actor: try row.get("actor_id"), action: try row.get("action"),
                    subject: try row.get("subject"), before: try row.get("before"), after: try row.get("after"),
                    at: try row.get("at")),
                email: try row.get("email"), requestID: try row.get("request_id"))
        }
    }
}
