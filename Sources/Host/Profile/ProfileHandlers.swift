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
            fullName: fields.change("fullName", length: Self.name),
            businessName: fields.change("businessName", length: Self.name),
            brandDescription: fields.change("brandDescription", length: Self.description))
        try fields.finish()
        return try APIResult(await profiles.update(change, of: request.user()))
    }

    @Sendable func delete(_ request: APIRequest) async throws -> APIResult {
        let user = try request.user()
        try Self.checkConfirmation(in: request, of: user)
        try await profiles.delete(user, log: request.log)
        return try APIResult(["deleted": true])
    }

    /// A browser signs whatever a page asks for, also where a link has led the page to a wrong address. Such a link
    /// cannot have the account's id in it, which nobody else knows.
    private static func checkConfirmation(in request: APIRequest, of user: Session) throws {
        let confirmation = request.query["confirm"]
        if confirmation == nil, !request.isSignedByCookie { return }
        guard confirmation?.lowercased() != user.userID.text else { return }
        throw APIError.validation([
            FieldIssue(
                field: "confirm", message: confirmation == nil ? "is missing" : "is not the id of this account",
                accepted: "the id that GET /api/profile tells")
        ])
    }
}
