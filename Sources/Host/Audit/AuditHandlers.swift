/// From requests to the audit service and back.
struct AuditHandlers: Sendable {
    var audit: AuditService

    @Sendable func list(_ request: APIRequest) async throws -> APIResult {
        var query = QueryReader(request.query)
        let filter = AuditFilter(
            actor: query.uuid("actor"), action: query.text("action", length: 1...100),
            subject: query.text("subject", length: 1...300), since: query.timestamp("since"),
            until: query.timestamp("until"))
        let page = query.page()
        try query.finish()
        let (acts, next) = try await audit.page(page, filter, for: request.user())
        var result = APIResult(data: try Self.list(of: acts))
        result.pagination = APIResult.Pagination(limit: page.limit, nextCursor: next)
        return result
    }

    static func list(of acts: [AuditedAct]) throws -> [UInt8] {
        Array("[".utf8) + Array(try acts.map { try $0.json }.joined(separator: ",".utf8)) + Array("]".utf8)
    }
}
