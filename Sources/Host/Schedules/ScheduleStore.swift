import Effects
import Foundation
import Postgres

/// The schedules' rows.
struct ScheduleStore: Sendable {
    private static let columns = """
        name, every_ms, next_due, last_started, last_ended, last_outcome, last_error, touched, host,
        coalesce(lease_until > clock_timestamp(), false) AS is_running
        """

    /// Whether the time at which a schedule is due, seen from $2, was left by a clock that ran ahead: it lies further off
    /// than its interval and a minute, though the interval has passed since the schedule was last taken, by the server's
    /// clock. The second tells it from a clock of one's own that is behind.
    private static let isAstray = """
        (next_due > $2 + make_interval(secs => every_ms::double precision / 1000 + 60)
            AND coalesce(claimed_at + make_interval(secs => every_ms::double precision / 1000) <= clock_timestamp(), true))
        """

    /// A schedule that is new runs when its time has passed once; one that runs more often now is due accordingly.
    static let declare = Statement(
        "schedules.declare",
        """
        INSERT INTO schedules AS s (name, every_ms, next_due) VALUES ($1, $2, $3)
        ON CONFLICT (name) DO UPDATE
            SET every_ms = excluded.every_ms, next_due = least(s.next_due, excluded.next_due)
            WHERE s.every_ms <> excluded.every_ms OR s.next_due > excluded.next_due
        """)

    /// Takes the one that is due longest, or whose host died. However often its time has passed, it is next due at the
    /// first of its times to come: hosts whose clocks differ a little don't run it twice. A time that went astray is over.
    static let claim = Statement(
        "schedules.claim",
        """
        WITH due AS MATERIALIZED (
            SELECT name FROM schedules
            WHERE name = ANY($1) AND (
                lease_until IS NULL AND (next_due <= $2 OR \(isAstray)) OR lease_until <= clock_timestamp())
            ORDER BY next_due LIMIT 1 FOR UPDATE SKIP LOCKED
        )
        UPDATE schedules s SET
            next_due = CASE WHEN s.next_due <= $2 THEN s.next_due + make_interval(secs =>
                (floor(extract(epoch FROM $2 - s.next_due) * 1000 / s.every_ms) + 1)::double precision
                    * s.every_ms / 1000)
                WHEN \(isAstray) THEN $2 + make_interval(secs => s.every_ms::double precision / 1000)
                ELSE s.next_due END,
            last_started = $2, claimed_at = clock_timestamp(), touched = 0, host = $3, lease_token = s.lease_token + 1,
            lease_until = clock_timestamp() + make_interval(secs => $4)
        FROM due WHERE s.name = due.name
        RETURNING s.name, s.lease_token
        """)

    static let count = Statement(
        "schedules.count",
        """
        UPDATE schedules SET touched = touched + $3, lease_until = clock_timestamp() + make_interval(secs => $4)
        WHERE name = $1 AND lease_token = $2
        """)

    static let end = Statement(
        "schedules.end",
        """
        UPDATE schedules SET last_ended = $3, last_outcome = $4, last_error = $5, lease_until = NULL
        WHERE name = $1 AND lease_token = $2
        """)

    static let giveBack = Statement(
        "schedules.give_back",
        """
        UPDATE schedules SET lease_until = clock_timestamp()
        WHERE name = $1 AND lease_token = $2 AND lease_until IS NOT NULL
        """)

    static let list = Statement("schedules.list", "SELECT \(columns) FROM schedules WHERE name = ANY($1)")

    static let hurry = Statement(
        "schedules.hurry",
        "UPDATE schedules SET next_due = least(next_due, $2) WHERE name = $1 RETURNING \(columns)")

    /// Makes a schedule's row, or sets how often it runs.
    func declare(_ name: String, every interval: Duration, now: Date, in batch: inout Batch) throws {
        let due = now.addingTimeInterval(interval.seconds)
        try batch.add(Self.declare, [name, interval.wholeMilliseconds, due])
    }

    /// The right to run the one of these that is due longest; `nil` when none is due and free.
    func claim(
        oneOf names: [String], now: Date, host: String, lease: Duration, on db: some Queryable
    ) async throws -> ScheduleClaim? {
        try await db.first(Self.claim, [names, now, host, lease.seconds]) { row in
            ScheduleClaim(name: try row.get("name"), leaseToken: try row.get("lease_token"))
        }
    }

    /// Counts what a run has done in this transaction and renews its lease.
    ///
    /// - Throws: ``ScheduleLost`` when the run was taken over.
    func count(_ touched: Int, in claim: ScheduleClaim, lease: Duration, on db: Transaction) async throws {
        let kept = try await db.execute(Self.count, [claim.name, claim.leaseToken, touched, lease.seconds])
        if kept == 0 { throw ScheduleLost() }
    }

    /// Writes how a run ended; nothing when it was taken over.
    func end(_ claim: ScheduleClaim, error: String?, now: Date, on db: some Queryable) async throws {
        let outcome = error == nil ? ScheduleState.Outcome.succeeded : .failed
        try await db.execute(Self.end, [claim.name, claim.leaseToken, now, outcome.rawValue, error])
    }

    /// Lets another host go on at once.
    func giveBack(_ claim: ScheduleClaim, on db: some Queryable) async throws {
        try await db.execute(Self.giveBack, [claim.name, claim.leaseToken])
    }

    func list(_ names: [String], on db: some Queryable) async throws -> [ScheduleState] {
        try await db.query(Self.list, [names], decode: Self.state)
    }

    /// Makes a schedule due now; `nil` when there is no such row.
    func hurry(_ name: String, now: Date, on db: some Queryable) async throws -> ScheduleState? {
        try await db.first(Self.hurry, [name, now], decode: Self.state)
    }

    private static func state(_ row: Row) throws -> ScheduleState {
        let outcome: String? = try row.get("last_outcome")
        return ScheduleState(
            name: try row.get("name"), every: .milliseconds(try row.get("every_ms", as: Int.self)),
            nextDue: try row.get("next_due"), isRunning: try row.get("is_running"),
            lastStarted: try row.get("last_started"), lastEnded: try row.get("last_ended"),
            outcome: outcome.flatMap(ScheduleState.Outcome.init), error: try row.get("last_error"),
            touched: try row.get("touched"), host: try row.get("host"))
    }
}
