/// `/api/jobs/{id}/events`: a job as it moves.
enum EventRoutes {
    static func endpoints(_ hub: EventHub, jobs: JobService) -> [Endpoint] {
        let handlers = EventHandlers(hub: hub, jobs: jobs)
        let last = Parameter(
            name: "Last-Event-ID", place: .header,
            about: "The `id` of the last event that was received, from any host; browsers send it by themselves. "
                + "Anything else, also an id that this job has not reached, begins at the start.",
            schema: .string())
        return [
            Endpoint(
                method: .get, path: "/api/jobs/{id}/events", access: .owner(.job(.path, "id")),
                summary: "A job as it moves: server-sent events until it has ended", tag: "jobs",
                parameters: [.path("id", "The job's id."), last], result: .string().about(about), isEnveloped: false,
                contentTypes: ["text/event-stream"],
                bodiless: [204: "The job has ended, and `Last-Event-ID` names its last event."],
                errors: [.notFound, .rateLimited], handle: handlers.follow)
        ]
    }

    private static let about = """
        `event: creators` with `{"from":31,"to":42}`: the positions of creators that have come, to be read from \
        `/api/jobs/{id}/results`. `event: progress` with the job (schema `Job`). `event: done` with the job as it \
        ended; then the stream ends. What happens while a client is slow is told in one: the positions together, the \
        job as it stands. `id` is a number that grows with each event. A comment line comes every 15 s. The session \
        is looked at when the stream begins, so it ends after 10 minutes and when the host stops: come again with the \
        last id. A client that takes nothing for 30 s is cut off. A user may have only so many streams open at a host \
        (`events.streams_per_user`); one more is 429 with `Retry-After`.
        """
}
