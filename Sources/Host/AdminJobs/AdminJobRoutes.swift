import Domain

/// `/api/admin/jobs`: everybody's jobs as a list. What can be done about one of them is with the dead letters.
enum AdminJobRoutes {
    static func endpoints(_ jobs: AdminJobService) -> [Endpoint] {
        let handlers = AdminJobHandlers(jobs: jobs)
        return [
            Endpoint(
                method: .get, path: "/api/admin/jobs", access: .admin, summary: "Everybody's jobs, the newest first",
                tag: "admin",
                parameters: [
                    .query("status", "Only jobs in this status.", .oneOf(JobStatus.allCases.map(\.rawValue))),
                    .query("platform", "Only jobs on this platform of the host's, by its id.", .string(1...100)),
                    .query("user", "Only this user's jobs.", .uuid),
                ] + PageRequest.parameters, result: .list(of: .named("AdminJob")), errors: [.validationFailed],
                handle: handlers.list)
        ]
    }
}
