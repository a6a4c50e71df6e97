/// `/api/admin/providers`: how providers do.
enum ProviderRoutes {
    static func endpoints(_ providers: ProviderService) -> [Endpoint] {
        let handlers = ProviderHandlers(providers: providers)
        return [
            Endpoint(
                method: .get, path: "/api/admin/providers", access: .admin,
                summary: "Providers by platform and endpoint: circuits, calls, errors, credits", tag: "admin",
                result: .named("ProviderReport"), handle: handlers.report)
        ]
    }
}
