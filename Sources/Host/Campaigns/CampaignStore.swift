import Foundation
import Postgres

/// The campaigns' rows; every statement is scoped to the owner.
struct CampaignStore: Sendable {
    static let insert = Statement(
        "campaigns.insert",
        """
        INSERT INTO campaigns (id, user_id, name, description, search_type, status, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, 'draft', $6, $6)
        ON CONFLICT (id) DO NOTHING
        """)

    static let find = Statement(
        "campaigns.find",
        """
        SELECT id, name, description, search_type, status, created_at, updated_at
        FROM campaigns WHERE id = $1 AND user_id = $2
        """, isShortRead: true)

    static let list = Statement(
        "campaigns.list",
        """
        SELECT id, name, description, search_type, status, created_at, updated_at
        FROM campaigns WHERE user_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3
        """)

    static let jobs = Statement(
        "campaigns.jobs",
        """
        SELECT id, campaign_id, platform, mode, status, progress
        FROM jobs WHERE campaign_id = ANY($1) AND user_id = $2 ORDER BY campaign_id, id
        """)

    static let update = Statement(
        "campaigns.update",
        """
        UPDATE campaigns SET name = coalesce($3, name), description = CASE WHEN $4 THEN $5 ELSE description END,
            updated_at = $6
        WHERE id = $1 AND user_id = $2
        """)

    static let hold = Statement(
        "campaigns.hold", "SELECT id FROM campaigns WHERE id = $1 AND user_id = $2 FOR UPDATE")

    static let archive = Statement(
        "campaigns.archive", "UPDATE campaigns SET status = 'archived' WHERE id = $1 AND user_id = $2")

    static let restore = Statement(
        "campaigns.restore",
        """
        UPDATE campaigns c SET status = (
            SELECT CASE WHEN count(*) = 0 THEN 'draft'
                        WHEN bool_or(j.status IN ('pending', 'processing', 'paused')) THEN 'active'
                        ELSE 'completed' END
            FROM jobs j WHERE j.campaign_id = c.id)
        WHERE c.id = $1 AND c.user_id = $2 AND c.status = 'archived'
        """)

    static let delete = Statement("campaigns.delete", "DELETE FROM campaigns WHERE id = $1 AND user_id = $2")

    static let activate = Statement(
        "campaigns.activate",
        """
        UPDATE campaigns SET status = 'active', updated_at = $3
        WHERE id = $1 AND user_id = $2 AND status IN ('draft', 'completed', 'active')
        """)

    static let lock = Statement(
        "campaigns.lock",
        """
        SELECT id FROM campaigns
        WHERE id = (SELECT campaign_id FROM jobs WHERE id = $1 AND user_id = coalesce($2, user_id)) FOR UPDATE
        """)

    static let lockIfFree = Statement(
        "campaigns.lock_if_free",
        """
        SELECT id FROM campaigns WHERE id = (SELECT campaign_id FROM jobs WHERE id = $1) FOR UPDATE SKIP LOCKED
        """)

    static let complete = Statement(
        "campaigns.complete",
        """
        UPDATE campaigns c SET status = 'completed', updated_at = $2
        WHERE c.id = (SELECT campaign_id FROM jobs WHERE id = $1) AND c.status = 'active'
          AND NOT EXISTS (
            SELECT 1 FROM jobs j
            WHERE j.campaign_id = c.id AND j.status IN ('pending', 'processing', 'paused'))
        """)

    /// Adds a campaign; one that has this id already stays as it is.
    func insert(_ draft: CampaignDraft, id: UUID, owner: UUID, now: Date, on db: some Queryable) async throws {
        try await db.execute(Self.insert, [id, owner, draft.name, draft.description, draft.searchType, now])
    }

    func find(_ id: UUID, owner: UUID, on db: some Queryable) async throws -> Campaign? {
        try await db.first(Self.find, [id, owner], decode: Self.campaign)
    }

    /// Campaigns older than `before`, the newest first.
    func list(owner: UUID, before: UUID, limit: Int, on db: some Queryable) async throws -> [Campaign] {
        try await db.query(Self.list, [owner, before, limit], decode: Self.campaign)
    }

    func jobs(
        of campaigns: [UUID], owner: UUID, on db: some Queryable
    ) async throws -> [UUID: [Campaign.JobSummary]] {
        let rows = try await db.query(Self.jobs, [campaigns, owner]) { row in
            let summary = Campaign.JobSummary(
                id: try row.get("id"), platform: try row.get("platform"), mode: try row.get("mode"),
                status: try row.get("status"), progress: try row.get("progress"))
            return (try row.get("campaign_id", as: UUID.self), summary)
        }
        return Dictionary(grouping: rows, by: \.0).mapValues { $0.map(\.1) }
    }

    /// Holds a campaign until the transaction ends; whether there is such a one.
    func hold(_ id: UUID, owner: UUID, on db: some Queryable) async throws -> Bool {
        try await db.execute(Self.hold, [id, owner]) > 0
    }

    func update(
        _ id: UUID, owner: UUID, name: String?, description: TextChange, now: Date, on db: some Queryable
    ) async throws {
        try await db.execute(Self.update, [id, owner, name, description.isChange, description.text, now])
    }

    func archive(_ id: UUID, owner: UUID, on db: some Queryable) async throws {
        try await db.execute(Self.archive, [id, owner])
    }

    /// Gives an archived campaign the status that its jobs ask for. The campaign is held before.
    func restore(_ id: UUID, owner: UUID, on db: some Queryable) async throws {
        try await db.execute(Self.restore, [id, owner])
    }

    /// Whether there was such a campaign. Its jobs, their messages and results go with it.
    func delete(_ id: UUID, owner: UUID, on db: some Queryable) async throws -> Bool {
        try await db.execute(Self.delete, [id, owner]) > 0
    }

    /// Whether there is such a campaign that can take a job; it is active from then on.
    func activate(_ id: UUID, owner: UUID, now: Date, in batch: inout Batch) throws {
        try batch.add(Self.activate, [id, owner, now]) { rows in if rows == 0 { throw CampaignClosed() } }
    }

    /// Holds the campaign of a job until the transaction ends.
    ///
    /// Whoever ends a job begins with this: of two jobs that end at once the later then sees the earlier, and all
    /// take their locks in one order: campaign, job, message.
    ///
    /// - Parameter owner: who asks for it, unless it is a host: a job of anybody else has no campaign to hold.
    func lock(campaignOf jobID: UUID, owner: UUID?, in batch: inout Batch) throws {
        try batch.add(Self.lock, [jobID, owner])
    }

    /// The same where nobody else holds the campaign; whether that is so.
    func lockIfFree(campaignOf jobID: UUID, on db: some Queryable) async throws -> Bool {
        try await db.execute(Self.lockIfFree, [jobID]) > 0
    }

    /// Completes the campaign of a job once none of its jobs is open. The campaign is locked before.
    func complete(jobID: UUID, now: Date, in batch: inout Batch) throws {
        try batch.add(Self.complete, [jobID, now])
    }

    private static func campaign(_ row: Row) throws -> Campaign {
        Campaign(
            id: try row.get("id"), name: try row.get("name"), description: try row.get("description"),
            searchType: try row.get("search_type"), status: try row.get("status"),
            createdAt: try row.get("created_at"), updatedAt: try row.get("updated_at"))
    }
}

/// The owner has no such campaign, or it is archived.
struct CampaignClosed: Error {}
