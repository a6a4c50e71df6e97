import Foundation
import PlatformAPI
import Postgres

/// When platforms are to be off, and the searches that this concerns, whoever owns them.
struct PlatformSwitchStore: Sendable {
    private static let columns = """
        s.id, s.platform, s.mode, s.reason, s.running, s.starts_at, s.ends_at, s.created_by
        """

    static let standing = Statement(
        "switches.standing",
        """
        SELECT \(columns), u.email FROM platform_switches s LEFT JOIN users u ON u.id = s.created_by
        WHERE s.ends_at IS NULL OR s.ends_at > $1 ORDER BY s.starts_at, s.id
        """, isShortRead: true)

    static let insert = Statement(
        "switches.insert",
        """
        INSERT INTO platform_switches (id, platform, mode, reason, running, starts_at, ends_at, created_by, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING
        """)

    static let remove = Statement(
        "switches.remove",
        "DELETE FROM platform_switches s WHERE s.id = $1 AND s.platform = $2 RETURNING \(columns), NULL::text AS email")

    static let open = Statement(
        "switches.open",
        """
        SELECT platform, count(*) FILTER (WHERE status = 'pending') AS pending,
            count(*) FILTER (WHERE status = 'processing') AS processing,
            count(*) FILTER (WHERE status = 'paused') AS paused
        FROM jobs WHERE status IN ('pending', 'processing', 'paused') GROUP BY platform
        """)

    /// Searches whose step nobody works on, also those that wait for a circuit: whoever is to probe it can be had for that.
    /// One that is paused already is told another reason. Who is held by somebody else is left for later.
    static let pause = Statement(
        "switches.pause",
        """
        WITH due AS (
            SELECT j.id AS job, m.id AS message, greatest(j.timeout_at, $8::timestamptz) AS timeout
            FROM jobs j JOIN messages m ON m.job_id = j.id
            WHERE j.platform = $1 AND j.mode = $2 AND j.status IN ('pending', 'processing', 'paused')
                AND NOT m.is_held AND (m.lease_until IS NULL OR m.lease_until < clock_timestamp())
                AND (j.status <> 'paused' OR m.waits_for IS DISTINCT FROM $3 OR j.error_message IS DISTINCT FROM $6)
            LIMIT $7 FOR UPDATE OF j, m SKIP LOCKED
        ), waiting AS (
            UPDATE messages m SET not_before = coalesce($4::timestamptz, due.timeout), turn = NULL, waits_for = $3, lease_until = NULL
            FROM due WHERE m.id = due.message
        ), paused AS (
            UPDATE jobs j SET status = 'paused', message = $5, error_code = 'PLATFORM_PAUSED', error_message = $6,
                timeout_at = due.timeout, revision = revision + 1
            FROM due WHERE j.id = due.job RETURNING j.id
        )
        SELECT pg_notify('gemz_job', id::text) FROM paused
        """)

    static let resume = Statement(
        "switches.resume",
        """
        WITH due AS (
            SELECT j.id AS job, m.id AS message FROM messages m JOIN jobs j ON j.id = m.job_id
            WHERE m.waits_for = ANY($1) AND j.status = 'paused'
            LIMIT $4 FOR UPDATE OF j, m SKIP LOCKED
        ), going AS (
            UPDATE messages m SET not_before = $2, waits_for = NULL FROM due WHERE m.id = due.message
        ), resumed AS (
            UPDATE jobs j SET status = 'processing', started_at = coalesce(started_at, $2), message = $3,
                error_code = NULL, error_message = NULL, timeout_at = $5, revision = revision + 1
            FROM due WHERE j.id = due.job RETURNING j.id
        )
        SELECT pg_notify('gemz_messages', ''), pg_notify('gemz_job', id::text) FROM resumed
        """)

    static let toCancel = Statement(
        "switches.to_cancel",
        """
        SELECT id FROM jobs WHERE platform = $1 AND mode = $2 AND status IN ('pending', 'processing', 'paused')
        ORDER BY timeout_at LIMIT $3
        """)

    static let cancel = Statement(
        "switches.cancel",
        """
        UPDATE jobs SET status = 'cancelled', completed_at = $2, message = $3, error_code = 'PLATFORM_PAUSED',
            error_message = $4, revision = revision + 1
        WHERE id = $1 AND status IN ('pending', 'processing', 'paused')
        """)

    /// Switches that are in force or still to come, the earliest first.
    func standing(at now: Date, on db: some Queryable) async throws(PostgresError) -> [PlatformSwitch] {
        try await db.query(Self.standing, [now], decode: Self.one)
    }

    /// Adds a switch; one that has this id already stays as it is.
    func insert(_ one: PlatformSwitch, now: Date, on db: some Queryable) async throws {
        try await db.execute(
            Self.insert,
            [
                one.id, one.platform.rawValue, one.mode?.rawValue, one.reason, one.running.rawValue, one.from,
                one.until,
                one.by, now,
            ])
    }

    /// The switch that was taken away; `nil` where the platform had none of this id.
    func remove(_ id: UUID, of platform: PlatformID, on db: some Queryable) async throws -> PlatformSwitch? {
        try await db.first(Self.remove, [id, platform.rawValue], decode: Self.one)
    }

    /// How many open searches each platform has.
    func open(on db: some Queryable) async throws -> [String: AdminPlatform.Jobs] {
        let rows = try await db.query(Self.open) { row in
            (
                try row.get("platform", as: String.self),
                AdminPlatform.Jobs(
                    pending: try row.get("pending"), processing: try row.get("processing"),
                    paused: try row.get("paused"))
            )
        }
        return Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }

    /// Lets the next steps of open searches wait; of how many.
    ///
    /// - Parameter timeout: until when they may wait at least.
    func pause(
        _ place: SearchPlace, for closure: PlatformClosure, timeout: Date, limit: Int, on db: some Queryable
    ) async throws -> Int {
        try await db.execute(
            Self.pause,
            [
                place.platform.id.rawValue, place.mode.mode.rawValue, place.waitsFor, closure.until, closure.pause,
                closure.reason, limit, timeout,
            ])
    }

    /// Lets those go on that wait for one of these, with their whole time before them; how many do.
    func resume(_ places: [SearchPlace], timeout: Date, limit: Int, now: Date, on db: some Queryable) async throws
        -> Int
    {
        try await db.execute(
            Self.resume, [places.map(\.waitsFor), now, "The platform is on again; going on.", limit, timeout])
    }

    /// Open searches, those that would end first before others.
    func toCancel(in place: SearchPlace, limit: Int, on db: some Queryable) async throws -> [UUID] {
        try await db.query(Self.toCancel, [place.platform.id.rawValue, place.mode.mode.rawValue, limit]) { row in
            try row.get("id", as: UUID.self)
        }
    }

    /// Ends an open search; whether it was open. The campaign is held before.
    func cancel(_ jobID: UUID, for closure: PlatformClosure, now: Date, on db: some Queryable) async throws -> Bool {
        try await db.execute(Self.cancel, Self.cancellation(jobID, closure, now)) > 0
    }

    /// The same with other statements; a job that is not open leaves its step with a ``StaleLease``.
    func cancel(_ jobID: UUID, for closure: PlatformClosure, now: Date, in batch: inout Batch) throws {
        try batch.add(Self.cancel, Self.cancellation(jobID, closure, now), check: StaleLease.check)
    }

    private static func cancellation(
        _ jobID: UUID, _ closure: PlatformClosure, _ now: Date
    ) -> [(any PostgresEncodable)?] {
        [jobID, now, "Cancelled by an admin: \(closure.reason) What was found is kept.", closure.reason]
    }

    private static func one(_ row: Row) throws -> PlatformSwitch {
        PlatformSwitch(
            id: try row.get("id"), platform: PlatformID(rawValue: try row.get("platform")),
            mode: try row.get("mode", as: String?.self).flatMap(SearchMode.init(rawValue:)),
            reason: try row.get("reason"),
            running: RunningSearches(rawValue: try row.get("running")) ?? .finish, from: try row.get("starts_at"),
            until: try row.get("ends_at"), by: try row.get("created_by"), email: try row.get("email"))
    }
}

/// One kind of search: a platform and one of its modes.
struct SearchPlace: Sendable {
    var platform: PlatformDescriptor
    var mode: ModeDescriptor

    /// As a message names what it waits for while these searches are not taken; no circuit is called so.
    var waitsFor: String { "switch \(platform.id.rawValue) \(mode.mode.rawValue)" }
}
