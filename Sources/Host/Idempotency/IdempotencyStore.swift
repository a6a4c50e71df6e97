import Effects
import Foundation
import Postgres

/// The keys' rows; every statement but the sweep is scoped to the owner.
struct IdempotencyStore: Sendable {
    /// Takes a key that is new, expired, or that of a request whose execution ended without an answer.
    static let claim = Statement(
        "idempotency.claim",
        """
        INSERT INTO idempotency_keys AS k (user_id, key, fingerprint, creation_id, lease_token, lease_until, expires_at)
        VALUES ($1, $2, $3, $4, 1, clock_timestamp() + make_interval(secs => $5), $7)
        ON CONFLICT (user_id, key) DO UPDATE SET
            fingerprint = excluded.fingerprint,
            creation_id = CASE WHEN k.expires_at <= $6 THEN excluded.creation_id ELSE k.creation_id END,
            expires_at = CASE WHEN k.expires_at <= $6 THEN excluded.expires_at ELSE k.expires_at END,
            lease_token = k.lease_token + 1, lease_until = excluded.lease_until,
            status = NULL, headers = NULL, body = NULL
        WHERE k.expires_at <= $6
            OR k.fingerprint = excluded.fingerprint AND k.status IS NULL
                AND (k.lease_until IS NULL OR k.lease_until < clock_timestamp())
        RETURNING creation_id, lease_token
        """)

    static let find = Statement(
        "idempotency.find",
        "SELECT fingerprint, status, headers, body FROM idempotency_keys WHERE user_id = $1 AND key = $2")

    static let keep = Statement(
        "idempotency.keep",
        """
        UPDATE idempotency_keys SET status = $4, headers = $5, body = $6, lease_until = NULL
        WHERE user_id = $1 AND key = $2 AND lease_token = $3
        """)

    static let release = Statement(
        "idempotency.release",
        "UPDATE idempotency_keys SET lease_until = NULL WHERE user_id = $1 AND key = $2 AND lease_token = $3")

    static let forget = Statement(
        "idempotency.forget", "DELETE FROM idempotency_keys WHERE user_id = $1 AND key = $2 AND lease_token = $3")

    static let dropExpired = Statement(
        "idempotency.drop_expired",
        """
        DELETE FROM idempotency_keys WHERE ctid = ANY(ARRAY(
            SELECT ctid FROM idempotency_keys WHERE expires_at <= $1
            ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED))
        """)

    /// The right to execute the request, or `nil` when somebody else has it, had it, or the key means another request.
    func claim(
        _ key: IdempotencyKey, owner: UUID, fingerprint: RequestFingerprint, creationID: UUID, lease: Duration,
        now: Date, expiry: Date, on db: some Queryable
    ) async throws -> IdempotencyClaim? {
        try await db.first(
            Self.claim,
            [owner, key.text, PostgresValue.bytes(fingerprint.bytes), creationID, lease.seconds, now, expiry]
        ) { row in
            IdempotencyClaim(
                owner: owner, key: key, creationID: try row.get("creation_id"), leaseToken: try row.get("lease_token"))
        }
    }

    func find(_ key: IdempotencyKey, owner: UUID, on db: some Queryable) async throws -> IdempotencyRecord? {
        try await db.first(Self.find, [owner, key.text]) { row in
            let status: Int? = try row.get("status")
            let headers: [String]? = try row.get("headers")
            let body: [UInt8]? = try row.get("body")
            return IdempotencyRecord(
                fingerprint: try row.get("fingerprint"),
                answer: status.map { StoredAnswer(status: $0, headers: headers ?? [], body: body ?? []) })
        }
    }

    /// Keeps an answer for whoever sends the request again.
    func keep(_ answer: Answer, under claim: IdempotencyClaim, on db: some Queryable) async throws {
        guard let stored = StoredAnswer(answer) else { return try await release(claim, on: db) }
        try await db.execute(
            Self.keep,
            [
                claim.owner, claim.key.text, claim.leaseToken, stored.status, PostgresValue.textArray(stored.headers),
                PostgresValue.bytes(stored.body),
            ])
    }

    /// Lets the next one execute the request, which stays what the key means.
    func release(_ claim: IdempotencyClaim, on db: some Queryable) async throws {
        try await db.execute(Self.release, [claim.owner, claim.key.text, claim.leaseToken])
    }

    /// Frees the key for any request.
    func forget(_ claim: IdempotencyClaim, on db: some Queryable) async throws {
        try await db.execute(Self.forget, [claim.owner, claim.key.text, claim.leaseToken])
    }

    /// Removes keys whose time is over, those over longest first; how many.
    func dropExpired(now: Date, limit: Int, on db: some Queryable) async throws -> Int {
        try await db.execute(Self.dropExpired, [now, limit])
    }
}
