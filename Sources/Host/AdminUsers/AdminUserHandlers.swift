import Vendors

/// From requests to the services of users and test users and back.
struct AdminUserHandlers: Sendable {
    var users: AdminUserService

    @Sendable func list(_ request: APIRequest) async throws -> APIResult {
        var query = QueryReader(request.query)
        let filter = AdminUserFilter(
            text: query.text("q", length: 1...200),
            admins: query.choice("admins", of: ["true", "false"]).map { $0 == "true" })
        let page = query.page()
        try query.finish()
        let (found, next) = try await users.page(page, filter, for: request.user())
        var result = try APIResult(found)
        result.pagination = APIResult.Pagination(limit: page.limit, nextCursor: next)
        return result
    }

    @Sendable func find(_ request: APIRequest) async throws -> APIResult {
        try APIResult(await users.find(request.id("id", of: "user")))
    }

    @Sendable func promote(_ request: APIRequest) async throws -> APIResult {
        try APIResult(await users.promote(request.id("id", of: "user"), by: request.user(), log: request.log))
    }

    @Sendable func demote(_ request: APIRequest) async throws -> APIResult {
        try APIResult(await users.demote(request.id("id", of: "user"), by: request.user(), log: request.log))
    }
}

/// The same for test users.
struct TestUserHandlers: Sendable {
    var tests: TestUserService

    /// No address that anybody could own.
    static let addresses = #"^[A-Za-z0-9._+-]{1,64}@example\.com$"#

    @Sendable func create(_ request: APIRequest) async throws -> APIResult {
        var fields = try request.fields()
        let email = fields.string("email", length: 1...100, required: false)
        if let email, (try? Regex(Self.addresses).wholeMatch(in: email)) == nil {
            fields.fail("email", "is no address of a test user", accepted: "an address at example.com")
        }
        let draft = TestUserDraft(
            email: (email?.lowercased()).map(EmailAddress.init),
            fullName: fields.string("fullName", length: 1...200, required: false),
            isAdmin: fields.bool("admin") ?? false)
        try fields.finish()
        return try APIResult(
            await tests.create(draft, id: request.creationID, by: request.user(), log: request.log))
    }

    @Sendable func login(_ request: APIRequest) async throws -> APIResult {
        var fields = try request.fields()
        let id = fields.uuid("userId")
        try fields.finish()
        guard let id else { throw APIError.notFound("user") }
        return try APIResult(await tests.login(id, by: request.user(), log: request.log))
    }
}
