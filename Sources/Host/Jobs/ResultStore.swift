import Domain
import Foundation
import PlatformAPI
import Postgres

/// What jobs found.
struct ResultStore: Sendable {
    /// Each id by itself: for all at once the planner may read every row of the job and pick among them.
    static let known = Statement(
        "results.known",
        """
        SELECT r.external_id, r.creator FROM unnest($2::text[]) AS asked (id) CROSS JOIN LATERAL (
            SELECT external_id, creator FROM job_results WHERE job_id = $1 AND external_id = asked.id LIMIT 1
        ) AS r
        """, isPlannedAnew: true)

    static let insert = Statement(
        "results.insert",
        """
        INSERT INTO job_results (job_id, position, external_id, creator, found_at)
        SELECT j.id, j.processed_results - cardinality($2::text[]) + t.ordinal, t.external_id, t.creator, $4
        FROM jobs j, unnest($2::text[], $3::jsonb[]) WITH ORDINALITY AS t (external_id, creator, ordinal)
        WHERE j.id = $1
        """)

    static let update = Statement(
        "results.update",
        """
        UPDATE job_results r SET creator = t.creator
        FROM unnest($2::text[], $3::jsonb[]) AS t (external_id, creator)
        WHERE r.job_id = $1 AND r.external_id = t.external_id
        """, isPlannedAnew: true)

    static let page = Statement(
        "results.page",
        """
        SELECT position, found_at, creator FROM job_results
        WHERE job_id = $1 AND position > $2 ORDER BY position LIMIT $3
        """)

    /// The job's rows among these ids.
    func known(_ ids: [String], of jobID: UUID, on db: some Queryable) async throws -> [String: Creator] {
        guard !ids.isEmpty else { return [:] }
        let rows = try await db.query(Self.known, [jobID, ids]) { row in
            let json: [UInt8] = try row.get("creator")
            return (try row.get("external_id", as: String.self), json)
        }
        let decoder = GemzJSON.decoder()
        return try Dictionary(
            rows.map { ($0.0, try decoder.decode(Creator.self, from: Data($0.1))) },
            uniquingKeysWith: { first, _ in first })
    }

    /// Adds creators in order, as the last of those that the job's row counts by now.
    func insert(_ creators: [Creator], of jobID: UUID, now: Date, in batch: inout Batch) throws {
        guard !creators.isEmpty else { return }
        let documents = PostgresValue.jsonArray(try creators.map(ResultDocument.json))
        try batch.add(Self.insert, [jobID, creators.map(\.externalId), documents, now])
    }

    /// Writes creators over rows that are there.
    func update(_ creators: [Creator], of jobID: UUID, in batch: inout Batch) throws {
        guard !creators.isEmpty else { return }
        let documents = PostgresValue.jsonArray(try creators.map(ResultDocument.json))
        try batch.add(Self.update, [jobID, creators.map(\.externalId), documents])
    }

    /// Results behind a position, in arrival order.
    func page(of jobID: UUID, after position: Int, limit: Int, on db: some Queryable) async throws -> [FoundCreator] {
        try await db.query(Self.page, [jobID, position, limit]) { row in
            FoundCreator(
                position: try row.get("position"), foundAt: try row.get("found_at"), document: try row.get("creator"))
        }
    }
}

/// A result as it is read: where it stands, when it came, and the creator as stored JSON.
struct FoundCreator: Sendable {
    var position: Int
    var foundAt: Date
    var document: [UInt8]

    /// The result as clients see it: position and time set into the stored document, which is not decoded for that.
    var json: [UInt8] {
        let head = "{\"position\":\(position),\"foundAt\":\"\(Timestamp.string(from: foundAt))\","
        return Array(head.utf8) + document.dropFirst()
    }
}
