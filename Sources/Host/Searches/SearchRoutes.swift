import PlatformAPI

/// `POST /api/scraping/{platform}/{mode}`: the six searches, and those of every further platform.
enum SearchRoutes {
    static func endpoints(_ searches: SearchService) -> [Endpoint] {
        let handlers = SearchHandlers(searches: searches)
        let platforms = searches.registry.descriptors.map(\.id.rawValue)
        return [
            Endpoint(
                method: .post, path: "/api/scraping/{platform}/{mode}", access: .session, summary: "Start a search",
                tag: "searches",
                parameters: [
                    .path("platform", "Where to search.", .oneOf(platforms)),
                    .path("mode", "How to search.", .oneOf(SearchMode.allCases.map(\.rawValue))),
                ],
                body: Schema([
                    (
                        "anyOf",
                        .array(
                            SearchMode.allCases.map {
                                SearchFields.schema($0, limits: searches.limits(for: nil)).value
                            })
                    )
                ]), status: 202, result: .named("StartedJob"),
                errors: [.unknownPlatform, .unknownMode, .notFound], handle: handlers.start)
        ]
    }

    static let startedSchema = Schema.object([.required("jobId", .uuid), .required("status", JobView.statusSchema)])
}
