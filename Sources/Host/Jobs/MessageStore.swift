import Effects
import Foundation
import PlatformAPI
import Postgres

/// The queue: messages claimed under a lease, in turns, never two hosts at one message.
struct MessageStore: Sendable {
    /// A history with room for one more: attempts and interruptions are limited, so this holds all of them.
    private static let recent = """
        CASE WHEN jsonb_array_length(history) < 120 THEN history ELSE history - 0 END
        """

    /// A message's turn comes after those of its user that are in line, and not before the turn of who is first in line
    /// by now: so users take turns, however much one of them has waiting (self-clocked fair queueing).
    static let insert = Statement(
        "messages.insert",
        """
        INSERT INTO messages (id, kind, job_id, user_id, platform, payload, not_before, max_attempts, unique_key,
                              is_held, created_at, history, turn)
        VALUES ($1, $2, $3, $4, $5, $6, $7::timestamptz, $8, $9, $10::boolean, $11::timestamptz, $13::jsonb,
                CASE WHEN NOT $10::boolean AND $7::timestamptz <= $11::timestamptz THEN greatest(
                    0, $12::bigint + 1, (SELECT max(turn) + 1 FROM messages WHERE user_id = $4),
                    (SELECT turn FROM messages WHERE turn IS NOT NULL ORDER BY turn, id LIMIT 1)) END)
        ON CONFLICT (unique_key) WHERE unique_key IS NOT NULL DO NOTHING
        """)

    /// Wakes workers, and tells whoever follows the job, if it is one's, that it has moved.
    static let announce = Statement(
        "messages.announce",
        """
        SELECT pg_notify(told.channel, told.payload)
        FROM (VALUES ('gemz_messages', ''), ('gemz_job', $1::uuid::text)) AS told (channel, payload)
        WHERE told.payload IS NOT NULL
        """)

    static let notifyEnd = Statement("messages.notify_end", "SELECT pg_notify('gemz_job', $1::text)")

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
            (\(recent)) || jsonb_build_object(
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

    /// Takes from those in line and from those whose time has come, alternately.
    static let claim = Statement(
        "messages.claim",
        """
        WITH in_line AS (
            SELECT id, turn FROM messages
            WHERE turn IS NOT NULL AND (lease_until IS NULL OR lease_until < clock_timestamp())
            ORDER BY turn, id LIMIT $2 FOR UPDATE SKIP LOCKED
        ), put_off AS (
            SELECT id, not_before FROM messages
            WHERE turn IS NULL AND NOT is_held AND not_before <= $1
              AND (lease_until IS NULL OR lease_until < clock_timestamp())
            ORDER BY not_before, id LIMIT $2 FOR UPDATE SKIP LOCKED
        ), due AS (
            SELECT id FROM (
                SELECT id, 2 * row_number() OVER (ORDER BY turn, id) AS place FROM in_line
                UNION ALL
                SELECT id, 2 * row_number() OVER (ORDER BY not_before, id) + $6::bigint FROM put_off
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
          AND (lease_until IS NULL OR lease_until < clock_timestamp()) AND \(unhurried)
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

    static let finish = Statement(
        "messages.finish", "DELETE FROM messages WHERE id = $1 AND lease_token = $2")

    static let release = Statement(
        "messages.release",
        """
        WITH released AS (
            UPDATE messages SET lease_until = NULL WHERE id = $1 AND lease_token = $2 RETURNING 1
        )
        SELECT pg_notify('gemz_messages', '') FROM released
        """)

    static let retry = Statement(
        "messages.retry",
        """
        UPDATE messages SET lease_until = NULL, attempt = attempt + 1, not_before = $3, turn = NULL,
            waits_for = NULL,
            history = (\(recent)) || $4::jsonb
        WHERE id = $1 AND lease_token = $2
        """)

    static let putOff = Statement(
        "messages.put_off",
        """
        UPDATE messages SET lease_until = NULL, not_before = $3, turn = NULL, waits_for = $4
        WHERE id = $1 AND lease_token = $2
        """)

    static let bury = Statement(
        "messages.bury",
        """
        WITH dead AS (DELETE FROM messages WHERE id = $1 AND lease_token = $2 RETURNING *)
        INSERT INTO dead_letters (id, kind, job_id, user_id, platform, payload, attempt, max_attempts, interruptions,
                                  unique_key, error, history, created_at, died_at)
        SELECT id, kind, job_id, user_id, platform, payload, attempt + 1, max_attempts, interruptions, unique_key, $3,
               (\(recent)) || $4::jsonb, created_at, $5
        FROM dead
        """)

    static let dropOfJob = Statement("messages.drop_of_job", "DELETE FROM messages WHERE job_id = $1")

    /// Writes a message. Workers find it when they next look; ``announce(_:on:)`` wakes them.
    ///
    /// - Returns: false, and nothing is written, while a message with its ``MessageContent/uniqueKey`` is live.
    @discardableResult
    func add(_ message: NewMessage, now: Date, on db: some Queryable) async throws -> Bool {
        try await db.execute(Self.insert, try Self.parameters(message, now: now)) > 0
    }

    /// The same, with other statements.
    func add(_ message: NewMessage, now: Date, in batch: inout Batch) throws {
        try batch.add(Self.insert, Self.parameters(message, now: now))
    }

    private static func parameters(_ message: NewMessage, now: Date) throws -> [(any PostgresEncodable)?] {
        let content = message.content
        return [
            content.id, content.kind, content.jobID, content.userID, content.platform?.rawValue,
            PostgresValue.json(content.payload), message.notBefore, content.maxAttempts, content.uniqueKey,
            message.isHeld, now, message.after, PostgresValue.json(try GemzJSON.bytes(of: message.history)),
        ]
    }

    /// Wakes the workers of every host for a message of a job, or of none, once the transaction commits.
    ///
    /// Postgres lets transactions that notify commit one by one, each with its own wait for the disk (`async.c`,
    /// "PreCommit_Notify"). So what happens with every step is announced behind its commit, by itself: were that lost,
    /// workers and streams of events would find it when they next look.
    func announce(_ jobID: UUID?, on db: some Queryable) async throws { try await db.execute(Self.announce, [jobID]) }

    /// The same, with other statements.
    func announce(_ jobID: UUID?, in batch: inout Batch) throws { try batch.add(Self.announce, [jobID]) }

    /// Tells whoever follows a job that it has ended.
    func announceEnd(of jobID: UUID, in batch: inout Batch) throws {
        try batch.add(Self.notifyEnd, [jobID.text])
    }

    /// How a host takes messages.
    struct Taking: Sendable {
        var limit: Int
        var lease: Duration
        /// The host's name, for the history of messages that it leaves behind.
        var host: String
        /// Whether those that were put off come before those in line: to be alternated, so that neither keeps the
        /// other waiting.
        var isPutOffFirst: Bool
    }

    /// Takes due messages under a lease.
    func claim(_ taking: Taking, now: Date, on db: some Queryable) async throws -> [Message] {
        let shift = taking.isPutOffFirst ? -1 : 1
        return try await db.query(
            Self.claim, [now, taking.limit, taking.lease.seconds, taking.host, Timestamp.string(from: now), shift],
            decode: Self.message)
    }

    /// Takes one message under a lease; `nil` when it is gone, held, not due, or somebody has it.
    func claim(
        _ id: UUID, lease: Duration, host: String, now: Date, on db: some Queryable
    ) async throws -> Message? {
        try await db.first(
            Self.claimOne, [now, id, lease.seconds, host, Timestamp.string(from: now)], decode: Self.message)
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

    /// Takes a message off the queue.
    ///
    /// - Throws: ``StaleLease`` when somebody else has taken the message over, or it is gone.
    func finish(_ message: Message, in batch: inout Batch) throws {
        try batch.add(Self.finish, [message.id, message.leaseToken], check: StaleLease.check)
    }

    /// The same as a transaction of its own, for a message that has nothing else to write.
    func finish(_ message: Message, on db: some Queryable) async throws {
        try StaleLease.check(rows: try await db.execute(Self.finish, [message.id, message.leaseToken]))
    }

    /// Gives a message back as it was, for another host to take at once.
    func release(_ message: Message, on db: some Queryable) async throws {
        try await db.execute(Self.release, [message.id, message.leaseToken])
    }

    /// Puts a message off after a failure, which is one attempt.
    ///
    /// - Throws: ``StaleLease``.
    func retry(_ message: Message, at notBefore: Date, after failure: MessageFailure, in batch: inout Batch) throws {
        let entry = PostgresValue.json(try GemzJSON.bytes(of: failure))
        try batch.add(Self.retry, [message.id, message.leaseToken, notBefore, entry], check: StaleLease.check)
    }

    /// Puts a message off that only has to wait, perhaps for a circuit: no attempt is used up.
    ///
    /// - Throws: ``StaleLease``.
    func putOff(
        _ message: Message, until notBefore: Date, waitingFor circuit: CircuitKey? = nil, in batch: inout Batch
    ) throws {
        try batch.add(
            Self.putOff, [message.id, message.leaseToken, notBefore, circuit?.text], check: StaleLease.check)
    }

    /// Moves a message to the dead letters, with all that went wrong.
    ///
    /// - Throws: ``StaleLease``.
    func bury(_ message: Message, after failure: MessageFailure, in batch: inout Batch) throws {
        let entry = PostgresValue.json(try GemzJSON.bytes(of: failure))
        try batch.add(
            Self.bury, [message.id, message.leaseToken, failure.error, entry, failure.at], check: StaleLease.check)
    }

    /// Takes a job's message off the queue; a step under way will find its lease stale.
    func drop(ofJob job: UUID, in batch: inout Batch) throws { try batch.add(Self.dropOfJob, [job]) }

    private static func message(_ row: Row) throws -> Message {
        Message(
            content: try MessageContent(row), attempt: try row.get("attempt"),
            interruptions: try row.get("interruptions"), leaseToken: try row.get("lease_token"),
            turn: try row.get("turn"))
    }
}

/// The message has another holder by now, or was dropped: whatever was done under the old lease must not be written.
struct StaleLease: Error {
    /// Lets a batch go on only where a statement that asks for the lease has found its row.
    @Sendable static func check(rows: Int) throws {
        guard rows == 1 else { throw StaleLease() }
    }
}
