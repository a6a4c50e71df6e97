import Foundation
import Postgres

/// Removes what has been kept long enough.
///
/// A job goes as a whole, so nobody sees half of its results. One statement takes as many jobs as bring some
/// ``Schedules/batchSize`` results and calls along, and at least one. Jobs that somebody holds are left for later.
struct RetentionStore: Sendable {
    private static func drop(_ which: String) -> String {
        """
        WITH old AS MATERIALIZED (
            SELECT id, completed_at, 1 + processed_results + processed_runs AS weight FROM jobs
            WHERE \(which) AND completed_at <= $1
            ORDER BY completed_at LIMIT 100 FOR UPDATE SKIP LOCKED
        ), weighed AS (
            SELECT id, weight, sum(weight) OVER (ORDER BY completed_at, id) AS total FROM old
        )
        DELETE FROM jobs WHERE id = ANY(ARRAY(SELECT id FROM weighed WHERE total - weight < $2::bigint))
        """
    }

    static let dropCompleted = Statement("retention.drop_completed", drop("status = 'completed'"))

    static let dropFailed = Statement("retention.drop_failed", drop("status IN ('error', 'timeout', 'cancelled')"))

    static let dropDeadLetters = Statement(
        "retention.drop_dead_letters",
        """
        DELETE FROM dead_letters WHERE ctid = ANY(ARRAY(
            SELECT ctid FROM dead_letters WHERE job_id IS NULL AND died_at <= $1
            ORDER BY died_at LIMIT $2 FOR UPDATE SKIP LOCKED))
        """)

    static let dropCalls = Statement(
        "retention.drop_calls",
        """
        DELETE FROM provider_calls WHERE ctid = ANY(ARRAY(
            SELECT ctid FROM provider_calls WHERE called_at <= $1
            ORDER BY called_at LIMIT $2 FOR UPDATE SKIP LOCKED))
        """)

    static let dropReceipts = Statement(
        "retention.drop_receipts",
        """
        DELETE FROM webhook_receipts WHERE ctid = ANY(ARRAY(
            SELECT ctid FROM webhook_receipts WHERE received_at <= $1
            ORDER BY received_at LIMIT $2 FOR UPDATE SKIP LOCKED))
        """)

    static let dropErased = Statement(
        "retention.drop_erased",
        """
        DELETE FROM erased_users WHERE ctid = ANY(ARRAY(
            SELECT ctid FROM erased_users WHERE is_final AND erased_at <= $1
            ORDER BY erased_at LIMIT $2 FOR UPDATE SKIP LOCKED))
        """)

    static let dropSwitches = Statement(
        "retention.drop_switches",
        """
        DELETE FROM platform_switches WHERE ctid = ANY(ARRAY(
            SELECT ctid FROM platform_switches WHERE ends_at <= $1
            ORDER BY ends_at LIMIT $2 FOR UPDATE SKIP LOCKED))
        """)

    static let nameCalls = Statement(
        "retention.name_calls",
        """
        WITH nameless AS (
            SELECT c.id, j.user_id FROM provider_calls c JOIN jobs j ON j.id = c.job_id
            WHERE c.user_id IS NULL AND c.job_id IS NOT NULL LIMIT $1 FOR UPDATE OF c SKIP LOCKED
        )
        UPDATE provider_calls c SET user_id = n.user_id FROM nameless n WHERE c.id = n.id
        """)

    /// How many calls learned from their job whose they were: those of hosts from before the ledger knew.
    func nameCalls(on db: some Queryable) async throws -> Int {
        try await db.execute(Self.nameCalls, [Schedules.batchSize])
    }

    /// How many jobs that completed by then went.
    func dropCompleted(before instant: Date, on db: some Queryable) async throws -> Int {
        try await db.execute(Self.dropCompleted, [instant, Schedules.batchSize])
    }

    /// How many jobs that failed, timed out or were cancelled by then went, with their dead letters.
    func dropFailed(before instant: Date, on db: some Queryable) async throws -> Int {
        try await db.execute(Self.dropFailed, [instant, Schedules.batchSize])
    }

    /// How many dead letters that belong to no job and died by then went.
    func dropDeadLetters(before instant: Date, on db: some Queryable) async throws -> Int {
        try await db.execute(Self.dropDeadLetters, [instant, Schedules.batchSize])
    }

    /// How many calls that went out by then went from the ledger.
    func dropCalls(before instant: Date, on db: some Queryable) async throws -> Int {
        try await db.execute(Self.dropCalls, [instant, Schedules.batchSize])
    }

    /// How many receipts of webhooks that came by then went.
    func dropReceipts(before instant: Date, on db: some Queryable) async throws -> Int {
        try await db.execute(Self.dropReceipts, [instant, Schedules.batchSize])
    }

    /// How many marks of users whom the issuer had deleted by then went. The issuer may tell of a user who has left by
    /// themselves at any time, so their marks stay until they come back or the issuer deletes them.
    func dropErased(before instant: Date, on db: some Queryable) async throws -> Int {
        try await db.execute(Self.dropErased, [instant, Schedules.batchSize])
    }

    /// How many platforms' switches that ended by then went.
    func dropSwitches(before instant: Date, on db: some Queryable) async throws -> Int {
        try await db.execute(Self.dropSwitches, [instant, Schedules.batchSize])
    }
}
