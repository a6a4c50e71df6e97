import Foundation
import Postgres

/// Sums over users, jobs and the ledger; each reads an index, not its table.
struct MetricsStore: Sendable {
    /// Days of UTC since 1 January 1970.
    private static func day(of column: String) -> String { "floor(extract(epoch FROM \(column)) / 86400)::bigint" }

    static let users = Statement(
        "metrics.users",
        """
        SELECT (SELECT count(created_at) FROM users) AS total,
            (SELECT count(*) FROM users WHERE created_at >= $1) AS recent
        """)

    static let admins = Statement("metrics.admins", "SELECT count(*) AS admins FROM users WHERE is_admin")

    static let open = Statement(
        "metrics.open",
        """
        SELECT status, count(*) AS jobs FROM jobs WHERE status IN ('pending', 'processing', 'paused') GROUP BY status
        """)

    static let days = Statement(
        "metrics.days",
        """
        SELECT \(day(of: "at")) AS day, count(*) FILTER (WHERE what = 'started') AS started,
            count(*) FILTER (WHERE what = 'completed') AS completed,
            count(*) FILTER (WHERE what IN ('error', 'timeout')) AS failed,
            count(*) FILTER (WHERE what = 'cancelled') AS cancelled
        FROM (
            SELECT created_at AS at, 'started' AS what FROM jobs WHERE created_at >= $1
            UNION ALL
            SELECT completed_at, 'completed' FROM jobs WHERE status = 'completed' AND completed_at >= $1
            UNION ALL
            SELECT completed_at, status FROM jobs
            WHERE status IN ('error', 'timeout', 'cancelled') AND completed_at >= $1
        ) moments
        GROUP BY 1
        """)

    static let spent = Statement(
        "metrics.spent",
        """
        SELECT \(day(of: "called_at")) AS day, sum(credits)::bigint AS credits FROM provider_calls
        WHERE called_at >= $1 GROUP BY 1
        """)

    static let saved = Statement(
        "metrics.saved",
        """
        SELECT \(day(of: "created_at")) AS day, sum(credits_saved)::bigint AS credits FROM jobs
        WHERE created_at >= $1 GROUP BY 1
        """)

    func users(since: Date, on db: some Queryable) async throws -> Metrics.Users {
        let users = try await db.first(Self.users, [since]) { row in
            Metrics.Users(total: try row.get("total"), last7Days: try row.get("recent"))
        }
        return users ?? Metrics.Users(total: 0, last7Days: 0)
    }

    /// How many are admins by their row.
    func admins(on db: some Queryable) async throws -> Int {
        try await db.first(Self.admins) { row in try row.get("admins", as: Int.self) } ?? 0
    }

    func open(on db: some Queryable) async throws -> Metrics.Open {
        var open = Metrics.Open()
        let rows = try await db.query(Self.open) { row in
            (status: try row.get("status", as: String.self), jobs: try row.get("jobs", as: Int.self))
        }
        for row in rows {
            switch row.status {
            case "pending": open.pending = row.jobs
            case "processing": open.processing = row.jobs
            default: open.paused = row.jobs
            }
        }
        return open
    }

    /// By the day's number.
    func days(since: Date, on db: some Queryable) async throws -> [Int: Metrics.Day] {
        let rows = try await db.query(Self.days, [since]) { row in
            (
                try row.get("day", as: Int.self),
                Metrics.Day(
                    day: "", started: try row.get("started"), completed: try row.get("completed"),
                    failed: try row.get("failed"), cancelled: try row.get("cancelled"))
            )
        }
        return Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }

    /// What calls have cost, by the day's number.
    func spent(since: Date, on db: some Queryable) async throws -> [Int: Int] {
        try await credits(Self.spent, since, on: db)
    }

    /// What searches have saved, by the number of the day on which they were started.
    func saved(since: Date, on db: some Queryable) async throws -> [Int: Int] {
        try await credits(Self.saved, since, on: db)
    }

    private func credits(_ statement: Statement, _ since: Date, on db: some Queryable) async throws -> [Int: Int] {
        let rows = try await db.query(statement, [since]) { row in
            (try row.get("day", as: Int.self), try row.get("credits", as: Int.self))
        }
        return Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }
}
