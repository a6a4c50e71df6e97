/// From requests to the campaign service and back.
struct CampaignHandlers: Sendable {
    var campaigns: CampaignService

    @Sendable func create(_ request: APIRequest) async throws -> APIResult {
        var fields = try request.fields()
        let name = fields.string("name", length: 1...200)
        let description = fields.string("description", length: 1...2000, required: false)
        let searchType = fields.string("searchType", length: 1...50, required: false)
        try fields.finish()
        guard let name else { throw APIError.validation(fields.issues) }
        let draft = CampaignDraft(name: name, description: description, searchType: searchType)
        let campaign = try await campaigns.create(
            draft, id: request.creationID, for: request.user(), log: request.log)
        var result = try APIResult(campaign)
        result.headers = [("Location", "/api/campaigns/\(campaign.id.text)")]
        return result
    }

    @Sendable func list(_ request: APIRequest) async throws -> APIResult {
        let page = try PageRequest(request.query)
        let (list, next) = try await campaigns.list(for: request.user(), page: page)
        var result = try APIResult(list)
        result.pagination = APIResult.Pagination(limit: page.limit, nextCursor: next)
        return result
    }

    @Sendable func find(_ request: APIRequest) async throws -> APIResult {
        try APIResult(await campaigns.find(request.id("id", of: "campaign"), for: request.user()))
    }

    @Sendable func update(_ request: APIRequest) async throws -> APIResult {
        var fields = try request.fields()
        let name = fields.string("name", length: 1...200, required: false)
        let description = fields.change("description", length: 1...2000)
        let status = fields.choice("status", of: CampaignChange.Status.allCases.map(\.rawValue))
        try fields.finish()
        let change = CampaignChange(
            name: name, description: description, status: status.flatMap(CampaignChange.Status.init))
        return try APIResult(
            await campaigns.update(request.id("id", of: "campaign"), change, for: request.user()))
    }

    @Sendable func delete(_ request: APIRequest) async throws -> APIResult {
        try await campaigns.delete(request.id("id", of: "campaign"), for: request.user(), log: request.log)
        return try APIResult(["deleted": true])
    }
}
