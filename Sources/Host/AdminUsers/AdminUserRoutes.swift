/// `/api/admin/users` and below; and, at a development instance of the issuer's, test users.
enum AdminUserRoutes {
    static func endpoints(_ users: AdminUserService) -> [Endpoint] {
        let handlers = AdminUserHandlers(users: users)
        let id = Parameter.path("id", "The user's id.")
        let path = "/api/admin/users"
        return [
            Endpoint(
                method: .get, path: path, access: .admin, summary: "Users, the newest first", tag: "admin",
                parameters: [
                    .query(
                        "q", "Part of an address or name, in any case, or an id, gemz's or Clerk's.", .string(1...200)),
                    .query("admins", "Admins alone, or everybody else alone.", .oneOf(["true", "false"])),
                ] + PageRequest.parameters, result: .list(of: .named("AdminUser")), errors: [.validationFailed],
                handle: handlers.list),
            Endpoint(
                method: .get, path: path + "/{id}", access: .admin, summary: "One user", tag: "admin",
                parameters: [id], result: .named("AdminUser"), errors: [.notFound], handle: handlers.find),
            Endpoint(
                method: .post, path: path + "/{id}/promote", access: .admin, summary: "Make a user an admin",
                tag: "admin", parameters: [id], result: .named("AdminUser"), errors: [.notFound, .conflict],
                handle: handlers.promote),
            Endpoint(
                method: .post, path: path + "/{id}/demote", access: .admin,
                summary: "Take a user's rights as an admin; never one's own, nor the last admin's", tag: "admin",
                parameters: [id], result: .named("AdminUser"), errors: [.notFound, .conflict],
                handle: handlers.demote),
        ]
    }

    /// What a host with test users serves beside that.
    static func endpoints(forTests tests: TestUserService) -> [Endpoint] {
        let handlers = TestUserHandlers(tests: tests)
        return [
            Endpoint(
                method: .post, path: "/api/admin/create-test-user", access: .admin,
                summary: "Make a user at the issuer and here; not in production", tag: "admin",
                body: .object([
                    .optional(
                        "email",
                        .string(1...100, pattern: TestUserHandlers.addresses).example(.string("zoe@example.com"))),
                    .optional("fullName", .text(1...200).example(.string("Zoe Test"))), .optional("admin", .bool),
                ]), takesIdempotencyKey: true, status: 201, result: .named("AdminUser"), errors: [.conflict],
                handle: handlers.create),
            Endpoint(
                method: .post, path: "/api/admin/test-login", access: .admin,
                summary: "Begin a session of a user's whose address is at example.com; not in production", tag: "admin",
                body: .object([.required("userId", .uuid)]), result: TestLogin.schema,
                errors: [.notFound, .conflict], handle: handlers.login),
        ]
    }
}
