import Effects
import Foundation
import PlatformAPI
import Postgres
import Vendors

/// The ledger: what went out to providers and what it cost.
struct LedgerStore: Sendable {
    static let add = Statement(
        "ledger.add",
        """
        INSERT INTO provider_calls (id, job_id, platform, vendor, path, status, error, attempt, credits,
                                    credits_remaining, is_cached, milliseconds, called_at)
        SELECT t.id, $1, $2, $3, t.path, nullif(t.status, 0), nullif(t.error, ''), t.attempt, t.credits,
               nullif(t.remaining, -1), t.cached = 1, t.milliseconds, t.called_at
        FROM unnest($4::uuid[], $5::text[], $6::bigint[], $7::text[], $8::bigint[], $9::bigint[], $10::bigint[],
                    $11::bigint[], $12::bigint[], $13::timestamptz[])
            AS t (id, path, status, error, attempt, credits, remaining, cached, milliseconds, called_at)
        """)

    /// Books calls under a job.
    func add(
        _ calls: [ProviderCall], jobID: UUID, platform: PlatformDescriptor, ids: () -> UUID, on db: some Queryable
    ) async throws {
        guard !calls.isEmpty else { return }
        func numbers(_ number: (ProviderCall) -> Int) -> PostgresValue { .intArray(calls.map(number)) }
        let columns: [PostgresValue] = [
            .uuidArray(calls.map { _ in ids() }), .textArray(calls.map(\.path)), numbers { $0.status ?? 0 },
            .textArray(calls.map { $0.error ?? "" }), numbers { $0.attempt }, numbers { $0.creditsCharged ?? 0 },
            numbers { $0.creditsRemaining ?? -1 }, numbers { $0.cached ? 1 : 0 },
            numbers { Int($0.duration.seconds * 1000) }, .timestampArray(calls.map(\.startedAt)),
        ]
        let job: [PostgresValue] = [.uuid(jobID), .text(platform.id.rawValue), .text(platform.provider.vendor)]
        try await db.execute(Self.add, job + columns)
    }
}
