import Domain
import Effects
import Foundation
import PlatformAPI
import Postgres

/// The circuits' rows, which all hosts share.
struct CircuitStore: Sendable {
    private static let columns = """
        vendor, endpoint, platform, state, code, message, since, probe_at, failed_probes, version,
        coalesce(probe_lease_until < clock_timestamp(), true) AS is_probe_gone
        """

    static let all = Statement(
        "circuits.all",
        "SELECT \(columns) FROM provider_circuits WHERE vendor = ANY($1) ORDER BY vendor, endpoint")

    /// The rows stay as they are until the transaction ends, so that whoever closes one finds what pauses for it; and
    /// jobs pause one after another, so that each sees whether one before it will probe.
    static let hold = Statement(
        "circuits.hold",
        """
        SELECT \(columns) FROM provider_circuits
        WHERE vendor = $1 AND (endpoint = '' OR platform = $2) AND state <> 'closed'
        ORDER BY endpoint FOR NO KEY UPDATE
        """)

    static let nextWaiting = Statement(
        "circuits.next_waiting", "SELECT min(not_before) AS next FROM messages WHERE waits_for = $1 AND not_before > $2"
    )

    /// What waits for a circuit that is to be probed and nobody comes for, one message for each; and what still waits for
    /// one that has closed.
    static let wake = Statement(
        "circuits.wake",
        """
        WITH heirs AS (
            SELECT first.id FROM provider_circuits c CROSS JOIN LATERAL (
                SELECT m.id, m.not_before FROM messages m JOIN jobs j ON j.id = m.job_id AND j.status = 'paused'
                WHERE m.waits_for = c.vendor || ' ' || c.endpoint
                ORDER BY m.not_before LIMIT 1
            ) first
            WHERE first.not_before > $1 AND (c.state = 'open' AND c.probe_at <= $1
                OR c.state = 'half_open' AND c.probe_lease_until < clock_timestamp())
        ), left_over AS (
            SELECT m.id FROM provider_circuits c JOIN messages m ON m.waits_for = c.vendor || ' ' || c.endpoint
            JOIN jobs j ON j.id = m.job_id AND j.status = 'paused'
            WHERE c.state = 'closed' AND m.waits_for IS NOT NULL AND m.not_before > $1 LIMIT $2
        ), due AS MATERIALIZED (
            SELECT id FROM messages WHERE id IN (SELECT id FROM heirs UNION ALL SELECT id FROM left_over)
            ORDER BY id FOR UPDATE SKIP LOCKED
        ), woken AS (
            UPDATE messages m SET not_before = $1 FROM due WHERE m.id = due.id RETURNING m.id
        )
        SELECT pg_notify('gemz_messages', '') FROM woken
        """)

    static let change = Statement(
        "circuits.change",
        """
        INSERT INTO provider_circuits AS c (vendor, endpoint, platform, state, code, message, since, probe_at,
                                            failed_probes, probe_lease_until, version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9,
                CASE WHEN $4 = 'half_open' THEN clock_timestamp() + make_interval(secs => $10) END, $11::bigint + 1)
        ON CONFLICT (vendor, endpoint) DO UPDATE SET
            platform = excluded.platform, state = excluded.state, code = excluded.code, message = excluded.message,
            since = excluded.since, probe_at = excluded.probe_at, failed_probes = excluded.failed_probes,
            probe_lease_until = excluded.probe_lease_until, version = excluded.version
            WHERE c.version = $11
        """)

    func all(of vendors: [String], on db: some Queryable) async throws(PostgresError) -> [CircuitRow] {
        try await db.query(Self.all, [vendors], decode: Self.row)
    }

    /// The circuits that keep a platform's searches waiting. First statement of a transaction that pauses a job.
    func hold(_ platform: PlatformDescriptor, on db: some Queryable) async throws(PostgresError) -> [CircuitRow] {
        try await db.query(Self.hold, [platform.provider.vendor, platform.id.rawValue], decode: Self.row)
    }

    /// When a job looks again that met an open circuit: one of those that wait comes when it may be probed, and its call is
    /// the probe; the others rest. In the transaction that ``hold(_:on:)`` began.
    func turn(
        behind row: CircuitRow, now: Date, pauses: Circuit.Pauses, jitter: Double, on db: some Queryable
    ) async throws(PostgresError) -> Date {
        let until = row.opens(at: now, pauses: pauses)
        guard until > now else { return now }
        let next = try await db.first(Self.nextWaiting, [row.key.text, now]) { row in
            try row.get("next", as: Date?.self)
        }
        guard let next = next ?? nil, next <= until else { return until }
        return until.addingTimeInterval(pauses.rest(jitter: jitter))
    }

    /// Wakes what waits in vain; how many messages that were.
    func wake(limit: Int, now: Date, on db: some Queryable) async throws(PostgresError) -> Int {
        try await db.execute(Self.wake, [now, limit])
    }

    /// Writes a circuit over the row that it was made from; whether nobody else has changed that row meanwhile.
    func change(
        _ row: CircuitRow, to circuit: Circuit, probeLease: Duration, on db: some Queryable
    ) async throws(PostgresError) -> Bool {
        try await db.execute(
            Self.change,
            [
                row.key.vendor, row.key.endpoint, row.platform?.rawValue, circuit.state.rawValue,
                circuit.reason?.code.rawValue, circuit.reason?.message, circuit.since, circuit.probeAt,
                circuit.failedProbes, probeLease.seconds, row.version,
            ]) > 0
    }

    private static func row(_ row: Row) throws -> CircuitRow {
        let code: String? = try row.get("code")
        let message: String? = try row.get("message")
        let reason = code.flatMap(JobErrorCode.init).map { Circuit.Reason(code: $0, message: message ?? "") }
        let platform: String? = try row.get("platform")
        return CircuitRow(
            key: CircuitKey(vendor: try row.get("vendor"), endpoint: try row.get("endpoint")),
            platform: platform.map(PlatformID.init(rawValue:)),
            circuit: Circuit(
                state: Circuit.State(rawValue: try row.get("state")) ?? .closed, reason: reason,
                since: try row.get("since"), probeAt: try row.get("probe_at"),
                failedProbes: try row.get("failed_probes")),
            isProbeGone: try row.get("is_probe_gone"), version: try row.get("version"))
    }
}

/// What a circuit stands before.
struct CircuitKey: Hashable, Sendable {
    var vendor: String
    /// A path; empty for the key, and with it for all the vendor's endpoints.
    var endpoint: String

    var isKey: Bool { endpoint.isEmpty }
    /// As a message names the circuit that it waits for.
    var text: String { vendor + " " + endpoint }
}

/// A circuit as some host last saw it.
struct CircuitRow: Hashable, Sendable {
    var key: CircuitKey
    /// Whose searches call the endpoint; `nil` for the key.
    var platform: PlatformID?
    var circuit = Circuit()
    /// Whether the host that probes has been silent for too long.
    var isProbeGone = true
    /// 0 where there is no row yet.
    var version = 0

    /// When a call may be tried again: now, where one may be.
    func opens(at now: Date, pauses: Circuit.Pauses) -> Date {
        guard case .wait(let until) = circuit.admission(at: now, isProbeGone: isProbeGone, pauses: pauses) else {
            return now
        }
        return max(until, now)
    }
}
