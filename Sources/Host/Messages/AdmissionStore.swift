import Effects
import Foundation
import PlatformAPI
import Postgres

/// Lets jobs begin, so many of each user and of each platform at a time; the others wait, their messages held.
///
/// Whoever frees a place, or adds a job, runs this in the same transaction, after everything else that it locks: one
/// at a time, so that a place is given away once. Among those that wait, the user with the fewest running jobs comes
/// first, and of a user's jobs the oldest of a platform with room.
struct AdmissionStore: Sendable {
    /// What there may be of what.
    struct Limits: Sendable {
        /// Running jobs of one user at most.
        var perUser = JobConfig.runningPerUser.fallback
        /// Running jobs of each platform at most.
        var perPlatform: [String: Int] = [:]
        /// Waiting jobs of one user at most.
        var waiting = JobConfig.waitingPerUser.fallback
        /// How long a job may take from when it begins.
        var timeout = JobConfig.timeout.fallback
    }

    /// As they stand at a time.
    private var limits: @Sendable (Date) -> Limits

    init(_ limits: Limits = Limits()) { self.limits = { _ in limits } }

    /// Of the advisory lock under which places are given away.
    private static let lockNumber = 5_267_190

    static let lock = Statement("admission.lock", "SELECT pg_advisory_xact_lock($1)")

    /// What waits for a platform that is switched off has no place meanwhile.
    private static let placed = """
        r.job_id IS NOT NULL AND NOT r.is_held AND coalesce(r.waits_for NOT LIKE 'switch %', true)
        """

    /// Only platforms with room are walked, user by user; of each as many users as it has places, those first whose
    /// turn it is. A job's time runs from here on. Jobs and messages that somebody else holds just now, to cancel them,
    /// are passed over: this waits for nobody.
    static let admit = Statement(
        "admission.admit",
        """
        WITH RECURSIVE platforms AS (
            (SELECT platform FROM messages WHERE is_held ORDER BY platform LIMIT 1)
            UNION ALL
            SELECT (SELECT m.platform FROM messages m WHERE m.is_held AND m.platform > p.platform
                    ORDER BY m.platform LIMIT 1)
            FROM platforms p WHERE p.platform IS NOT NULL
        ), room AS MATERIALIZED (
            SELECT p.platform, coalesce(allowed.jobs, 1) - (SELECT count(*) FROM messages r
                WHERE r.platform = p.platform AND \(placed)) AS places
            FROM platforms p
            LEFT JOIN unnest($2::text[], $3::bigint[]) AS allowed (platform, jobs) ON allowed.platform = p.platform
            WHERE p.platform IS NOT NULL
        ), waiting AS (
            SELECT room.platform, room.places, first.user_id, first.id
            FROM room CROSS JOIN LATERAL (SELECT h.user_id, h.id FROM messages h
                WHERE h.is_held AND h.platform = room.platform ORDER BY h.user_id, h.id LIMIT 1) AS first
            WHERE room.places > 0
            UNION ALL
            SELECT w.platform, w.places, next.user_id, next.id
            FROM waiting w CROSS JOIN LATERAL (SELECT h.user_id, h.id FROM messages h
                WHERE h.is_held AND h.platform = w.platform AND h.user_id > w.user_id
                ORDER BY h.user_id, h.id LIMIT 1) AS next
        ), users AS MATERIALIZED (
            SELECT w.platform, w.places, w.user_id, w.id, running.jobs
            FROM waiting w
            CROSS JOIN LATERAL (SELECT count(*) AS jobs FROM messages r
                WHERE r.user_id = w.user_id AND \(placed)) AS running
            WHERE running.jobs < $1::bigint
        ), next_users AS (
            SELECT *, row_number() OVER (PARTITION BY platform ORDER BY jobs, id) AS number FROM users
        ), next_of_user AS (
            SELECT held.id, u.platform, u.places,
                u.jobs + row_number() OVER (PARTITION BY u.user_id ORDER BY held.id) AS rank
            FROM next_users u
            CROSS JOIN LATERAL (SELECT h.id FROM messages h
                WHERE h.is_held AND h.platform = u.platform AND h.user_id = u.user_id
                ORDER BY h.id LIMIT least(u.places, $1::bigint - u.jobs)) AS held
            WHERE u.number <= u.places
        ), next_of_platform AS (
            SELECT id, places, row_number() OVER (PARTITION BY platform ORDER BY rank, id) AS number
            FROM next_of_user WHERE rank <= $1::bigint
        ), chosen AS (
            SELECT m.id, m.job_id FROM next_of_platform n
            JOIN messages m ON m.id = n.id JOIN jobs j ON j.id = m.job_id
            WHERE n.number <= n.places
            FOR UPDATE OF j, m SKIP LOCKED
        ), begun AS (
            UPDATE jobs j SET timeout_at = $4, revision = revision + 1 FROM chosen WHERE j.id = chosen.job_id
        ), admitted AS (
            UPDATE messages m SET is_held = false, turn = greatest(
                0, (SELECT max(turn) + 1 FROM messages u WHERE u.user_id = m.user_id AND NOT u.is_held),
                (SELECT turn FROM messages f WHERE f.turn IS NOT NULL ORDER BY f.turn, f.id LIMIT 1))
            FROM chosen WHERE m.id = chosen.id
            RETURNING m.job_id
        )
        SELECT pg_notify('gemz_messages', ''), pg_notify('gemz_job', job_id::text) FROM admitted
        """)

    /// A row where a job waits and its user has too many waiting with it.
    static let overfull = Statement(
        "admission.overfull",
        """
        SELECT true WHERE EXISTS (SELECT 1 FROM messages WHERE job_id = $1 AND is_held)
            AND (SELECT count(*) FROM (SELECT 1 FROM messages WHERE user_id = $2 AND is_held LIMIT $3::bigint + 1) AS w)
                > $3::bigint
        """)

    static let explain = Statement(
        "admission.explain",
        """
        UPDATE jobs SET message = $2, revision = revision + 1
        WHERE id = $1 AND EXISTS (SELECT 1 FROM messages WHERE job_id = $1 AND is_held)
        """)

    /// Lets those begin for whom there is room. The last of a transaction that locks anything.
    func admit(now: Date, in batch: inout Batch) throws {
        let limits = limits(now)
        try batch.add(Self.lock, [Self.lockNumber])
        let platforms = limits.perPlatform.sorted { $0.key < $1.key }
        try batch.add(
            Self.admit,
            [
                limits.perUser, platforms.map(\.key), PostgresValue.intArray(platforms.map(\.value)),
                now.addingTimeInterval(limits.timeout.seconds),
            ])
    }

    /// Stops a transaction that adds a job with ``TooManyWaiting``, where the job has to wait and too many of its user's
    /// do so already. After ``admit(now:in:)``, under whose lock nobody else adds one.
    func bound(_ job: Job, in batch: inout Batch) throws {
        let waiting = limits(job.createdAt).waiting
        try batch.add(Self.overfull, [job.id, job.userID, waiting]) { rows in
            if rows > 0 { throw TooManyWaiting(limit: waiting) }
        }
    }

    /// Tells the owner of a new job that it waits, if it does.
    func explain(_ jobID: UUID, now: Date, in batch: inout Batch) throws {
        try batch.add(
            Self.explain,
            [
                jobID,
                "Waits for another search to end: at most \(limits(now).perUser) of yours run at a time, and so many of a platform.",
            ])
    }
}

extension AdmissionStore {
    /// None begins of a platform whose open searches are not to go on.
    init(config: LiveConfig, registry: PlatformRegistry) {
        limits = { now in
            let config = config.current
            return Limits(
                perUser: config[JobConfig.runningPerUser],
                perPlatform: Dictionary(
                    uniqueKeysWithValues: registry.descriptors.map { platform in
                        let isResting = config.closure(of: platform, at: now).map { $0.running != .finish } ?? false
                        return (platform.id.rawValue, isResting ? 0 : config[ProviderConfig.runningJobs(of: platform)])
                    }),
                waiting: config[JobConfig.waitingPerUser], timeout: config[JobConfig.timeout])
        }
    }
}

/// As many of a user's jobs wait as may.
struct TooManyWaiting: Error {
    var limit: Int
}
