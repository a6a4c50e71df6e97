/// `/api/webhooks`: what vendors tell of themselves.
enum WebhookRoutes {
    static func endpoints(_ clerk: ClerkWebhookService) -> [Endpoint] {
        let handlers = ClerkWebhookHandlers(webhooks: clerk)
        return [
            Endpoint(
                method: .post, path: "/api/webhooks/clerk", access: .signed(.clerk),
                summary: "Takes an event of the issuer of sessions: users made, changed and deleted; each once, in any "
                    + "order", tag: "webhooks", body: Schema([("type", .string("object"))]),
                result: ClerkWebhookHandlers.schema, handle: handlers.receive)
        ]
    }
}
