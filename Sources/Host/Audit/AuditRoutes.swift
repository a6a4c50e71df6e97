/// `/api/admin/audit`: what admins changed.
enum AuditRoutes {
    static func endpoints(_ audit: AuditService) -> [Endpoint] {
        let handlers = AuditHandlers(audit: audit)
        return [
            Endpoint(
                method: .get, path: "/api/admin/audit", access: .admin,
                summary: "What admins changed: who, what, before, after, when; the newest first", tag: "admin",
                parameters: [
                    .query("actor", "Who did it.", .uuid),
                    .query("action", "Such as `user.promote`.", .string(1...100)),
                    .query("subject", "What was changed, such as `user/<id>`.", .string(1...300)),
                    .query("since", "Not before this instant.", .timestamp),
                    .query("until", "Before this instant.", .timestamp),
                ] + PageRequest.parameters, result: .list(of: .named("AuditEntry")), errors: [.validationFailed],
                handle: handlers.list)
        ]
    }
}
