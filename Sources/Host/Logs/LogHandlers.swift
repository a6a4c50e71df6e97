/// From requests to the log service and back.
struct LogHandlers: Sendable {
    var logs: LogService

    @Sendable func list(_ request: APIRequest) async throws -> APIResult {
        var query = QueryReader(request.query)
        let wanted = LogQuery(
            request: query.text("request", length: 1...128), job: query.uuid("job")?.text,
            tag: query.choice("tag", of: LogTag.all.map(\.name)),
            level: query.choice("level", of: LogQuery.Level.allCases.map(\.rawValue)).flatMap(LogQuery.Level.init),
            limit: query.integer("limit", in: LogQuery.limits) ?? 200)
        try query.finish()
        return try APIResult(await logs.lines(wanted))
    }
}
