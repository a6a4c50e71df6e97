import Foundation
import Postgres

/// Counts the searches that users start, at all hosts together: of each user when the bucket of tokens will be full.
///
/// The rows name no user in the schema: who is deleted while a search starts waits for nobody.
struct SearchAllowanceStore: Sendable {
    /// A row that says more than two minutes comes from a clock that was set back: an empty bucket takes its place, which
    /// has this one search in it, for a refusal would leave no trace. Up to there hosts' clocks may differ.
    static let take = Statement(
        "search_allowances.take",
        """
        INSERT INTO search_allowances AS a (user_id, full_at)
        VALUES ($1, $2::timestamptz + make_interval(secs => 60.0 / $3::bigint))
        ON CONFLICT (user_id) DO UPDATE SET full_at = CASE
            WHEN a.full_at > $2 + interval '120 seconds' THEN $2 + interval '60 seconds'
            ELSE greatest(a.full_at, $2) + make_interval(secs => 60.0 / $3) END
        WHERE a.full_at > $2 + interval '120 seconds'
            OR greatest(a.full_at, $2) + make_interval(secs => 60.0 / $3) <= $2 + interval '60.001 seconds'
        """)

    static let dropFull = Statement(
        "search_allowances.drop_full",
        """
        DELETE FROM search_allowances WHERE ctid = ANY(ARRAY(
            SELECT ctid FROM search_allowances WHERE full_at <= $1 LIMIT $2 FOR UPDATE SKIP LOCKED))
        """)

    /// Stops a transaction that starts a search with ``TooManySearches``, where the user has started too many.
    func take(of user: UUID, limit: Int, now: Date, in batch: inout Batch) throws {
        try batch.add(Self.take, [user, now, limit]) { rows in
            if rows == 0 { throw TooManySearches() }
        }
    }

    /// How many users' rows went that say nothing any more.
    func dropFull(now: Date, limit: Int, on db: some Queryable) async throws -> Int {
        try await db.execute(Self.dropFull, [now, limit])
    }
}

/// A user starts more searches than they may in a minute.
struct TooManySearches: Error {}
