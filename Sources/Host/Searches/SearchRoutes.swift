import PlatformAPI

/// `POST /api/scraping/{platform}/{mode}`: the six searches, and those of every further platform; and the old routes of
/// one segment, where a platform declares some.
enum SearchRoutes {
    static func endpoints(_ searches: SearchService, jobs: JobService) -> [Endpoint] {
        let handlers = SearchHandlers(searches: searches, jobs: jobs)
        return [start(handlers)] + aliases(handlers)
    }

    private static func start(_ handlers: SearchHandlers) -> Endpoint {
        let searches = handlers.searches
        return Endpoint(
            method: .post, path: "/api/scraping/{platform}/{mode}", access: .owner(.campaign(.body, "campaignId")),
            mindsAdmins: true,
            summary: "Start a search",
            tag: "searches",
            parameters: [
                .path("platform", "Where to search.", .oneOf(searches.registry.descriptors.map(\.id.rawValue))),
                .path("mode", "How to search.", .oneOf(SearchMode.allCases.map(\.rawValue))),
            ],
            body: SearchFields.schemas(for: searches, names: .current),
            takesIdempotencyKey: true, status: 202, headers: [location], result: .named("StartedJob"),
            links: jobLinks,
            errors: [.unknownPlatform, .unknownMode, .notFound, .conflict, .rateLimited, .platformPaused],
            handle: handlers.start)
    }

    private static func aliases(_ handlers: SearchHandlers) -> [Endpoint] {
        let names = handlers.searches.registry.aliases.map(\.name)
        guard !names.isEmpty else { return [] }
        let path = "/api/scraping/{platform}"
        let alias = Parameter.path("platform", "A platform and mode, as the old frontend names them.", .oneOf(names))
        return [
            Endpoint(
                method: .post, path: path, access: .owner(.campaign(.body, "campaignId")), mindsAdmins: true,
                summary: "Start a search by its old name",
                tag: "searches", parameters: [alias],
                body: SearchFields.schemas(for: handlers.searches, names: .withOld),
                takesIdempotencyKey: true, status: 202, headers: [location], result: .named("StartedJob"),
                links: jobLinks + [Link(method: .get, path: path, parameter: "jobId", member: "jobId")],
                errors: [.unknownPlatform, .notFound, .conflict, .rateLimited, .platformPaused],
                handle: handlers.startAlias),
            Endpoint(
                method: .get, path: path, access: .owner(.job(.query, "jobId")),
                summary: "How far a job is and all it found, in the old frontend's shape, without the envelope",
                tag: "searches", parameters: [alias, .query("jobId", "The job's id.", .uuid, isRequired: true)],
                result: OldStatus.schema, isEnveloped: false,
                errors: [.unknownPlatform, .notFound, .validationFailed], handle: handlers.followAlias),
        ]
    }

    private static let location = ResponseHeader.location(
        "Where to follow the job.", example: "/api/jobs/019a7c3e-5d10-7000-8000-000000000001")

    /// What can be done with a job that has been started.
    private static let jobLinks = [
        Link(method: .get, path: "/api/jobs/{id}", parameter: "id", member: "jobId"),
        Link(method: .get, path: "/api/jobs/{id}/results", parameter: "id", member: "jobId"),
        Link(method: .delete, path: "/api/jobs/{id}", parameter: "id", member: "jobId"),
        Link(method: .get, path: "/api/export/csv", parameter: "jobId", member: "jobId"),
    ]

    static let startedSchema = Schema.object([
        .required("jobId", .uuid.about("Follow it at `/api/jobs/{id}`.")),
        .required("status", JobView.statusSchema.example(.string("pending"))),
    ])
}
