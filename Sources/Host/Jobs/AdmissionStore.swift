import Foundation
import PlatformAPI
import Postgres

/// Lets jobs begin, so many of each user and of each platform at a time; the others wait, their messages held.
///
/// Whoever frees a place, or adds a job, runs this in the same transaction, after everything else that it locks: one
/// at a time, so that a place is given away once. Among those that wait, the user with the fewest running jobs comes
/// first, and of a user's jobs the oldest.
struct AdmissionStore: Sendable {
    /// Running jobs of one user at most.
    var perUser = JobConfig.runningPerUser.fallback
    /// Running jobs of each platform at most.
    var perPlatform: [String: Int] = [:]

    /// Of the advisory lock under which places are given away.
    private static let lockNumber = 5_267_190

    static let lock = Statement("admission.lock", "SELECT pg_advisory_xact_lock($1)")

    /// Messages that somebody else holds just now, to cancel their job, are passed over.
    static let admit = Statement(
        "admission.admit",
        """
        WITH RECURSIVE waiting AS (
            (SELECT user_id FROM messages WHERE is_held ORDER BY user_id LIMIT 1)
            UNION ALL
            SELECT (SELECT m.user_id FROM messages m WHERE m.is_held AND m.user_id > w.user_id
                    ORDER BY m.user_id LIMIT 1)
            FROM waiting w WHERE w.user_id IS NOT NULL
        ), next_of_user AS (
            SELECT held.id, held.platform, running.jobs + row_number() OVER (PARTITION BY w.user_id ORDER BY held.id)
                AS rank
            FROM waiting w
            CROSS JOIN LATERAL (SELECT count(*) AS jobs FROM messages r
                WHERE r.user_id = w.user_id AND r.job_id IS NOT NULL AND NOT r.is_held) AS running
            CROSS JOIN LATERAL (SELECT h.id, h.platform FROM messages h
                WHERE h.is_held AND h.user_id = w.user_id
                ORDER BY h.id LIMIT greatest(0, $1::bigint - running.jobs)) AS held
            WHERE w.user_id IS NOT NULL
        ), next_of_platform AS (
            SELECT id, platform, row_number() OVER (PARTITION BY platform ORDER BY rank, id) AS place
            FROM next_of_user
        ), chosen AS (
            SELECT m.id FROM messages m JOIN next_of_platform n ON n.id = m.id
            LEFT JOIN unnest($2::text[], $3::bigint[]) AS allowed (platform, jobs) ON allowed.platform = n.platform
            WHERE n.place <= coalesce(allowed.jobs, 1) - (SELECT count(*) FROM messages r
                WHERE r.platform = n.platform AND r.job_id IS NOT NULL AND NOT r.is_held)
            FOR UPDATE OF m SKIP LOCKED
        ), admitted AS (
            UPDATE messages m SET is_held = false, turn = greatest(
                0, (SELECT max(turn) + 1 FROM messages u WHERE u.user_id = m.user_id),
                (SELECT turn FROM messages f WHERE f.turn IS NOT NULL ORDER BY f.turn, f.id LIMIT 1))
            FROM chosen WHERE m.id = chosen.id
            RETURNING m.job_id
        )
        SELECT pg_notify('gemz_messages', ''), pg_notify('gemz_job', job_id::text) FROM admitted
        """)

    static let explain = Statement(
        "admission.explain",
        """
        UPDATE jobs SET message = $2, revision = revision + 1
        WHERE id = $1 AND EXISTS (SELECT 1 FROM messages WHERE job_id = $1 AND is_held)
        """)

    /// Lets those begin for whom there is room. The last of a transaction that locks anything.
    func admit(in batch: inout Batch) throws {
        try batch.add(Self.lock, [Self.lockNumber])
        let platforms = perPlatform.sorted { $0.key < $1.key }
        try batch.add(
            Self.admit, [perUser, platforms.map(\.key), PostgresValue.intArray(platforms.map(\.value))])
    }

    /// Tells the owner of a new job that it waits, if it does.
    func explain(_ jobID: UUID, in batch: inout Batch) throws {
        try batch.add(
            Self.explain,
            [jobID, "Waits for another search to end: at most \(perUser) of yours run at a time."])
    }
}

extension AdmissionStore {
    init(config: ConfigSnapshot, registry: PlatformRegistry) {
        self.init(
            perUser: config[JobConfig.runningPerUser],
            perPlatform: Dictionary(
                uniqueKeysWithValues: registry.descriptors.map {
                    ($0.id.rawValue, config[ProviderConfig.runningJobs(of: $0)])
                }))
    }
}
