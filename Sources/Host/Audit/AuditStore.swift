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
        INSERT INTO audit_log (id, actor_id, action, subject, before, after, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
        """)

    func add(_ entry: AuditEntry, on db: Transaction) async throws {
        try await db.execute(
            Self.add,
            [
                entry.id, entry.actor, entry.action, entry.subject, entry.before.map { PostgresValue.json($0) },
                entry.after.map { PostgresValue.json($0) }, entry.at,
            ])
    }
}
