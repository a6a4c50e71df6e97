import FixtureTape

/// An address that is told what happens to mails.
struct ResendWebhook: Hashable, Sendable {
    /// A secret that was replaced and still signs for a while, so that receivers have time to learn the new one.
    struct FormerSecret: Hashable, Sendable {
        let secret: String
        /// Unix milliseconds.
        let until: Int
    }

    let id: String
    /// Unix milliseconds.
    let createdAt: Int
    var endpoint: String
    var events: [String]
    var isEnabled: Bool
    var secret: String
    var formerSecrets: [FormerSecret] = []

    /// How long a secret signs after it was replaced, in milliseconds.
    static let overlap = 86_400_000

    /// Every event that a webhook may listen to, also those that never happen here.
    static let knownEvents: Set<String> = [
        "email.sent", "email.scheduled", "email.delivered", "email.delivery_delayed", "email.complained",
        "email.bounced", "email.opened", "email.clicked", "email.received", "email.failed", "email.suppressed",
        "contact.created", "contact.updated", "contact.deleted", "contact.topics.updated", "domain.created",
        "domain.updated", "domain.deleted", "suppression.added", "suppression.removed", "topic.created",
        "topic.updated", "topic.deleted",
    ]

    /// - Parameter now: unix milliseconds.
    func secrets(at now: Int) -> [String] { [secret] + formerSecrets.filter { $0.until > now }.map(\.secret) }

    /// - Parameter now: unix milliseconds.
    mutating func rotate(to fresh: String, at now: Int) {
        formerSecrets = formerSecrets.filter { $0.until > now }
        formerSecrets.append(FormerSecret(secret: secret, until: now + Self.overlap))
        secret = fresh
    }
}

/// What a request wants a webhook to be; `nil` leaves it as it is.
struct ResendWebhookChanges: Sendable {
    let endpoint: String?
    let events: [String]?
    let isEnabled: Bool?

    /// - Throws: ``ResendFailure`` naming the field that is no good.
    init(_ body: JSONValue) throws(ResendFailure) {
        let fields = ResendFields(body: body)
        endpoint = try fields.text("endpoint")
        if let endpoint, !Self.isAddress(endpoint) { throw .invalid("The `endpoint` must be a valid URL.") }
        events = try Self.events(fields)
        switch try fields.text("status") {
        case nil: isEnabled = nil
        case "enabled": isEnabled = true
        case "disabled": isEnabled = false
        default: throw .invalid("The `status` must be `enabled` or `disabled`.")
        }
    }

    private static func events(_ fields: ResendFields) throws(ResendFailure) -> [String]? {
        guard fields.isSet("events") else { return nil }
        let listed = fields.body["events"]?.elements ?? []
        let events = listed.compactMap(\.string)
        guard !events.isEmpty, events.count == listed.count else {
            throw .invalid("The `events` field must be an `array` of event types.")
        }
        if let unknown = events.first(where: { !ResendWebhook.knownEvents.contains($0) }) {
            throw .invalid("Invalid event type: \(unknown)")
        }
        return events
    }

    private static func isAddress(_ text: String) -> Bool {
        let scheme = ["https://", "http://"].first { text.hasPrefix($0) }
        guard let scheme, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return false }
        return text.dropFirst(scheme.count).first.map { $0.isLetter || $0.isNumber || $0 == "[" } == true
    }

    func apply(to webhook: inout ResendWebhook) {
        if let endpoint { webhook.endpoint = endpoint }
        if let events { webhook.events = events }
        if let isEnabled { webhook.isEnabled = isEnabled }
    }
}

extension ResendWebhook {
    /// As `GET /webhooks/{id}` shows it.
    var json: JSONValue {
        .object((summary.members ?? []) + [JSONValue.Member("signing_secret", .string(secret))])
    }

    /// As `GET /webhooks` lists it: without its secret.
    var summary: JSONValue {
        .record([
            "object": .string("webhook"), "id": .string(id), "created_at": .string(ResendTime.text(createdAt)),
            "status": .string(isEnabled ? "enabled" : "disabled"), "endpoint": .string(endpoint),
            "events": .array(events.map { .string($0) }),
        ])
    }

    /// For calls that change it.
    var receipt: JSONValue { .record(["object": .string("webhook"), "id": .string(id)]) }

    /// For calls that make a secret.
    var secretReceipt: JSONValue {
        .record(["object": .string("webhook"), "id": .string(id), "signing_secret": .string(secret)])
    }
}
