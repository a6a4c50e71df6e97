/// `/api/admin/logs`: what hosts have written last.
enum LogRoutes {
    static func endpoints(_ logs: LogService) -> [Endpoint] {
        let handlers = LogHandlers(logs: logs)
        return [
            Endpoint(
                method: .get, path: "/api/admin/logs", access: .admin,
                summary: "The newest log lines of all hosts that answer within half a second, the oldest of them first",
                tag: "admin",
                parameters: [
                    .query("request", "Only lines of this request.", .string(1...128)),
                    .query("job", "Only lines of this job.", .uuid),
                    .query("tag", "Only lines of this part of the house.", .oneOf(LogTag.all.map(\.name))),
                    .query("level", "From this level on.", .oneOf(LogQuery.Level.allCases.map(\.rawValue))),
                    .query("limit", "The most lines.", .integer(LogQuery.limits, fallback: 200)),
                ], result: .list(of: .named("LogLine")), errors: [.validationFailed], handle: handlers.list)
        ]
    }
}
