import FixtureTape

extension ResendRoute {
    // MARK: Mails

    static let emails = [
        ResendRoute("POST", "/emails") { call in
            let body = try call.body()
            let key = try ResendIdempotencyKey(call.request, body: body)
            return try await call.mailbox.once(key) { mailbox in
                let draft = try ResendDraft(body, now: mailbox.now)
                return .record(["id": .string(try mailbox.add(draft, idempotencyKey: key?.text).id)])
            }
        },
        ResendRoute("POST", "/emails/batch") { call in
            let body = try call.body()
            let key = try ResendIdempotencyKey(call.request, body: body)
            let batch = try ResendBatch(call.request, body: body)
            return try await call.mailbox.once(key) { mailbox in try batch.send(by: mailbox, key: key) }
        },
        ResendRoute("GET", "/emails") { call in
            let query = try ResendListQuery(call.request, usual: 20)
            return try query.page(of: await call.mailbox.allMails(), id: \.id, json: \.summary)
        },
        ResendRoute("GET", "/emails/{id}") { call in try await call.mailbox.mail(call.id()).json },
        ResendRoute("PATCH", "/emails/{id}") { call in
            let fields = ResendFields(body: try call.body())
            return try await call.mailbox.reschedule(call.id()) { now throws(ResendFailure) in
                guard let time = try fields.scheduledAt(now: now) else { throw .missing("scheduled_at") }
                return time
            }.receipt
        },
        ResendRoute("POST", "/emails/{id}/cancel") { call in try await call.mailbox.cancel(call.id()).receipt },
    ]

    // MARK: Webhooks

    static let webhooks = [
        ResendRoute("POST", "/webhooks") { call in
            try await call.mailbox.addWebhook(ResendWebhookChanges(call.body())).secretReceipt
        },
        ResendRoute("GET", "/webhooks") { call in
            let query = try ResendListQuery(call.request, usual: nil)
            return try query.page(of: await call.mailbox.webhooks.reversed(), id: \.id, json: \.summary)
        },
        ResendRoute("GET", "/webhooks/{id}") { call in try await call.mailbox.webhook(call.id()).json },
        ResendRoute("PATCH", "/webhooks/{id}") { call in
            let changes = try ResendWebhookChanges(call.body())
            return try await call.mailbox.changeWebhook(call.id()) { changes.apply(to: &$0) }.receipt
        },
        ResendRoute("DELETE", "/webhooks/{id}") { call in
            let id = try call.id()
            try await call.mailbox.removeWebhook(id)
            return .record(["object": .string("webhook"), "id": .string(id), "deleted": .bool(true)])
        },
        ResendRoute("POST", "/webhooks/{id}/signing-secret/rotate") { call in
            try await call.mailbox.rotateSecret(of: call.id()).secretReceipt
        },
    ]

    // MARK: What webhooks were told

    static let events = [
        ResendRoute("GET", "/webhooks/{id}/events") { call in
            let query = try ResendListQuery(call.request, usual: 20)
            return try query.page(
                of: await call.mailbox.deliveries(to: call.id()), id: \.event.id, json: \.summary)
        },
        ResendRoute("GET", "/webhooks/{id}/events/{event}") { call in
            try await call.mailbox.delivery(of: call.values[1], to: call.id()).json
        },
        ResendRoute("GET", "/webhooks/{id}/events/{event}/attempts") { call in
            let query = try ResendListQuery(call.request, usual: 20)
            let attempts = try await call.mailbox.delivery(of: call.values[1], to: call.id()).attempts
            return try query.page(of: attempts.reversed(), id: \.id, json: \.json)
        },
        ResendRoute("POST", "/webhooks/{id}/events/{event}/replay") { call in
            try await call.mailbox.replay(call.values[1], to: call.id()).receipt
        },
    ]
}

/// Several mails in one request.
private struct ResendBatch: Sendable {
    let elements: [JSONValue]
    /// Whether those that are good are sent although others are not.
    let isPermissive: Bool

    /// - Throws: ``ResendFailure`` for anything but an array of a hundred or less.
    init(_ request: VendorRequest, body: JSONValue) throws(ResendFailure) {
        guard let elements = body.elements, (1...ResendLimits.batch).contains(elements.count) else {
            throw .invalid("The request body must be an `array` of 1 to \(ResendLimits.batch) emails.")
        }
        self.elements = elements
        switch request.headers["x-batch-validation"] {
        case nil, "strict": isPermissive = false
        case "permissive": isPermissive = true
        default: throw .invalid("The `x-batch-validation` header must be `strict` or `permissive`.")
        }
    }

    /// Every element is read before the first is sent.
    func send(by mailbox: isolated ResendMailbox, key: ResendIdempotencyKey?) throws(ResendFailure) -> JSONValue {
        var drafts: [ResendDraft] = []
        var errors: [JSONValue] = []
        for (index, element) in elements.enumerated() {
            do throws(ResendFailure) {
                drafts.append(try ResendDraft(element, now: mailbox.now, isInBatch: true))
            } catch {
                guard isPermissive else { throw error }
                errors.append(.record(["index": .integer(index), "message": .string(error.message)]))
            }
        }
        var sent: [JSONValue] = []
        for draft in drafts {
            sent.append(.record(["id": .string(try mailbox.add(draft, idempotencyKey: key?.text).id)]))
        }
        let data = JSONValue.Member("data", .array(sent))
        return .object(isPermissive ? [data, JSONValue.Member("errors", .array(errors))] : [data])
    }
}
