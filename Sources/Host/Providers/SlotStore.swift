import PlatformAPI
import Postgres

/// Slots for provider calls, as advisory locks of one session: exact across hosts, no row written for a call, and given
/// back by Postgres itself when a host dies.
///
/// A platform's locks have two keys, a number made of its id and the slot, from 1 on. Lock 0 is held in common by those
/// who wait. Locks of a session are counted, so nobody asks for one that they hold.
struct SlotStore: Sendable {
    /// The locks' first key.
    private static let platform = "hashtext('gemz.calls.' || $1)"

    static let take = Statement(
        "slots.take",
        """
        SELECT slot FROM unnest($2::bigint[]) AS slots (slot)
        WHERE pg_try_advisory_lock(\(platform), slot::int) LIMIT $3
        """)

    static let giveBack = Statement(
        "slots.give_back",
        "SELECT pg_advisory_unlock(\(platform), slot::int) AS was_held FROM unnest($2::bigint[]) AS slots (slot)")

    /// Harmless when it is done twice.
    static let queue = Statement(
        "slots.queue",
        """
        SELECT pg_try_advisory_lock_shared(\(platform), 0) AS is_queued WHERE NOT EXISTS (
            SELECT FROM pg_locks
            WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND classid = \(platform)::oid AND objid = 0
                AND objsubid = 2)
        """)

    /// One that is not queued is told so by a warning, which nobody reads.
    static let leave = Statement("slots.leave", "SELECT pg_advisory_unlock_shared(\(platform), 0) AS was_queued")

    /// A session's own locks do not stand in its way, others' do.
    static let othersWait = Statement(
        "slots.others_wait",
        """
        SELECT CASE WHEN pg_try_advisory_lock(\(platform), 0) THEN NOT pg_advisory_unlock(\(platform), 0)
            ELSE true END AS others_wait
        """)

    static let inUse = Statement(
        "slots.in_use",
        """
        SELECT p.id AS platform, (
            SELECT count(*) FROM pg_locks
            WHERE locktype = 'advisory' AND objsubid = 2 AND classid = hashtext('gemz.calls.' || p.id)::oid
                AND objid <> 0 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        ) AS held
        FROM unnest($1::text[]) AS p (id)
        """)

    /// Slots of these that were free; at most so many.
    func take(
        _ count: Int, of slots: [Int], _ platform: PlatformID, on db: some Queryable
    ) async throws(PostgresError) -> [Int] {
        try await db.query(Self.take, [platform.rawValue, slots, count]) { row in try row.get("slot") }
    }

    func giveBack(_ slots: [Int], of platform: PlatformID, on db: some Queryable) async throws(PostgresError) {
        try await db.execute(Self.giveBack, [platform.rawValue, slots])
    }

    /// Lets other hosts see that this one waits.
    func queue(for platform: PlatformID, on db: some Queryable) async throws(PostgresError) {
        try await db.execute(Self.queue, [platform.rawValue])
    }

    func leaveQueue(for platform: PlatformID, on db: some Queryable) async throws(PostgresError) {
        try await db.execute(Self.leave, [platform.rawValue])
    }

    /// How many calls are under way, of all hosts.
    func inUse(
        of platforms: [PlatformID], on db: some Queryable
    ) async throws(PostgresError) -> [PlatformID: Int] {
        let rows = try await db.query(Self.inUse, [platforms.map(\.rawValue)]) { row in
            (PlatformID(rawValue: try row.get("platform")), try row.get("held", as: Int.self))
        }
        return Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }

    /// Whether another host waits for one of the platform's slots.
    func othersWait(for platform: PlatformID, on db: some Queryable) async throws(PostgresError) -> Bool {
        try await db.first(Self.othersWait, [platform.rawValue]) { row in try row.get("others_wait") } ?? false
    }
}
