import Effects
import Foundation
import PlatformAPI
import Postgres
import Vendors

/// The ledger: what went out to providers and what it cost. A job's `credits_spent` is always the sum of its rows.
struct LedgerStore: Sendable {
    static let add = Statement(
        "ledger.add",
        """
        WITH job AS (SELECT id FROM jobs WHERE id = $1),
        added AS (
            INSERT INTO provider_calls (id, job_id, platform, vendor, path, status, error, attempt, credits,
                                        credits_remaining, is_cached, milliseconds, called_at)
            SELECT t.id, (SELECT id FROM job), $2, $3, t.path, nullif(t.status, 0), nullif(t.error, ''), t.attempt,
                   t.credits, nullif(t.remaining, -1), t.cached = 1, t.milliseconds, t.called_at
            FROM unnest($4::uuid[], $5::text[], $6::bigint[], $7::text[], $8::bigint[], $9::bigint[], $10::bigint[],
                        $11::bigint[], $12::bigint[], $13::timestamptz[])
                AS t (id, path, status, error, attempt, credits, remaining, cached, milliseconds, called_at)
            ON CONFLICT (id) DO NOTHING
            RETURNING credits
        )
        UPDATE jobs SET credits_spent = credits_spent + (SELECT coalesce(sum(credits), 0) FROM added) WHERE id = $1
        """)

    /// Books calls under a job, each once however often it is booked; a job that is gone leaves them without one.
    func add(
        _ recorded: [RecordedCall], jobID: UUID, platform: PlatformDescriptor, on db: some Queryable
    ) async throws {
        guard !recorded.isEmpty else { return }
        let calls = recorded.map(\.call)
        func numbers(_ number: (RecordedCall) -> Int) -> PostgresValue { .intArray(recorded.map(number)) }
        let columns: [PostgresValue] = [
            .uuidArray(recorded.map(\.id)), .textArray(calls.map(\.path)), numbers { $0.call.status ?? 0 },
            .textArray(calls.map { $0.error ?? "" }), numbers { $0.call.attempt },
            numbers { $0.call.creditsCharged ?? 0 }, numbers { $0.call.creditsRemaining ?? -1 },
            numbers { $0.call.cached ? 1 : 0 }, numbers { Int($0.call.duration.seconds * 1000) },
            .timestampArray(calls.map(\.startedAt)),
        ]
        let job: [PostgresValue] = [.uuid(jobID), .text(platform.id.rawValue), .text(platform.provider.vendor)]
        try await db.execute(Self.add, job + columns)
    }
}
