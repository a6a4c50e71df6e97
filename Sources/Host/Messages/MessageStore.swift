import Effects
import Foundation
import PlatformAPI
import Postgres

/// The queue's messages: written in turns by user, and taken off, put off or laid aside by who holds them
/// (``ClaimStore``).
struct MessageStore: Sendable {
    /// A history with room for one more: attempts and interruptions are limited, so this holds all of them.
    static let recent = """
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
                    0, $12::bigint + 1, (SELECT max(turn) + 1 FROM messages WHERE user_id = $4 AND NOT is_held),
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

    static let finish = Statement(
        "messages.finish", "DELETE FROM messages WHERE id = $1 AND lease_token = $2")

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

    /// Puts a message off after a failure, which is one attempt.
    ///
    /// - Throws: ``StaleLease``.
    func retry(_ message: Message, at notBefore: Date, after failure: MessageFailure, in batch: inout Batch) throws {
        let entry = PostgresValue.json(try GemzJSON.bytes(of: failure))
        try batch.add(Self.retry, [message.id, message.leaseToken, notBefore, entry], check: StaleLease.check)
    }

    /// Puts a message off that only has to wait: no attempt is used up.
    ///
    /// - Parameter cause: what it waits for, such as a circuit; ``CircuitStore`` and ``PlatformSwitchStore`` find it by that.
    /// - Throws: ``StaleLease``.
    func putOff(
        _ message: Message, until notBefore: Date, waitingFor cause: String? = nil, in batch: inout Batch
    ) throws {
        try batch.add(
            Self.putOff, [message.id, message.leaseToken, notBefore, cause], check: StaleLease.check)
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
}

/// The message has another holder by now, or was dropped: whatever was done under the old lease must not be written.
struct StaleLease: Error {
    /// Lets a batch go on only where a statement that asks for the lease has found its row.
    @Sendable static func check(rows: Int) throws {
        guard rows == 1 else { throw StaleLease() }
    }
}
