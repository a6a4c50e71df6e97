/// `/api/admin/config` and below: settings that admins change while hosts run.
enum ConfigRoutes {
    private static let path = "/api/admin/config"

    static func endpoints(_ settings: ConfigService) -> [Endpoint] {
        let handlers = ConfigHandlers(settings: settings)
        return all(handlers) + one(handlers) + history(handlers)
    }

    private static func all(_ handlers: ConfigHandlers) -> [Endpoint] {
        [
            Endpoint(
                method: .get, path: path, access: .admin, summary: "Every setting, with its value, default and bounds",
                tag: "admin", result: .list(of: .named("Setting")), handle: handlers.list),
            Endpoint(
                method: .post, path: path, access: .admin, summary: "Set a setting, on all hosts", tag: "admin",
                body: ConfigFields.oneSchema, result: .named("Setting"), errors: [.notFound, .conflict],
                handle: handlers.set),
            Endpoint(
                method: .put, path: path, access: .admin, summary: "Set several settings in one transaction",
                tag: "admin", body: ConfigFields.manySchema, result: .list(of: .named("Setting")),
                errors: [.conflict], handle: handlers.setMany),
            Endpoint(
                method: .post, path: path + "/init", access: .admin,
                summary: "Write the default of every key down that has none set", tag: "admin",
                result: .object([.required("created", .count)]), handle: handlers.initialize),
        ]
    }

    private static func one(_ handlers: ConfigHandlers) -> [Endpoint] {
        let key = Parameter.path("key", "The setting's key.", .string(1...200))
        return [
            Endpoint(
                method: .get, path: path + "/{key}", access: .admin, summary: "One setting", tag: "admin",
                parameters: [key], result: .named("Setting"), errors: [.notFound], handle: handlers.find),
            Endpoint(
                method: .delete, path: path + "/{key}", access: .admin, summary: "Let a setting's default stand again",
                tag: "admin", parameters: [key], result: .named("Setting"), errors: [.notFound],
                handle: handlers.reset),
        ]
    }

    private static func history(_ handlers: ConfigHandlers) -> [Endpoint] {
        [
            Endpoint(
                method: .get, path: path + "/history", access: .admin, summary: "Changes of settings, the newest first",
                tag: "admin",
                parameters: [.query("key", "Of this setting alone.", .string(1...200))]
                    + PageRequest.parameters, result: .list(of: .named("SettingChange")), errors: [.validationFailed],
                handle: handlers.history),
            Endpoint(
                method: .post, path: path + "/history/{id}/revert", access: .admin,
                summary: "Set a setting to what it was before a change", tag: "admin",
                parameters: [.path("id", "The change's id.")], result: .named("Setting"),
                errors: [.notFound, .conflict], handle: handlers.revert),
        ]
    }
}
