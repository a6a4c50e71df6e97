import Vendors

/// From Clerk's calls to the service and back.
struct ClerkWebhookHandlers: Sendable {
    var webhooks: ClerkWebhookService

    /// Also what cannot be read is taken: it would be no better the next time.
    @Sendable func receive(_ request: APIRequest) async throws -> APIResult {
        guard let event = ClerkEvent(body: request.body), let message = request.webhookID else {
            request.log.warned("the issuer sent an event that cannot be read")
            return try APIResult(Taken(.unknown))
        }
        let outcome = try await webhooks.apply(event, message: message, log: request.log.area("auth"))
        request.log.debug("an event of the issuer: \(outcome.rawValue)")
        return try APIResult(Taken(outcome))
    }

    private struct Taken: Encodable {
        var ignored: Bool?
        var outcome: String

        init(_ outcome: ClerkWebhookService.Outcome) {
            ignored = outcome == .applied ? nil : true
            self.outcome = outcome.rawValue
        }
    }

    static let schema = Schema.object([
        .optional("ignored", Schema([("const", .bool(true))]).about("Nothing was changed.")),
        .required(
            "outcome",
            .oneOf(ClerkWebhookService.Outcome.allCases.map(\.rawValue)).about(
                "`repeated`: this message was taken before. `outdated`: a later state of the user is known. `erased`: the "
                    + "user was erased. `unknown`: no such user, or nothing that this host minds."
            ).example(.string("applied"))),
    ])
}
