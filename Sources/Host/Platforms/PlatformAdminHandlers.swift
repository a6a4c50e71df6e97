import Effects

/// From requests to the platforms' switches and back.
struct PlatformAdminHandlers: Sendable {
    var platforms: PlatformAdminService

    @Sendable func list(_ request: APIRequest) async throws -> APIResult {
        try APIResult(await platforms.list())
    }

    @Sendable func toggle(_ request: APIRequest) async throws -> APIResult {
        let platform = try platforms.platform(request.path["platform"] ?? "")
        var fields = try request.fields()
        let toggle = try PlatformToggle(&fields, of: platform)
        return try APIResult(await platforms.toggle(platform, toggle, by: request.user(), log: request.log))
    }

    @Sendable func add(_ request: APIRequest) async throws -> APIResult {
        let platform = try platforms.platform(request.path["platform"] ?? "")
        var fields = try request.fields()
        let draft = try PlatformSwitchDraft(&fields, of: platform, now: platforms.effects.now())
        return try APIResult(
            await platforms.add(
                draft, to: platform, id: request.creationID, by: request.user(), log: request.log))
    }

    @Sendable func remove(_ request: APIRequest) async throws -> APIResult {
        let platform = try platforms.platform(request.path["platform"] ?? "")
        let id = try request.id("id", of: "switch")
        return try APIResult(await platforms.remove(id, from: platform, by: request.user(), log: request.log))
    }
}
