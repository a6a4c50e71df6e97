import Effects
import Foundation
import Postgres

/// What can be done with campaigns.
struct CampaignService: Sendable {
    var pool: Pool
    var store: CampaignStore
    var cursors: CursorCodec
    var effects: Effects

    /// - Parameter id: what the campaign is called if this is a request that may be sent again; one that is there
    ///   stays as it is.
    func create(_ draft: CampaignDraft, id: UUID?, for user: Session, log: HouseLog) async throws -> Campaign {
        let id = id ?? effects.uuid()
        let now = effects.now()
        let campaign = try await pool.transaction { db in
            // The row's reference holds its user until the commit, so what was written is there to be read.
            try await store.insert(draft, id: id, owner: user.userID, now: now, on: db)
            return try await find(id, for: user, on: db)
        }
        log.area("campaign").done("created \(id.text)")
        return campaign
    }

    func find(_ id: UUID, for user: Session) async throws -> Campaign { try await find(id, for: user, on: pool) }

    private func find(_ id: UUID, for user: Session, on db: some Queryable) async throws -> Campaign {
        guard var campaign = try await store.find(id, owner: user.userID, on: db) else {
            throw APIError.notFound("campaign")
        }
        campaign.jobs = try await store.jobs(of: [id], owner: user.userID, on: db)[id] ?? []
        return campaign
    }

    func list(for user: Session, page: PageRequest) async throws -> (campaigns: [Campaign], next: String?) {
        let scope = "campaigns/\(user.userID.text)"
        let before = try page.cursor.map { try cursors.open($0, scope: scope) } ?? Self.newest
        guard let beforeID = UUID(uuidString: before) else { throw PageRequest.badCursor }
        var campaigns = try await store.list(owner: user.userID, before: beforeID, limit: page.limit + 1, on: pool)
        let hasMore = campaigns.count > page.limit
        if hasMore { campaigns.removeLast() }
        let jobs =
            campaigns.isEmpty ? [:] : try await store.jobs(of: campaigns.map(\.id), owner: user.userID, on: pool)
        for index in campaigns.indices { campaigns[index].jobs = jobs[campaigns[index].id] ?? [] }
        let next = hasMore ? campaigns.last.map { cursors.seal($0.id.text, scope: scope) } : nil
        return (campaigns, next)
    }

    func update(_ id: UUID, _ change: CampaignChange, for user: Session) async throws -> Campaign {
        let now = effects.now()
        return try await pool.transaction { db in
            // Held first, as whoever ends a job does: what is read of the jobs after is how they stand.
            guard try await store.hold(id, owner: user.userID, on: db) else { throw APIError.notFound("campaign") }
            try await store.update(
                id, owner: user.userID, name: change.name, description: change.description, now: now, on: db)
            switch change.status {
            case .archived: try await store.archive(id, owner: user.userID, on: db)
            case .active: try await store.restore(id, owner: user.userID, on: db)
            case nil: break
            }
            return try await find(id, for: user, on: db)
        }
    }

    func delete(_ id: UUID, for user: Session, log: HouseLog) async throws {
        guard try await store.delete(id, owner: user.userID, on: pool) else { throw APIError.notFound("campaign") }
        log.area("campaign").done("deleted \(id.text), its jobs cancelled")
    }

    /// Above every UUID that is in use.
    private static let newest = "ffffffff-ffff-ffff-ffff-ffffffffffff"
}
