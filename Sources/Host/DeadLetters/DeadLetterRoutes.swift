/// `/api/admin/jobs` and below.
enum DeadLetterRoutes {
    static func endpoints(_ letters: DeadLetterService) -> [Endpoint] {
        let handlers = DeadLetterHandlers(letters: letters)
        return deadLetters(handlers) + jobs(handlers)
    }

    private static func deadLetters(_ handlers: DeadLetterHandlers) -> [Endpoint] {
        let id = Parameter.path("id", "The dead letter's id.")
        return [
            Endpoint(
                method: .get, path: "/api/admin/jobs/dead-letters", access: .admin,
                summary: "Messages that ran out of attempts, those written last first", tag: "admin",
                parameters: PageRequest.parameters, result: .list(of: .named("DeadLetter")),
                errors: [.validationFailed], handle: handlers.list),
            Endpoint(
                method: .get, path: "/api/admin/jobs/dead-letters/{id}", access: .admin,
                summary: "One dead letter with its history", tag: "admin", parameters: [id],
                result: .named("DeadLetter"), errors: [.notFound], handle: handlers.find),
            Endpoint(
                method: .post, path: "/api/admin/jobs/dead-letters/{id}/retry", access: .admin,
                summary: "Put a dead letter back on the queue; its job goes on", tag: "admin", parameters: [id],
                result: .named("DeadLetter"), errors: [.notFound, .conflict], handle: handlers.retry),
            Endpoint(
                method: .delete, path: "/api/admin/jobs/dead-letters/{id}", access: .admin,
                summary: "Throw a dead letter away; its job stays as it ended", tag: "admin", parameters: [id],
                result: .object([.required("discarded", .bool)]), errors: [.notFound], handle: handlers.discard),
        ]
    }

    private static func jobs(_ handlers: DeadLetterHandlers) -> [Endpoint] {
        let id = Parameter.path("id", "The job's id.")
        return [
            Endpoint(
                method: .get, path: "/api/admin/jobs/{id}", access: .admin,
                summary: "Anybody's job, with the state of its next step", tag: "admin", parameters: [id],
                result: .named("InspectedJob"), errors: [.notFound], handle: handlers.inspect),
            Endpoint(
                method: .post, path: "/api/admin/jobs/{id}/retry", access: .admin,
                summary: "Put the last step of a job that ended in error back on the queue", tag: "admin",
                parameters: [id], result: .named("InspectedJob"), errors: [.notFound, .conflict],
                handle: handlers.retryJob),
        ]
    }
}
