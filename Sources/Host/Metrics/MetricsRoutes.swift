/// `/api/admin/metrics`: how gemz is used.
enum MetricsRoutes {
    static func endpoints(_ metrics: MetricsService) -> [Endpoint] {
        let handlers = MetricsHandlers(metrics: metrics)
        return [
            Endpoint(
                method: .get, path: "/api/admin/metrics", access: .admin,
                summary: "Users, admins, searches and credits by day, and what admins did last", tag: "admin",
                result: .named("Metrics"), handle: handlers.find)
        ]
    }
}
