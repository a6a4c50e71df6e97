import Effects
import Foundation
import Postgres

/// What can be done with campaigns.
struct CampaignService: Sendable {
    var pool: Pool
    var store: CampaignStore
    var cursors: CursorCodec
    var effects: Effects

    func create(_ draft: CampaignDraft, for user: Session, log: HouseLog) async throws -> Campaign {
        let id = effects.uuid()
        try await store.insert(draft, id: id, owner: user.userID, now: effects.now(), on: pool)
        log.area("campaign").done("created \(id.text)")
        return try await find(id, for: user)
    }

    func find(_ id: UUID, for user: Session) async throws -> Campaign {
        guard var campaign = try await store.find(id, owner: user.userID, on: pool) else {
            throw APIError.notFound("campaign")
        }
        campaign.jobs = try await store.jobs(of: [id], on: pool)[id] ?? []
        return campaign
    }

    func list(for user: Session, page: PageRequest) async throws -> (campaigns: [Campaign], next: String?) {
        let scope = "campaigns/\(user.userID.text)"
        let before = try page.cursor.map { try cursors.open($0, scope: scope) } ?? Self.newest
        guard let beforeID = UUID(uuidString: before) else { throw PageRequest.badCursor }
        var campaigns = try await store.list(owner: user.userID, before: beforeID, limit: page.limit + 1, on: pool)
        let hasMore = campaigns.count > page.limit
        if hasMore { campaigns.removeLast() }
        let jobs = campaigns.isEmpty ? [:] : try await store.jobs(of: campaigns.map(\.id), on: pool)
        for index in campaigns.indices { campaigns[index].jobs = jobs[campaigns[index].id] ?? [] }
        let next = hasMore ? campaigns.last.map { cursors.seal($0.id.text, scope: scope) } : nil
        return (campaigns, next)
    }

    func update(_ id: UUID, name: String?, description: String?, for user: Session) async throws -> Campaign {
        let isThere = try await store.update(
            id, owner: user.userID, name: name, description: description, now: effects.now(), on: pool)
        guard isThere else { throw APIError.notFound("campaign") }
        return try await find(id, for: user)
    }

    func delete(_ id: UUID, for user: Session, log: HouseLog) async throws {
        guard try await store.delete(id, owner: user.userID, on: pool) else { throw APIError.notFound("campaign") }
        log.area("campaign").done("deleted \(id.text), its jobs cancelled")
    }

    /// Above every UUID that is in use.
    private static let newest = "ffffffff-ffff-ffff-ffff-ffffffffffff"
}
