import Effects
import Foundation
import Postgres

/// A message: a promise that a step will be run.
struct Message: Sendable {
    var id: UUID
    var kind: String
    var jobID: UUID
    var payload: [UInt8]
    /// Failures that were reported.
    var attempt: Int
    var maxAttempts: Int
    /// Leases that ran out without a word.
    var interruptions: Int
    /// Grows with each claim; a commit under an older token is refused.
    var leaseToken: Int

    /// One holder's hold on the message: whoever claims it anew has another.
    struct Claim: Hashable, Sendable {
        var id: UUID
        var leaseToken: Int
    }

    var claim: Claim { Claim(id: id, leaseToken: leaseToken) }

    /// One step of a search.
    static let searchStep = "search.step"
}

/// The queue: messages claimed under a lease, oldest due first, never two hosts at one message.
struct MessageStore: Sendable {
    /// Also wakes workers; and whoever follows the job learns that it has moved.
    static let insert = Statement(
        "messages.insert",
        """
        WITH added AS (
            INSERT INTO messages (id, kind, job_id, payload, not_before, max_attempts, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $5)
        )
        SELECT pg_notify('gemz_messages', ''), pg_notify('gemz_job', $3::text)
        """)

    static let notifyEnd = Statement("messages.notify_end", "SELECT pg_notify('gemz_job', $1::text)")

    static let claim = Statement(
        "messages.claim",
        """
        WITH due AS (
            SELECT id FROM messages
            WHERE not_before <= $1 AND (lease_until IS NULL OR lease_until < clock_timestamp())
            ORDER BY not_before, id LIMIT $2 FOR UPDATE SKIP LOCKED
        )
        UPDATE messages m SET
            lease_token = m.lease_token + 1,
            interruptions = m.interruptions + CASE WHEN m.lease_until IS NULL THEN 0 ELSE 1 END,
            lease_until = clock_timestamp() + make_interval(secs => $3)
        FROM due WHERE m.id = due.id
        RETURNING m.id, m.kind, m.job_id, m.payload, m.attempt, m.max_attempts, m.interruptions, m.lease_token
        """)

    static let renew = Statement(
        "messages.renew",
        """
        UPDATE messages m SET lease_until = clock_timestamp() + make_interval(secs => $3)
        FROM unnest($1::uuid[], $2::bigint[]) AS held (id, token)
        WHERE m.id = held.id AND m.lease_token = held.token
        """)

    static let finish = Statement(
        "messages.finish", "DELETE FROM messages WHERE id = $1 AND lease_token = $2")

    static let release = Statement(
        "messages.release", "UPDATE messages SET lease_until = NULL WHERE id = $1 AND lease_token = $2")

    static let retry = Statement(
        "messages.retry",
        """
        UPDATE messages SET lease_until = NULL, attempt = attempt + 1, not_before = $3, last_error = $4
        WHERE id = $1 AND lease_token = $2
        """)

    static let putOff = Statement(
        "messages.put_off",
        "UPDATE messages SET lease_until = NULL, not_before = $3, last_error = $4 WHERE id = $1 AND lease_token = $2")

    static let bury = Statement(
        "messages.bury",
        """
        WITH dead AS (DELETE FROM messages WHERE id = $1 AND lease_token = $2 RETURNING *)
        INSERT INTO dead_letters (id, kind, job_id, payload, attempt, interruptions, error, created_at, died_at)
        SELECT id, kind, job_id, payload, attempt + 1, interruptions, $3, created_at, $4 FROM dead
        """)

    static let dropOfJob = Statement("messages.drop_of_job", "DELETE FROM messages WHERE job_id = $1")

    /// Writes a message and wakes the workers of every host when the transaction commits.
    func add(
        step payload: [UInt8], of jobID: UUID, id: UUID, maxAttempts: Int, now: Date, in batch: inout Batch
    ) throws {
        try batch.add(
            Self.insert, [id, Message.searchStep, jobID, PostgresValue.json(payload), now, maxAttempts])
    }

    /// Tells whoever follows a job that it has ended.
    func announceEnd(of jobID: UUID, in batch: inout Batch) throws {
        try batch.add(Self.notifyEnd, [jobID.text])
    }

    /// Takes up to `limit` due messages under a lease.
    func claim(limit: Int, lease: Duration, now: Date, on db: some Queryable) async throws -> [Message] {
        try await db.query(Self.claim, [now, limit, lease.seconds]) { row in
            Message(
                id: try row.get("id"), kind: try row.get("kind"), jobID: try row.get("job_id"),
                payload: try row.get("payload"), attempt: try row.get("attempt"),
                maxAttempts: try row.get("max_attempts"), interruptions: try row.get("interruptions"),
                leaseToken: try row.get("lease_token"))
        }
    }

    /// Holds on to messages that are being worked on.
    func renew(_ messages: [Message], lease: Duration, on db: some Queryable) async throws {
        let ids = messages.map(\.id)
        try await db.execute(
            Self.renew, [ids, PostgresValue.intArray(messages.map(\.leaseToken)), lease.seconds])
    }

    /// Takes a message off the queue.
    ///
    /// - Throws: ``StaleLease`` when somebody else has taken the message over, or it is gone.
    func finish(_ message: Message, in batch: inout Batch) throws {
        try batch.add(Self.finish, [message.id, message.leaseToken], check: StaleLease.check)
    }

    /// Gives a message back as it was, for another host to take at once.
    func release(_ message: Message, on db: some Queryable) async throws {
        try await db.execute(Self.release, [message.id, message.leaseToken])
    }

    /// Puts a message off after a failure.
    ///
    /// - Throws: ``StaleLease``.
    func retry(_ message: Message, at notBefore: Date, error: String, in batch: inout Batch) throws {
        try batch.add(Self.retry, [message.id, message.leaseToken, notBefore, error], check: StaleLease.check)
    }

    /// Puts a message off without counting an attempt: nothing was tried.
    ///
    /// - Throws: ``StaleLease``.
    func putOff(_ message: Message, until notBefore: Date, reason: String, in batch: inout Batch) throws {
        try batch.add(Self.putOff, [message.id, message.leaseToken, notBefore, reason], check: StaleLease.check)
    }

    /// Moves a message to the dead letters.
    ///
    /// - Throws: ``StaleLease``.
    func bury(_ message: Message, error: String, now: Date, in batch: inout Batch) throws {
        try batch.add(Self.bury, [message.id, message.leaseToken, error, now], check: StaleLease.check)
    }

    /// Takes every message of a job off the queue; a step under way will find its lease stale.
    func drop(ofJob job: UUID, in batch: inout Batch) throws { try batch.add(Self.dropOfJob, [job]) }
}

/// The message has another holder by now, or was dropped: whatever was done under the old lease must not be written.
struct StaleLease: Error {
    /// Lets a batch go on only where a statement that asks for the lease has found its row.
    @Sendable static func check(rows: Int) throws {
        guard rows == 1 else { throw StaleLease() }
    }
}
