import Foundation
import PlatformAPI
import Postgres

/// The dead letters' rows, and what of a job changes with them. For admins: nothing here is scoped to an owner.
struct DeadLetterStore: Sendable {
    private static let columns = """
        id, kind, job_id, user_id, platform, payload, attempt, max_attempts, interruptions, unique_key, error, history,
        created_at, died_at
        """

    static let page = Statement(
        "dead_letters.page", "SELECT \(columns) FROM dead_letters WHERE id < $1 ORDER BY id DESC LIMIT $2")

    static let find = Statement("dead_letters.find", "SELECT \(columns) FROM dead_letters WHERE id = $1")

    static let take = Statement("dead_letters.take", "DELETE FROM dead_letters WHERE id = $1 RETURNING \(columns)")

    static let ofJob = Statement(
        "dead_letters.of_job", "SELECT id FROM dead_letters WHERE job_id = $1 ORDER BY id DESC LIMIT 1")

    static let reopen = Statement(
        "dead_letters.reopen",
        """
        UPDATE jobs SET status = CASE WHEN started_at IS NULL THEN 'pending' ELSE 'processing' END,
            completed_at = NULL, error_code = NULL, error_message = NULL,
            message = 'Put back by an admin; trying again.', timeout_at = $2,
            revision = revision + 1
        WHERE id = $1 AND status = 'error'
        """)

    static let reactivate = Statement(
        "dead_letters.reactivate",
        """
        UPDATE campaigns SET status = 'active', updated_at = $2
        WHERE id = (SELECT campaign_id FROM jobs WHERE id = $1) AND status = 'completed'
        """)

    static let step = Statement(
        "dead_letters.live_step",
        """
        SELECT attempt, interruptions, not_before, is_held, CASE WHEN lease_until IS NOT NULL THEN lease_host END AS host,
               history
        FROM messages WHERE job_id = $1
        """)

    /// Letters of messages that were written before one, the newest first.
    func page(before: UUID, limit: Int, on db: some Queryable) async throws -> [DeadLetter] {
        try await db.query(Self.page, [before, limit], decode: Self.letter)
    }

    func find(_ id: UUID, on db: some Queryable) async throws -> DeadLetter? {
        try await db.first(Self.find, [id], decode: Self.letter)
    }

    /// Takes a letter away; of several at once one gets it.
    func take(_ id: UUID, on db: some Queryable) async throws -> DeadLetter? {
        try await db.first(Self.take, [id], decode: Self.letter)
    }

    /// The letter that a job's end left.
    func letter(ofJob id: UUID, on db: some Queryable) async throws -> UUID? {
        try await db.first(Self.ofJob, [id]) { row in try row.get("id", as: UUID.self) }
    }

    /// Opens a job again that ended in error, to wait for its turn until `timeout`; whether it had.
    func reopen(_ jobID: UUID, timeout: Date, on db: some Queryable) async throws -> Bool {
        try await db.execute(Self.reopen, [jobID, timeout]) > 0
    }

    /// A campaign that was completed with the job is active again.
    func reactivateCampaign(of jobID: UUID, now: Date, on db: some Queryable) async throws {
        try await db.execute(Self.reactivate, [jobID, now])
    }

    /// The message of an open job.
    func step(ofJob id: UUID, on db: some Queryable) async throws -> InspectedJob.Step? {
        try await db.first(Self.step, [id]) { row in
            InspectedJob.Step(
                attempts: try row.get("attempt"), interruptions: try row.get("interruptions"),
                notBefore: try row.get("not_before"), isWaiting: try row.get("is_held"), host: try row.get("host"),
                history: try Self.history(row))
        }
    }

    private static func history(_ row: Row) throws -> [MessageFailure] {
        try GemzJSON.decoder().decode([MessageFailure].self, from: Data(row.get("history", as: [UInt8].self)))
    }

    private static func letter(_ row: Row) throws -> DeadLetter {
        DeadLetter(
            content: try MessageContent(row), attempts: try row.get("attempt"),
            interruptions: try row.get("interruptions"), error: try row.get("error"), history: try history(row),
            createdAt: try row.get("created_at"), diedAt: try row.get("died_at"))
    }
}
