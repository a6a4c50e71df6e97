import Effects
import Foundation
import PlatformAPI
import Postgres

/// Who works on which message and until when: messages claimed under a lease, in turns, never two hosts at one message.
struct ClaimStore: Sendable {
    /// What a claim changes, at $1 and for $3 seconds by host $4; a lease that was left behind goes into the history.
    ///
    /// A claim doesn't wait for the disk (``unhurried``): one that a crash of the server takes back leaves a message
    /// that is claimed once more. Tokens are instants of the server's clock, in microseconds, so that the second claim
    /// has another token than the lost one, whose holder may still be at work.
    private static let taken = """
        lease_token = greatest(m.lease_token + 1, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint),
        lease_until = clock_timestamp() + make_interval(secs => $3),
        lease_host = $4,
        interruptions = m.interruptions + CASE WHEN m.lease_until IS NULL THEN 0 ELSE 1 END,
        history = CASE WHEN m.lease_until IS NULL THEN m.history ELSE
            (\(MessageStore.recent)) || jsonb_build_object(
                'at', $5::text, 'error', 'The lease ran out.', 'host', m.lease_host) END
        """

    /// True, and the commit of this transaction need not be on disk before it counts.
    private static let unhurried = """
        set_config('synchronous_commit', 'off', true) = 'off'
        """

    private static let columns = """
        m.id, m.kind, m.job_id, m.user_id, m.platform, m.payload, m.max_attempts, m.unique_key, m.attempt,
        m.interruptions, m.lease_token, m.turn
        """

    /// Of the kinds in $6 and the platforms in $7, or of none. Written so that the planner cannot guess how many rows that
    /// leaves: it then walks the line in order, and what is passed over is not locked.
    private static let isKnown = """
        array_position($6::text[], kind) IS NOT NULL
              AND (platform IS NULL OR array_position($7::text[], platform) IS NOT NULL)
        """

    /// Takes from those in line and from those whose time has come, alternately.
    static let claim = Statement(
        "messages.claim",
        """
        WITH in_line AS (
            SELECT id, turn FROM messages
            WHERE turn IS NOT NULL AND (lease_until IS NULL OR lease_until < clock_timestamp())
              AND \(isKnown)
            ORDER BY turn, id LIMIT $2 FOR UPDATE SKIP LOCKED
        ), put_off AS (
            SELECT id, not_before FROM messages
            WHERE turn IS NULL AND NOT is_held AND not_before <= $1
              AND (lease_until IS NULL OR lease_until < clock_timestamp())
              AND \(isKnown)
            ORDER BY not_before, id LIMIT $2 FOR UPDATE SKIP LOCKED
        ), due AS (
            SELECT id FROM (
                SELECT id, 2 * row_number() OVER (ORDER BY turn, id) AS place FROM in_line
                UNION ALL
                SELECT id, 2 * row_number() OVER (ORDER BY not_before, id) + $8::bigint FROM put_off
            ) AS all_due ORDER BY place LIMIT $2
        )
        UPDATE messages m SET \(taken)
        FROM due WHERE m.id = due.id AND \(unhurried)
        RETURNING \(columns)
        """)

    /// The same for one message that somebody names.
    static let claimOne = Statement(
        "messages.claim_one",
        """
        UPDATE messages m SET \(taken)
        WHERE id = $2 AND not_before <= $1 AND NOT is_held
          AND (lease_until IS NULL OR lease_until < clock_timestamp()) AND \(isKnown) AND \(unhurried)
        RETURNING \(columns)
        """)

    /// Waits for nobody: one message that somebody holds just now, to cancel its job, must not let the other leases run
    /// out. What is put off by now has no lease to renew.
    static let renew = Statement(
        "messages.renew",
        """
        WITH held AS (
            SELECT id, token FROM unnest($1::uuid[], $2::bigint[]) AS held (id, token)
        ), mine AS (
            SELECT m.id FROM messages m JOIN held ON m.id = held.id AND m.lease_token = held.token
            WHERE m.lease_until IS NOT NULL
            ORDER BY m.id FOR UPDATE OF m SKIP LOCKED
        ), renewed AS (
            UPDATE messages m SET lease_until = clock_timestamp() + make_interval(secs => $3)
            FROM mine WHERE m.id = mine.id
        )
        SELECT held.id, held.token FROM held
        LEFT JOIN messages m ON m.id = held.id AND m.lease_token = held.token
        WHERE m.id IS NULL
        """)

    static let release = Statement(
        "messages.release",
        """
        WITH released AS (
            UPDATE messages SET lease_until = NULL WHERE id = $1 AND lease_token = $2 RETURNING 1
        )
        SELECT pg_notify('gemz_messages', '') FROM released
        """)

    /// How a host takes messages.
    struct Taking: Sendable {
        var limit: Int
        var lease: Duration
        /// The host's name, for the history of messages that it leaves behind.
        var host: String
        var capabilities: Capabilities
        /// Whether those that were put off come before those in line: to be alternated, so that neither keeps the
        /// other waiting.
        var isPutOffFirst: Bool
    }

    /// Takes due messages that the host can work off under a lease.
    func claim(_ taking: Taking, now: Date, on db: some Queryable) async throws -> [Message] {
        let shift = taking.isPutOffFirst ? -1 : 1
        let parameters = Self.parameters(taking.limit, taking.lease, taking.host, taking.capabilities, now: now)
        return try await db.query(Self.claim, parameters + [shift], decode: Self.message)
    }

    /// Takes one message under a lease; `nil` when it is gone, held, not due, not known to the host, or somebody has it.
    func claim(
        _ id: UUID, lease: Duration, host: String, capabilities: Capabilities, now: Date, on db: some Queryable
    ) async throws -> Message? {
        try await db.first(
            Self.claimOne, Self.parameters(id, lease, host, capabilities, now: now), decode: Self.message)
    }

    private static func parameters(
        _ which: any PostgresEncodable, _ lease: Duration, _ host: String, _ capabilities: Capabilities, now: Date
    ) -> [(any PostgresEncodable)?] {
        [
            now, which, lease.seconds, host, Timestamp.string(from: now), capabilities.kinds,
            capabilities.platforms.map(\.rawValue),
        ]
    }

    /// Holds on to messages that are being worked on.
    ///
    /// - Returns: those that are gone for good: dropped with their job, worked off, or taken over by another host.
    func renew(_ claims: [Message.Claim], lease: Duration, on db: some Queryable) async throws -> [Message.Claim] {
        let tokens = PostgresValue.intArray(claims.map(\.leaseToken))
        return try await db.query(Self.renew, [claims.map(\.id), tokens, lease.seconds]) { row in
            Message.Claim(id: try row.get("id"), leaseToken: try row.get("token"))
        }
    }

    /// Gives a message back as it was, for another host to take at once.
    func release(_ message: Message, on db: some Queryable) async throws {
        try await db.execute(Self.release, [message.id, message.leaseToken])
    }

    private static func message(_ row: Row) throws -> Message {
        Message(
            content: try MessageContent(row), attempt: try row.get("attempt"),
            interruptions: try row.get("interruptions"), leaseToken: try row.get("lease_token"),
            turn: try row.get("turn"))
    }
}
