/// From requests to the settings' service and back.
struct ConfigHandlers: Sendable {
    var settings: ConfigService

    @Sendable func list(_ request: APIRequest) async throws -> APIResult {
        try APIResult(await settings.list())
    }

    @Sendable func find(_ request: APIRequest) async throws -> APIResult {
        try APIResult(await settings.find(request.path["key"] ?? ""))
    }

    @Sendable func set(_ request: APIRequest) async throws -> APIResult {
        var reader = try request.fields()
        let fields = try ConfigFields(one: &reader, of: settings.catalog)
        let changed = try await settings.set(
            fields.wanted, reason: fields.reason, by: request.user(), log: request.log)
        guard let setting = changed.first else { throw APIError.notFound("setting") }
        return try APIResult(setting)
    }

    @Sendable func setMany(_ request: APIRequest) async throws -> APIResult {
        var reader = try request.fields()
        let fields = try ConfigFields(many: &reader, of: settings.catalog)
        return try APIResult(
            await settings.set(fields.wanted, reason: fields.reason, by: request.user(), log: request.log))
    }

    @Sendable func reset(_ request: APIRequest) async throws -> APIResult {
        try APIResult(await settings.reset(request.path["key"] ?? "", by: request.user(), log: request.log))
    }

    @Sendable func initialize(_ request: APIRequest) async throws -> APIResult {
        try APIResult(["created": await settings.initialize(by: request.user(), log: request.log)])
    }

    @Sendable func history(_ request: APIRequest) async throws -> APIResult {
        var query = QueryReader(request.query)
        let (key, page) = (query.text("key", length: 1...200), query.page())
        try query.finish()
        let (changes, next) = try await settings.history(of: key, page, for: request.user())
        var result = try APIResult(changes)
        result.pagination = APIResult.Pagination(limit: page.limit, nextCursor: next)
        return result
    }

    @Sendable func revert(_ request: APIRequest) async throws -> APIResult {
        let id = try request.id("id", of: "change")
        return try APIResult(await settings.revert(id, by: request.user(), log: request.log))
    }
}
