import Foundation
import PlatformAPI
import Postgres

/// What the ledger and the jobs say of providers.
struct ProviderReportStore: Sendable {
    /// An endpoint of a platform's provider.
    struct Place: Hashable, Sendable {
        var platform: String
        var path: String
    }

    /// Calls that did not do what they were made for. An account that does not exist or hides is a good answer.
    private static let isFailure =
        "error IS NOT NULL AND error !~ '^(cancelled|not found|private account|invalid input|forbidden)'"

    static let recent = Statement(
        "reports.recent",
        """
        SELECT platform, path, count(*) AS calls, count(*) FILTER (WHERE \(isFailure)) AS failures,
            percentile_disc(0.5) WITHIN GROUP (ORDER BY milliseconds) AS p50,
            percentile_disc(0.95) WITHIN GROUP (ORDER BY milliseconds) AS p95
        FROM provider_calls WHERE called_at >= $1 GROUP BY platform, path
        """)

    static let spent = Statement(
        "reports.spent",
        """
        SELECT platform, path, coalesce(sum(credits) FILTER (WHERE called_at >= $2), 0)::bigint AS today,
            sum(credits)::bigint AS month
        FROM provider_calls WHERE called_at >= $1 GROUP BY platform, path
        """)

    static let lastErrors = Statement(
        "reports.last_errors",
        """
        SELECT e.platform, e.path, c.error, c.status, c.called_at
        FROM unnest($1::text[], $2::text[]) AS e (platform, path) CROSS JOIN LATERAL (
            SELECT error, status, called_at FROM provider_calls
            WHERE platform = e.platform AND path = e.path AND called_at >= $3 AND \(isFailure)
            ORDER BY called_at DESC LIMIT 1
        ) c
        """)

    static let shapeErrors = Statement(
        "reports.shape_errors",
        "SELECT platform, endpoint, path, reason, seen_at FROM provider_shape_errors WHERE platform = ANY($1)")

    static let noteShape = Statement(
        "reports.note_shape",
        """
        INSERT INTO provider_shape_errors AS e (platform, endpoint, path, reason, seen_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (platform, endpoint) DO UPDATE
            SET path = excluded.path, reason = excluded.reason, seen_at = excluded.seen_at
            WHERE e.seen_at < excluded.seen_at
        """)

    static let saved = Statement(
        "reports.saved",
        """
        SELECT platform, coalesce(sum(credits_saved) FILTER (WHERE created_at >= $2), 0)::bigint AS today,
            sum(credits_saved)::bigint AS month
        FROM jobs WHERE created_at >= $1 GROUP BY platform
        """)

    static let spenders = Statement(
        "reports.spenders",
        """
        WITH most AS (
            SELECT user_id, sum(credits)::bigint AS spent FROM provider_calls
            WHERE called_at >= $1 AND user_id IS NOT NULL
            GROUP BY user_id HAVING sum(credits) > 0 ORDER BY spent DESC, user_id LIMIT $2
        )
        SELECT m.user_id, u.email, m.spent, j.searches, j.saved FROM most m JOIN users u ON u.id = m.user_id
        CROSS JOIN LATERAL (
            SELECT count(*) AS searches, coalesce(sum(credits_saved), 0)::bigint AS saved
            FROM jobs WHERE user_id = m.user_id AND created_at >= $1
        ) j
        ORDER BY m.spent DESC, m.user_id
        """)

    func recent(since: Date, on db: some Queryable) async throws -> [Place: ProviderReport.Traffic] {
        let rows = try await db.query(Self.recent, [since]) { row in
            (
                try Self.place(row),
                ProviderReport.Traffic(
                    calls: try row.get("calls"), failures: try row.get("failures"),
                    p50Milliseconds: try row.get("p50"), p95Milliseconds: try row.get("p95"))
            )
        }
        return Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }

    func spent(since month: Date, today: Date, on db: some Queryable) async throws -> [Place: ProviderReport.Credits] {
        let rows = try await db.query(Self.spent, [month, today]) { row in (try Self.place(row), try Self.credits(row))
        }
        return Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }

    /// The last failure of each endpoint since then.
    func lastErrors(
        of places: [Place], since: Date, on db: some Queryable
    ) async throws -> [Place: ProviderReport.CallError] {
        let parameters: [(any PostgresEncodable)?] = [places.map(\.platform), places.map(\.path), since]
        let rows = try await db.query(Self.lastErrors, parameters) { row in
            (
                try Self.place(row),
                ProviderReport.CallError(
                    message: try row.get("error"), status: try row.get("status"), at: try row.get("called_at"))
            )
        }
        return Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }

    func shapeErrors(
        of platforms: [PlatformID], on db: some Queryable
    ) async throws -> [Place: ProviderReport.ShapeError] {
        let rows = try await db.query(Self.shapeErrors, [platforms.map(\.rawValue)]) { row in
            (
                Place(platform: try row.get("platform"), path: try row.get("endpoint")),
                ProviderReport.ShapeError(
                    path: try row.get("path"), reason: try row.get("reason"), at: try row.get("seen_at"))
            )
        }
        return Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }

    /// Keeps what was wrong with an endpoint's answer, in the transaction that writes what came of it. Behind the
    /// job's own rows: two steps may hold their jobs by then, and never wait for each other.
    func noteShape(
        _ error: ProviderReport.ShapeError, of endpoint: String, _ platform: PlatformID, in batch: inout Batch
    ) throws {
        try batch.add(Self.noteShape, [platform.rawValue, endpoint, error.path, error.reason, error.at])
    }

    /// By platform.
    func saved(since month: Date, today: Date, on db: some Queryable) async throws -> [String: ProviderReport.Credits] {
        let rows = try await db.query(Self.saved, [month, today]) { row in
            (try row.get("platform", as: String.self), try Self.credits(row))
        }
        return Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }

    /// The users whose calls since then cost most, those of searches that are gone included.
    func spenders(_ count: Int, since: Date, on db: some Queryable) async throws -> [ProviderReport.Spender] {
        try await db.query(Self.spenders, [since, count]) { row in
            ProviderReport.Spender(
                userId: try row.get("user_id", as: UUID.self).text, email: try row.get("email"),
                searches: try row.get("searches"), creditsSpent: try row.get("spent"),
                creditsSaved: try row.get("saved"))
        }
    }

    private static func place(_ row: Row) throws -> Place {
        Place(platform: try row.get("platform"), path: try row.get("path"))
    }

    private static func credits(_ row: Row) throws -> ProviderReport.Credits {
        ProviderReport.Credits(today: try row.get("today"), thirtyDays: try row.get("month"))
    }
}
