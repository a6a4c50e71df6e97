import Foundation
import Postgres

/// Everybody's jobs, for admins: nothing here is scoped to an owner.
struct AdminJobStore: Sendable {
    static let page = Statement(
        "admin_jobs.page",
        """
        SELECT j.id, j.user_id, u.email, j.platform, j.mode, j.terms, j.status, j.progress, j.processed_results,
            j.target_results, j.credits_spent, j.error_code, j.error_message, j.created_at
        FROM jobs j JOIN users u ON u.id = j.user_id
        WHERE j.id < $1 AND ($2::text IS NULL OR j.status = $2) AND ($3::text IS NULL OR j.platform = $3)
            AND ($4::uuid IS NULL OR j.user_id = $4)
        ORDER BY j.id DESC LIMIT $5
        """, isPlannedAnew: true)

    /// Jobs older than one, the newest first.
    func page(
        _ filter: AdminJobFilter, before: UUID, limit: Int, on db: some Queryable
    ) async throws -> [AdminJob] {
        try await db.query(Self.page, [before, filter.status, filter.platform, filter.user, limit]) { row in
            let code: String? = try row.get("error_code")
            let message: String? = try row.get("error_message")
            return AdminJob(
                id: try row.get("id", as: UUID.self).text, userId: try row.get("user_id", as: UUID.self).text,
                email: try row.get("email"), platform: try row.get("platform"), mode: try row.get("mode"),
                terms: try row.get("terms"), status: try row.get("status"), progress: try row.get("progress"),
                processedResults: try row.get("processed_results"), targetResults: try row.get("target_results"),
                creditsSpent: try row.get("credits_spent"),
                error: code.map { AdminJob.Failure(code: $0, message: message ?? $0) },
                createdAt: try row.get("created_at"))
        }
    }
}
