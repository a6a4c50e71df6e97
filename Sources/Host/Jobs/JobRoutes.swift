/// `/api/jobs/{id}` and below.
enum JobRoutes {
    static func endpoints(_ jobs: JobService, config: LiveConfig) -> [Endpoint] {
        let handlers = JobHandlers(jobs: jobs, config: config)
        let id = Parameter.path("id", "The job's id.")
        return [
            Endpoint(
                method: .get, path: "/api/jobs/{id}", access: .owner(.job(.path, "id")), summary: "How far a job is",
                tag: "jobs",
                parameters: [id], result: .named("Job"), errors: [.notFound], handle: handlers.find),
            Endpoint(
                method: .get, path: "/api/jobs/{id}/results", access: .owner(.job(.path, "id")),
                summary: "Creators found, in order of arrival; while the job runs the last page has a cursor too",
                tag: "jobs", parameters: [id] + PageRequest.parameters, result: .list(of: .named("Creator")),
                errors: [.notFound, .validationFailed], handle: handlers.results),
            Endpoint(
                method: .delete, path: "/api/jobs/{id}", access: .owner(.job(.path, "id")),
                summary: "Cancel a job; what it found is kept", tag: "jobs", parameters: [id],
                result: .named("Job"), errors: [.notFound], handle: handlers.cancel),
        ]
    }
}
