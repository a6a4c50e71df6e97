/// From requests to the dead letters' service and back.
struct DeadLetterHandlers: Sendable {
    var letters: DeadLetterService

    @Sendable func list(_ request: APIRequest) async throws -> APIResult {
        let page = try PageRequest(request.query)
        let (found, next) = try await letters.page(page, for: request.user())
        var result = try APIResult(found.map(DeadLetterView.init))
        result.pagination = APIResult.Pagination(limit: page.limit, nextCursor: next)
        return result
    }

    @Sendable func find(_ request: APIRequest) async throws -> APIResult {
        try APIResult(DeadLetterView(await letters.find(request.id("id", of: "dead letter"))))
    }

    @Sendable func retry(_ request: APIRequest) async throws -> APIResult {
        let id = try request.id("id", of: "dead letter")
        return try APIResult(DeadLetterView(await letters.retry(id, by: request.user(), log: request.log)))
    }

    @Sendable func discard(_ request: APIRequest) async throws -> APIResult {
        let id = try request.id("id", of: "dead letter")
        try await letters.discard(id, by: request.user(), log: request.log)
        return try APIResult(["discarded": true])
    }

    @Sendable func inspect(_ request: APIRequest) async throws -> APIResult {
        try APIResult(await letters.inspect(job: request.id("id", of: "job")))
    }

    @Sendable func retryJob(_ request: APIRequest) async throws -> APIResult {
        let id = try request.id("id", of: "job")
        return try APIResult(await letters.retry(job: id, by: request.user(), log: request.log))
    }
}
