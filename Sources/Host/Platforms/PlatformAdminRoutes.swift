/// `/api/admin/platforms` and below: which platforms are searched, and when they are not to be.
enum PlatformAdminRoutes {
    static func endpoints(_ platforms: PlatformAdminService) -> [Endpoint] {
        let handlers = PlatformAdminHandlers(platforms: platforms)
        let path = "/api/admin/platforms"
        let platform = Parameter.path(
            "platform", "The platform's id.", .oneOf(platforms.registry.descriptors.map(\.id.rawValue)))
        return [
            Endpoint(
                method: .get, path: path, access: .admin, summary: "Platforms, with their open searches and switches",
                tag: "admin", result: .list(of: .named("AdminPlatform")), handle: handlers.list),
            Endpoint(
                method: .post, path: path + "/{platform}/toggle", access: .admin,
                summary: "Switch a platform, or one of its modes, off or on", tag: "admin", parameters: [platform],
                body: PlatformToggle.schema, result: .named("AdminPlatform"), errors: [.unknownPlatform],
                handle: handlers.toggle),
            Endpoint(
                method: .post, path: path + "/{platform}/switches", access: .admin,
                summary: "Say when a platform, or one of its modes, is to be off", tag: "admin",
                parameters: [platform], body: PlatformSwitchDraft.schema, takesIdempotencyKey: true, status: 201,
                result: .named("Switch"), errors: [.unknownPlatform], handle: handlers.add),
            Endpoint(
                method: .delete, path: path + "/{platform}/switches/{id}", access: .admin,
                summary: "Take a switch away", tag: "admin", parameters: [platform, .path("id", "The switch's id.")],
                result: .named("AdminPlatform"), errors: [.unknownPlatform, .notFound], handle: handlers.remove),
        ]
    }
}
