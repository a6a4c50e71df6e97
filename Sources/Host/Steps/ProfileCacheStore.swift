import Domain
import Foundation
import PlatformAPI
import Postgres

/// Profiles that earlier searches have paid for.
struct ProfileCacheStore: Sendable {
    static let find = Statement(
        "profiles.find",
        """
        SELECT external_id, creator FROM profile_cache
        WHERE platform = $1 AND external_id = ANY($2) AND fetched_at > $3
        """)

    static let keep = Statement(
        "profiles.keep",
        """
        INSERT INTO profile_cache (platform, external_id, creator, fetched_at)
        SELECT $1, t.external_id, t.creator, $4 FROM unnest($2::text[], $3::jsonb[]) AS t (external_id, creator)
        ORDER BY t.external_id
        ON CONFLICT (platform, external_id) DO UPDATE
            SET creator = excluded.creator, fetched_at = excluded.fetched_at
            WHERE profile_cache.fetched_at <= excluded.fetched_at
        """)

    static let dropExpired = Statement(
        "profiles.drop_expired",
        """
        DELETE FROM profile_cache WHERE ctid = ANY(ARRAY(
            SELECT ctid FROM profile_cache WHERE fetched_at <= $1
            ORDER BY fetched_at LIMIT $2 FOR UPDATE SKIP LOCKED))
        """)

    /// The profiles among these ids that were fetched after an instant.
    func find(
        _ ids: [String], of platform: PlatformID, after oldest: Date, on db: some Queryable
    ) async throws -> [String: Creator] {
        guard !ids.isEmpty else { return [:] }
        let decoder = GemzJSON.decoder()
        let rows = try await db.query(Self.find, [platform.rawValue, ids, oldest]) { row in
            let json: [UInt8] = try row.get("creator")
            return (try row.get("external_id", as: String.self), try decoder.decode(Creator.self, from: Data(json)))
        }
        return Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }

    /// Keeps freshly fetched profiles. Rows are written in one order by everybody, so that hosts never deadlock.
    func keep(_ creators: [Creator], of platform: PlatformID, now: Date, in batch: inout Batch) throws {
        guard !creators.isEmpty else { return }
        var seen: Set<String> = []
        let creators = creators.filter { seen.insert($0.externalId).inserted }
        let documents = try creators.map { try GemzJSON.bytes(of: $0) }
        try batch.add(
            Self.keep,
            [platform.rawValue, creators.map(\.externalId), PostgresValue.jsonArray(documents), now])
    }

    /// Removes profiles that were fetched by an instant, the oldest first; how many.
    func dropExpired(before instant: Date, limit: Int, on db: some Queryable) async throws -> Int {
        try await db.execute(Self.dropExpired, [instant, limit])
    }
}
