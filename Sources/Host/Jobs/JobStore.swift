import Domain
import Foundation
import PlatformAPI
import Postgres

/// The jobs' rows.
struct JobStore: Sendable {
    private static let columns = """
        id, user_id, campaign_id, platform, mode, terms, region, filters, status, progress, processed_results,
        target_results, processed_runs, max_runs, skipped_items, filtered_out, credits_spent, credits_saved, message,
        error_code, error_message, created_at, started_at, completed_at, timeout_at,
        revision
        """

    static let insert = Statement(
        "jobs.insert",
        """
        INSERT INTO jobs (id, user_id, campaign_id, platform, mode, terms, region, filters, status, target_results,
                          max_runs, created_at, timeout_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'pending', $9, $10, $11, $12)
        ON CONFLICT (id) DO NOTHING
        """)

    static let find = Statement(
        "jobs.find", "SELECT \(columns) FROM jobs WHERE id = $1 AND user_id = $2", isShortRead: true)

    static let forStep = Statement("jobs.for_step", "SELECT \(columns) FROM jobs WHERE id = $1")

    static let watched = Statement("jobs.watched", "SELECT \(columns) FROM jobs WHERE id = ANY($1)")

    /// A job that has begun is only read. That one begins is no reason to wait for the disk: were it lost, the step
    /// would run again and write it anew; `set_config` is asked for pending rows alone, and for this commit.
    /// Whoever follows the job learns that it has moved, here and in ``explain``; other changes come with an announcement.
    static let begin = Statement(
        "jobs.begin",
        """
        WITH begun AS (
            UPDATE jobs SET status = 'processing', started_at = $2, message = NULL, revision = revision + 1
            WHERE id = $1 AND status = 'pending' AND set_config('synchronous_commit', 'off', true) = 'off'
            RETURNING pg_notify('gemz_job', id::text)
        )
        SELECT \(columns) FROM jobs WHERE id = $1
        """)

    static let advance = Statement(
        "jobs.advance",
        """
        UPDATE jobs SET status = $2, progress = greatest(progress, $3), processed_results = processed_results + $4,
            processed_runs = processed_runs + $5, skipped_items = skipped_items + $6,
            filtered_out = filtered_out + $7, credits_saved = credits_saved + $8, message = $9, error_code = $10,
            error_message = $11, completed_at = $12, credits_spent = credits_spent + $13,
            revision = revision + 1
        WHERE id = $1 AND status IN ('pending', 'processing', 'paused')
        """)

    /// A job whose step has not been begun, such as one that a carrier could not deliver, goes on waiting for it.
    static let explain = Statement(
        "jobs.explain",
        """
        WITH explained AS (
            UPDATE jobs SET status = CASE status WHEN 'pending' THEN 'pending' ELSE 'processing' END, message = $2,
                error_code = NULL, error_message = NULL, credits_spent = credits_spent + $3, revision = revision + 1
            WHERE id = $1 AND status IN ('pending', 'processing', 'paused')
            RETURNING id
        )
        SELECT pg_notify('gemz_job', id::text) FROM explained
        """)

    static let pause = Statement(
        "jobs.pause",
        """
        WITH paused AS (
            UPDATE jobs SET status = 'paused', message = $2, error_code = $3, error_message = $4,
                credits_spent = credits_spent + $5, timeout_at = greatest(timeout_at, $6::timestamptz),
                revision = revision + 1
            WHERE id = $1 AND status IN ('pending', 'processing', 'paused') RETURNING id
        )
        SELECT pg_notify('gemz_job', id::text) FROM paused
        """)

    /// Jobs that somebody else is just changing are left to them: ``CircuitStore/wake`` finds their messages.
    static let resume = Statement(
        "jobs.resume",
        """
        WITH paused AS (
            SELECT id FROM jobs j WHERE status = 'paused' AND platform = ANY($1) AND EXISTS (
                SELECT 1 FROM messages m WHERE m.job_id = j.id AND coalesce(m.waits_for, $4) = $4)
            FOR UPDATE OF j SKIP LOCKED
        ), resumed AS (
            UPDATE jobs j SET status = 'processing', message = $3, error_code = NULL, error_message = NULL,
                revision = revision + 1
            FROM paused WHERE j.id = paused.id RETURNING j.id
        ), due AS (
            UPDATE messages m SET not_before = $2, waits_for = NULL
            FROM resumed WHERE m.job_id = resumed.id AND m.not_before > $2
        )
        SELECT pg_notify('gemz_messages', ''), pg_notify('gemz_job', id::text) FROM resumed
        """)

    static let cancel = Statement(
        "jobs.cancel",
        """
        UPDATE jobs SET status = 'cancelled', completed_at = $3, message = 'Cancelled. What was found is kept.',
            error_code = NULL, error_message = NULL, revision = revision + 1
        WHERE id = $1 AND user_id = $2 AND status IN ('pending', 'processing', 'paused')
        RETURNING \(columns)
        """)

    static let overdue = Statement(
        "jobs.overdue",
        """
        SELECT id FROM jobs WHERE timeout_at <= $1 AND status IN ('pending', 'processing', 'paused')
        ORDER BY timeout_at LIMIT 100
        """)

    /// A job that waits for its turn ends with the reason that it waited too long.
    static let expire = Statement(
        "jobs.expire",
        """
        UPDATE jobs SET status = 'timeout', completed_at = $2, error_code = 'JOB_TIMEOUT', revision = revision + 1,
            (message, error_message) = (SELECT CASE WHEN NOT is_waiting THEN message END, CASE WHEN is_waiting
                THEN 'The search waited for its turn longer than it may. Start it again when fewer are running.'
                ELSE 'The job took longer than it may. What was found is kept.' END
                FROM (SELECT EXISTS (SELECT 1 FROM messages WHERE job_id = $1 AND is_held) AS is_waiting) AS step)
        WHERE id = $1 AND timeout_at <= $2 AND status IN ('pending', 'processing', 'paused')
        """)

    /// Adds a job; one that is there already stops the batch with ``JobExists``.
    func insert(_ job: Job, in batch: inout Batch) throws {
        let filters = try job.filters.map { PostgresValue.json(try GemzJSON.bytes(of: $0)) }
        try batch.add(
            Self.insert,
            [
                job.id, job.userID, job.campaignID, job.platform.rawValue, job.mode.rawValue, job.terms, job.region,
                filters, job.targetResults, job.maxRuns, job.createdAt, job.timeoutAt,
            ]
        ) { rows in if rows == 0 { throw JobExists() } }
    }

    func find(_ id: UUID, owner: UUID, on db: some Queryable) async throws -> Job? {
        try await db.first(Self.find, [id, owner], decode: Self.job)
    }

    /// The job that a message belongs to, whoever owns it, as it was before its step; a pending one begins with it.
    func begin(_ id: UUID, now: Date, on db: some Queryable) async throws -> Job? {
        try await db.first(Self.begin, [id, now], decode: Self.job)
    }

    /// The job that a message belongs to, whoever owns it.
    func forStep(_ id: UUID, on db: some Queryable) async throws -> Job? {
        try await db.first(Self.forStep, [id], decode: Self.job)
    }

    /// The jobs that readers follow, whoever owns them: each reader was let in by ``find(_:owner:on:)``.
    func watched(_ ids: [UUID], on db: some Queryable) async throws -> [Job] {
        try await db.query(Self.watched, [ids], decode: Self.job)
    }

    /// Adds a step's counts to an open job and sets where it stands; a job that is no longer open leaves its step with
    /// a ``StaleLease``.
    func advance(_ id: UUID, by step: JobAdvance, in batch: inout Batch) throws {
        try batch.add(
            Self.advance,
            [
                id, step.status.rawValue, step.progress, step.results, step.runs, step.skipped, step.filteredOut,
                step.creditsSaved, step.message, step.failure?.code.rawValue, step.failure?.message,
                step.status.isFinal ? step.now : nil, step.creditsSpent,
            ], check: StaleLease.check)
    }

    /// Tells an open job's owner what is going on, and adds what was spent; else as ``advance(_:by:in:)``.
    func explain(_ id: UUID, _ message: String, credits: Int, in batch: inout Batch) throws {
        try batch.add(Self.explain, [id, message, credits], check: StaleLease.check)
    }

    /// Puts an open job on hold with the reason, and adds what was spent; else as ``advance(_:by:in:)``.
    ///
    /// - Parameter message: what its owner reads, where that is not made of the reason.
    func pause(
        _ id: UUID, for reason: Circuit.Reason, message: String? = nil, timeout: Date? = nil, credits: Int,
        in batch: inout Batch
    ) throws {
        let message = message ?? "Paused: \(reason.message) The search goes on by itself."
        try batch.add(
            Self.pause, [id, message, reason.code.rawValue, reason.message, credits, timeout], check: StaleLease.check)
    }

    /// Lets paused jobs of some platforms go on, now.
    func resume(
        of platforms: [PlatformID], behind circuit: CircuitKey, now: Date, on db: some Queryable
    ) async throws {
        try await db.execute(
            Self.resume,
            [platforms.map(\.rawValue), now, "The data provider answers again; going on.", circuit.text])
    }

    /// The cancelled job, or `nil` when there is no open job of this owner.
    func cancel(_ id: UUID, owner: UUID, now: Date, on db: some Queryable) async throws -> Job? {
        try await db.first(Self.cancel, [id, owner, now], decode: Self.job)
    }

    /// Open jobs that are past their time, the longest overdue first; at most a hundred at a time.
    func overdue(now: Date, on db: some Queryable) async throws -> [UUID] {
        try await db.query(Self.overdue, [now]) { row in try row.get("id", as: UUID.self) }
    }

    /// Ends a job that is past its time; whether it was still open.
    func expire(_ id: UUID, now: Date, on db: some Queryable) async throws -> Bool {
        try await db.execute(Self.expire, [id, now]) > 0
    }

    private static func job(_ row: Row) throws -> Job {
        let mode: String = try row.get("mode")
        let status: String = try row.get("status")
        let filters: [UInt8]? = try row.get("filters")
        guard let mode = SearchMode(rawValue: mode), let status = JobStatus(rawValue: status) else {
            throw APIError(.internalError, "The job's row holds an unknown mode or status.")
        }
        return Job(
            id: try row.get("id"), userID: try row.get("user_id"), campaignID: try row.get("campaign_id"),
            platform: PlatformID(rawValue: try row.get("platform")), mode: mode, terms: try row.get("terms"),
            region: try row.get("region"),
            filters: try filters.map { try GemzJSON.decoder().decode(CreatorFilter.self, from: Data($0)) },
            status: status, progress: try row.get("progress"), processedResults: try row.get("processed_results"),
            targetResults: try row.get("target_results"), processedRuns: try row.get("processed_runs"),
            maxRuns: try row.get("max_runs"), skippedItems: try row.get("skipped_items"),
            filteredOut: try row.get("filtered_out"), creditsSpent: try row.get("credits_spent"),
            creditsSaved: try row.get("credits_saved"), message: try row.get("message"),
            errorCode: try row.get("error_code"), errorMessage: try row.get("error_message"),
            createdAt: try row.get("created_at"), startedAt: try row.get("started_at"),
            completedAt: try row.get("completed_at"), timeoutAt: try row.get("timeout_at"),
            revision: try row.get("revision"))
    }
}

/// What one step adds to its job, and where the job stands after it.
struct JobAdvance: Sendable {
    var status: JobStatus
    var progress: Double
    var results = 0
    var runs = 0
    var skipped = 0
    var filteredOut = 0
    var creditsSpent = 0
    var creditsSaved = 0
    var message: String?
    var failure: SearchState.Failure?
    var now: Date
}

/// There is a job with this id already.
struct JobExists: Error {}
