/// From requests to the profile service and back.
struct ProfileHandlers: Sendable {
    var profiles: ProfileService

    static let name = 1...200
    static let description = 50...5000

    @Sendable func find(_ request: APIRequest) async throws -> APIResult {
        try APIResult(await profiles.find(request.user()))
    }

    @Sendable func update(_ request: APIRequest) async throws -> APIResult {
        var fields = try request.fields()
        let change = ProfileChange(
            fullName: fields.string("fullName", length: Self.name, required: false),
            businessName: fields.string("businessName", length: Self.name, required: false),
            brandDescription: fields.string("brandDescription", length: Self.description, required: false))
        try fields.finish()
        return try APIResult(await profiles.update(change, of: request.user()))
    }

    @Sendable func delete(_ request: APIRequest) async throws -> APIResult {
        try await profiles.delete(request.user(), log: request.log)
        return try APIResult(["deleted": true])
    }
}
