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

    /// The rows stay as they are until the transaction ends, so that whoever closes one finds what pauses for it.
    static let hold = Statement(
        "circuits.hold",
        """
        SELECT \(columns) FROM provider_circuits
        WHERE vendor = $1 AND (endpoint = '' OR platform = $2) AND state <> 'closed'
        ORDER BY endpoint FOR SHARE
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
}
