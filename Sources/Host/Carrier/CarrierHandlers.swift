import Effects
import Vendors

/// From QStash's calls to the delivery service and back.
struct CarrierHandlers: Sendable {
    var deliveries: DeliveryService

    @Sendable func process(_ request: APIRequest) async throws -> APIResult {
        guard let note = DeliveryNote(request.body) else { return try Self.ignored() }
        return try await Self.answer(to: request) { try await deliveries.run(note) }
    }

    @Sendable func deadLetter(_ request: APIRequest) async throws -> APIResult {
        guard let failure = QStashFailure(body: request.body), let note = DeliveryNote(failure.sourceBody) else {
            return try Self.ignored()
        }
        return try await Self.answer(to: request) {
            try await deliveries.giveUp(note, status: failure.status, log: request.log.area("carrier"))
        }
    }

    /// There are no scheduled mails, so there is none with the id that the body names.
    @Sendable func sendMail(_ request: APIRequest) async throws -> APIResult { try Self.ignored() }

    /// A step that somebody else runs, or that is not due, has to be delivered again: the answer says when.
    private static func answer(
        to request: APIRequest, _ run: () async throws -> DeliveryOutcome
    ) async throws -> APIResult {
        let outcome: DeliveryOutcome
        do {
            outcome = try await run()
        } catch DeliveryRefused.unknownMessage {
            throw APIError.unknownMessage
        } catch is DeliveryRefused {
            throw APIError.overloaded
        }
        request.log.debug("a delivery: \(outcome.name)")
        switch outcome {
        case .ran: return try APIResult(Handled(outcome: outcome.name))
        case .gone: return try ignored()
        case .superseded: return try APIResult(Handled(ignored: true, outcome: outcome.name))
        case .leased(let wait): throw again("A host works on this message.", after: wait)
        case .early(let wait): throw again("This message is not due yet.", after: wait)
        }
    }

    private static func again(_ reason: String, after wait: Duration) -> APIError {
        let seconds = min(max(1, Int(wait.seconds.rounded(.up))), 86_400)
        return APIError(.conflict, reason + " Deliver it again.", headers: [("Retry-After", "\(seconds)")])
    }

    private static func ignored() throws -> APIResult { try APIResult(Handled(ignored: true)) }

    private struct Handled: Encodable {
        var ignored: Bool?
        var outcome: String?
    }

    static let schema = Schema.object([
        .optional("ignored", Schema([("const", .bool(true))]).about("There was nothing to do.")),
        .optional(
            "outcome",
            .oneOf(["ran", "superseded"]).about(
                "`ran`: the step ran, or the failure is noted. `superseded`: another delivery of the message follows."
            ).example(.string("ran"))),
    ])
}
