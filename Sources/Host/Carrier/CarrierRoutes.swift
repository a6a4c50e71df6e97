/// What QStash calls: `/api/qstash/…`, and `/api/email/send-scheduled`.
enum CarrierRoutes {
    static let process = "/api/qstash/process-scraping"
    static let deadLetter = "/api/qstash/dead-letter"

    static func endpoints(_ deliveries: DeliveryService) -> [Endpoint] {
        let handlers = CarrierHandlers(deliveries: deliveries)
        return [
            endpoint(
                process, "Runs the step that a delivered message names, if it has still to be run",
                body: DeliveryNote.schema, errors: [.conflict, .overloaded], handle: handlers.process),
            endpoint(
                deadLetter, "Notes that QStash could not deliver a message: its failure callback",
                body: Schema([("type", .string("object"))]), errors: [.conflict, .overloaded],
                handle: handlers.deadLetter),
            endpoint(
                "/api/email/send-scheduled", "Sends the scheduled mail that a delivered message names",
                body: Schema([("type", .string("object"))]), errors: [], handle: handlers.sendMail),
        ]
    }

    private static func endpoint(
        _ path: String, _ summary: String, body: Schema, errors: [APIErrorCode],
        handle: @escaping @Sendable (APIRequest) async throws -> APIResult
    ) -> Endpoint {
        Endpoint(
            method: .post, path: path, access: .signed(.qstash), summary: summary, tag: "webhooks", body: body,
            result: CarrierHandlers.schema, errors: errors, handle: handle)
    }
}
