import FixtureTape

/// Something that happened, as webhooks are told of it.
struct ResendEvent: Hashable, Sendable {
    /// The `svix-id`, the same at every webhook and every attempt.
    let id: String
    /// Such as `email.sent`.
    let type: String
    /// Unix milliseconds.
    let createdAt: Int
    let mailID: String
    let payload: JSONValue
}

/// One event on its way to one webhook.
struct ResendDelivery: Hashable, Sendable {
    enum State: String, Hashable, Sendable { case pending, attempting, success, failed }

    struct Attempt: Hashable, Sendable {
        let id: String
        /// Unix milliseconds.
        let sentAt: Int
        /// `nil` where there was no answer.
        let status: Int?
        /// The answer's beginning, or why there was none.
        let response: String
    }

    /// How long after a failure the next attempt is made, in milliseconds.
    static let pauses = [5, 300, 1800, 7200, 18_000, 36_000, 36_000].map { $0 * 1000 }

    let number: Int
    let event: ResendEvent
    let webhookID: String
    var state = State.pending
    /// The oldest first.
    var attempts: [Attempt] = []
    /// Unix milliseconds.
    var nextAttempt: Int?
    /// What is left of ``pauses``.
    var pauses = ResendDelivery.pauses[...]

    var isDone: Bool { state == .success || state == .failed }
}

extension ResendDelivery {
    /// As `GET /webhooks/{id}/events` lists it.
    var summary: JSONValue {
        .record([
            "id": .string(event.id), "type": .string(event.type),
            "created_at": .string(ResendTime.text(event.createdAt)), "status": .string(state.rawValue),
        ])
    }

    /// As `GET /webhooks/{id}/events/{event}` shows it.
    var json: JSONValue {
        .object(
            [JSONValue.Member("object", .string("webhook_event"))] + (summary.members ?? []) + [
                JSONValue.Member("next_attempt_at", .optional(nextAttempt.map(ResendTime.text))),
                JSONValue.Member("payload", event.payload),
            ])
    }

    var receipt: JSONValue { .record(["object": .string("webhook_event"), "id": .string(event.id)]) }
}

extension ResendDelivery.Attempt {
    var json: JSONValue {
        .record([
            "id": .string(id), "http_status_code": .integer(status ?? 0), "response": .string(response),
            "sent_at": .string(ResendTime.text(sentAt)),
        ])
    }
}

extension ResendMail {
    /// The body of a webhook's request; `nil` for what no webhook is told.
    ///
    /// - Parameter now: unix milliseconds.
    func payload(_ event: Event, at now: Int) -> JSONValue? {
        if event == .queued || event == .canceled { return nil }
        var data: [JSONValue.Member] = [
            .init("created_at", .string(ResendTime.text(createdAt))), .init("email_id", .string(id)),
            .init("message_id", .string(messageID)), .init("from", .string(draft.from)),
            .init("to", .array(draft.to.map { .string($0) })), .init("subject", .string(draft.subject)),
        ]
        if !draft.tags.isEmpty {
            let tags = draft.tags.map { JSONValue.Member($0.name, .string($0.value)) }
            data.append(.init("tags", .object(tags)))
        }
        data += details(of: event, at: now)
        return .record([
            "type": .string("email.\(event.rawValue)"), "created_at": .string(ResendTime.text(now)),
            "data": .object(data),
        ])
    }

    private func details(of event: Event, at now: Int) -> [JSONValue.Member] {
        switch event {
        case .bounced:
            let code = "smtp; 550 5.1.1 The mailbox does not exist."
            return [
                .init(
                    "bounce",
                    .record([
                        "message": .string("The recipient's email server permanently rejected the email."),
                        "type": .string("Permanent"), "subType": .string("General"),
                        "diagnosticCode": .array([.string(code)]),
                    ]))
            ]
        case .suppressed:
            return [
                .init(
                    "suppressed",
                    .record([
                        "message": .string("The recipient's email address is on the suppression list."),
                        "type": .string("OnAccountSuppressionList"),
                    ]))
            ]
        case .clicked:
            return [
                .init(
                    "click",
                    .record([
                        "ipAddress": .string("127.0.0.1"), "link": .string(firstLink ?? ""),
                        "timestamp": .string(ResendTime.text(now)), "userAgent": .string("Mozilla/5.0"),
                    ]))
            ]
        case .queued, .scheduled, .canceled, .sent, .delivered, .complained, .opened: return []
        }
    }
}
