/// `/api/admin/schedules`: what hosts do from time to time, and when they last did.
enum ScheduleRoutes {
    static func endpoints(_ schedules: ScheduleService) -> [Endpoint] {
        let handlers = ScheduleHandlers(schedules: schedules)
        let path = "/api/admin/schedules"
        return [
            Endpoint(
                method: .get, path: path, access: .admin, summary: "Schedules with their last runs", tag: "admin",
                result: .list(of: .named("Schedule")), handle: handlers.list),
            Endpoint(
                method: .post, path: path + "/{name}/run", access: .admin,
                summary: "Run a schedule now: the next host that looks takes it", tag: "admin",
                parameters: [.path("name", "The schedule's name.", .string(1...100))],
                result: .named("Schedule"), errors: [.notFound], handle: handlers.run),
        ]
    }
}
