import Domain
import Foundation
import PlatformAPI
import Postgres

/// Creators of further degrees that wait for their turn in a similar search.
struct CandidateStore: Sendable {
    static let add = Statement(
        "candidates.add",
        """
        INSERT INTO job_candidates (job_id, external_id, track, degree, mentions, creator)
        SELECT $1, t.external_id, t.track, t.degree, t.mentions, t.creator
        FROM unnest($2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::jsonb[])
            WITH ORDINALITY AS t (external_id, track, degree, mentions, creator, ordinal)
        WHERE NOT EXISTS (
            SELECT 1 FROM job_results r WHERE r.job_id = $1 AND r.external_id = t.external_id)
        ORDER BY t.ordinal
        ON CONFLICT (job_id, external_id) DO UPDATE SET mentions = job_candidates.mentions + excluded.mentions
        """, isPlannedAnew: true)

    static let next = Statement(
        "candidates.next",
        """
        SELECT creator, track, degree, mentions FROM job_candidates
        WHERE job_id = $1 AND NOT is_taken
        ORDER BY degree, mentions DESC, ordinal LIMIT $2
        """)

    static let take = Statement(
        "candidates.take",
        "UPDATE job_candidates SET is_taken = true WHERE job_id = $1 AND external_id = ANY($2)", isPlannedAnew: true)

    static let drop = Statement("candidates.drop", "DELETE FROM job_candidates WHERE job_id = $1")

    /// Notes where creators lead to. One noted before is mentioned once more for each time it is named here.
    func add(_ leads: [SearchState.Pending], of jobID: UUID, in batch: inout Batch) throws {
        let unique = Self.counted(leads)
        guard !unique.isEmpty else { return }
        try batch.add(
            Self.add,
            [
                jobID, unique.map(\.creator.externalId), PostgresValue.intArray(unique.map(\.track)),
                PostgresValue.intArray(unique.map(\.degree)), PostgresValue.intArray(unique.map(\.mentions)),
                PostgresValue.jsonArray(try unique.map { try GemzJSON.bytes(of: $0.creator) }),
            ])
    }

    /// The candidates whose turn it is: nearest degree first, then the most often mentioned, then the first seen.
    func next(_ limit: Int, of jobID: UUID, on db: some Queryable) async throws -> [SearchState.Pending] {
        let decoder = GemzJSON.decoder()
        return try await db.query(Self.next, [jobID, limit]) { row in
            let json: [UInt8] = try row.get("creator")
            return SearchState.Pending(
                creator: try decoder.decode(Creator.self, from: Data(json)), track: try row.get("track"),
                degree: try row.get("degree"), mentions: try row.get("mentions"))
        }
    }

    /// Marks candidates whose turn has been; they stay, so that they are not noted anew.
    func take(_ ids: [String], of jobID: UUID, in batch: inout Batch) throws {
        guard !ids.isEmpty else { return }
        try batch.add(Self.take, [jobID, ids])
    }

    /// Forgets what is left once the job has ended.
    func drop(of jobID: UUID, in batch: inout Batch) throws { try batch.add(Self.drop, [jobID]) }

    private static func counted(_ leads: [SearchState.Pending]) -> [SearchState.Pending] {
        var order: [String] = []
        var byID: [String: SearchState.Pending] = [:]
        for lead in leads {
            if byID[lead.creator.externalId] == nil {
                order.append(lead.creator.externalId)
                byID[lead.creator.externalId] = lead
            } else {
                byID[lead.creator.externalId]?.mentions += lead.mentions
            }
        }
        return order.compactMap { byID[$0] }
    }
}
