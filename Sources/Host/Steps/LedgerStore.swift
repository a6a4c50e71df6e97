import Effects
import Foundation
import PlatformAPI
import Postgres
import Vendors

/// The ledger: what went out to providers, for whom, and what it cost. A job's `credits_spent` is always the sum of its
/// rows, which stay when the job goes.
struct LedgerStore: Sendable {
    private static let insert = """
        INSERT INTO provider_calls (id, job_id, user_id, platform, vendor, path, status, error, attempt, credits,
                                    credits_remaining, is_cached, milliseconds, called_at)
        SELECT t.id, (SELECT id FROM jobs WHERE id = $1), (SELECT id FROM users WHERE id = $14), $2, $3, t.path, nullif(t.status, 0),
               nullif(t.error, ''), t.attempt, t.credits, nullif(t.remaining, -1), t.cached = 1, t.milliseconds, t.called_at
        FROM unnest($4::uuid[], $5::text[], $6::bigint[], $7::text[], $8::bigint[], $9::bigint[], $10::bigint[],
                    $11::bigint[], $12::bigint[], $13::timestamptz[])
            AS t (id, path, status, error, attempt, credits, remaining, cached, milliseconds, called_at)
        ON CONFLICT (id) DO NOTHING
        """

    static let add = Statement("ledger.add", insert)

    static let settle = Statement(
        "ledger.settle",
        """
        WITH added AS (\(insert) RETURNING credits)
        UPDATE jobs SET credits_spent = credits_spent + (SELECT coalesce(sum(credits), 0) FROM added),
            revision = revision + 1
        WHERE id = $1
        """)

    /// Books calls under a job, in the transaction that adds their credits to it.
    ///
    /// That transaction updates the job's row once: a second update of one row would take a lock on its campaign
    /// (Postgres checks the foreign key of rows that the transaction itself has written) and could deadlock.
    func add(
        _ calls: [RecordedCall], of user: UUID, jobID: UUID, platform: PlatformDescriptor, in batch: inout Batch
    ) throws {
        guard !calls.isEmpty else { return }
        try batch.add(Self.add, Self.parameters(calls, of: user, jobID: jobID, platform: platform))
    }

    /// Books calls and their credits by itself; what has been booked before is not booked again, and a job that is
    /// gone leaves its calls without one.
    func settle(
        _ calls: [RecordedCall], of user: UUID?, jobID: UUID, platform: PlatformDescriptor, on db: some Queryable
    ) async throws {
        guard !calls.isEmpty else { return }
        try await db.execute(Self.settle, Self.parameters(calls, of: user, jobID: jobID, platform: platform))
    }

    private static func parameters(
        _ recorded: [RecordedCall], of user: UUID?, jobID: UUID, platform: PlatformDescriptor
    ) -> [PostgresValue] {
        let calls = recorded.map(\.call)
        func numbers(_ number: (ProviderCall) -> Int) -> PostgresValue { .intArray(calls.map(number)) }
        return [
            .uuid(jobID), .text(platform.id.rawValue), .text(platform.provider.vendor), .uuidArray(recorded.map(\.id)),
            .textArray(calls.map(\.path)), numbers { $0.status ?? 0 }, .textArray(calls.map { $0.error ?? "" }),
            numbers { $0.attempt }, numbers { $0.creditsCharged ?? 0 }, numbers { $0.creditsRemaining ?? -1 },
            numbers { $0.cached ? 1 : 0 }, numbers { Int($0.duration.seconds * 1000) },
            .timestampArray(calls.map(\.startedAt)), user.map(PostgresValue.uuid) ?? .null,
        ]
    }
}
