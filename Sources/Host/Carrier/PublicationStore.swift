import Effects
import Foundation
import PlatformAPI
import Postgres

/// How far the queue's messages are with the carrier.
///
/// A message has to be handed over when `published_for`, the time it was last handed over for, is not its `not_before`:
/// that is so for a new message and for one that was put off, whoever put it off. What is held is not. `publication` counts the times.
struct PublicationStore: Sendable {
    /// What has to be handed over and nobody else is at.
    private static let isUnpublished = """
        published_for IS DISTINCT FROM not_before AND NOT is_held
              AND (publish_lease IS NULL OR publish_lease < clock_timestamp())
              AND (lease_until IS NULL OR lease_until < clock_timestamp())
        """

    /// In the order in which workers take messages, ``ClaimStore/claim``: those in line by turn, those that were put
    /// off by time, alternately.
    static let claim = Statement(
        "publications.claim",
        """
        WITH in_line AS (
            SELECT id, turn FROM messages WHERE turn IS NOT NULL AND \(isUnpublished)
            ORDER BY turn, id LIMIT $1 FOR UPDATE SKIP LOCKED
        ), put_off AS (
            SELECT id, not_before FROM messages WHERE turn IS NULL AND \(isUnpublished)
            ORDER BY not_before, id LIMIT $1 FOR UPDATE SKIP LOCKED
        ), due AS (
            SELECT id, place FROM (
                SELECT id, 2 * row_number() OVER (ORDER BY turn, id) AS place FROM in_line
                UNION ALL
                SELECT id, 2 * row_number() OVER (ORDER BY not_before, id) + 1 FROM put_off
            ) AS all_due ORDER BY place LIMIT $1
        ), taken AS (
            UPDATE messages m SET
                publication = m.publication + CASE WHEN m.published_for IS NULL THEN 0 ELSE 1 END,
                published_for = NULL, publish_lease = clock_timestamp() + make_interval(secs => $2)
            FROM due WHERE m.id = due.id
            RETURNING m.id, m.publication, m.not_before, m.created_at, due.place
        )
        SELECT id, publication, not_before, created_at FROM taken ORDER BY place
        """)

    static let mark = Statement(
        "publications.mark",
        """
        WITH mine AS (
            SELECT m.id, done.not_before FROM messages m
            JOIN unnest($1::uuid[], $2::bigint[], $3::timestamptz[]) AS done (id, publication, not_before)
              ON m.id = done.id AND m.publication = done.publication
            ORDER BY m.id FOR UPDATE OF m
        )
        UPDATE messages m SET
            published_for = mine.not_before, publish_lease = NULL,
            redeliver_at = greatest(mine.not_before, $4)
                + make_interval(secs => $5 * power(2, least(m.publication, 5)))
        FROM mine WHERE m.id = mine.id
        """)

    static let release = Statement(
        "publications.release",
        """
        WITH mine AS (
            SELECT m.id FROM messages m JOIN unnest($1::uuid[], $2::bigint[]) AS held (id, publication)
              ON m.id = held.id AND m.publication = held.publication
            ORDER BY m.id FOR UPDATE OF m
        )
        UPDATE messages m SET publish_lease = NULL FROM mine WHERE m.id = mine.id
        """)

    static let reopen = Statement(
        "publications.reopen",
        """
        WITH late AS (
            SELECT id FROM messages
            WHERE redeliver_at <= $1 AND (lease_until IS NULL OR lease_until < clock_timestamp())
            ORDER BY redeliver_at LIMIT $2 FOR UPDATE SKIP LOCKED
        )
        UPDATE messages m SET
            publication = m.publication + CASE WHEN m.published_for IS NULL THEN 0 ELSE 1 END,
            published_for = NULL, redeliver_at = NULL
        FROM late WHERE m.id = late.id
        """)

    static let state = Statement(
        "publications.state",
        """
        SELECT kind, platform, publication, not_before, published_for, created_at,
            extract(epoch FROM lease_until - clock_timestamp())::double precision AS lease_seconds
        FROM messages WHERE id = $1
        """)

    /// Takes messages that have to be handed over, users in turn, and nobody else will for as long as the lease lasts. Taken again after a crash they have the same publication, so that the carrier knows them.
    func claim(limit: Int, lease: Duration, on db: some Queryable) async throws -> [Publication] {
        try await db.query(Self.claim, [limit, lease.seconds]) { row in
            Publication(
                note: DeliveryNote(
                    message: try row.get("id"), publication: try row.get("publication"),
                    createdAt: try row.get("created_at")), notBefore: try row.get("not_before"))
        }
    }

    /// Notes that the carrier has them, unless they have been handed over anew since. From `redeliver` after they are
    /// due on, twice as long each time, they count as lost.
    func mark(_ publications: [Publication], redeliver: Duration, now: Date, on db: some Queryable) async throws {
        try await db.execute(
            Self.mark,
            Self.keys(publications) + [
                PostgresValue.timestampArray(publications.map(\.notBefore)), now, redeliver.seconds,
            ])
    }

    /// Lets them be taken again at once.
    func release(_ publications: [Publication], on db: some Queryable) async throws {
        try await db.execute(Self.release, Self.keys(publications))
    }

    /// Makes messages that the carrier is late with ones that have to be handed over; how many.
    @discardableResult
    func reopen(limit: Int, now: Date, on db: some Queryable) async throws -> Int {
        try await db.execute(Self.reopen, [now, limit])
    }

    /// Where a message stands; `nil` when it is gone.
    func state(of id: UUID, on db: some Queryable) async throws -> PublicationState? {
        try await db.first(Self.state, [id]) { row in
            PublicationState(
                kind: try row.get("kind"),
                platform: try row.get("platform", as: String?.self).map(PlatformID.init(rawValue:)),
                publication: try row.get("publication"), notBefore: try row.get("not_before"),
                publishedFor: try row.get("published_for"), leaseSeconds: try row.get("lease_seconds"),
                createdAt: try row.get("created_at"))
        }
    }

    private static func keys(_ publications: [Publication]) -> [(any PostgresEncodable)?] {
        [
            publications.map(\.note.message), PostgresValue.intArray(publications.map(\.note.publication)),
        ]
    }
}
