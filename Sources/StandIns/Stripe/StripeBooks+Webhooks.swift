import Effects
import FixtureTape

/// Webhook endpoints, and what is still to be delivered to them.
extension StripeBooks {
    /// One attempt to tell an endpoint of an event.
    struct Delivery: Hashable, Sendable {
        let event: String
        let endpoint: String
        let url: String
        let secret: String
        let body: String
    }

    /// For how long an endpoint is tried again, in milliseconds.
    private static let patience = 3 * StripeCalendar.day * 1000
    /// How many attempts an event remembers.
    private static let remembered = 20

    mutating func addEndpoint(_ parameters: JSONValue) throws(StripeFailure) -> StripeObject {
        try Self.checkURL(parameters)
        let secret = "whsec_" + Base62.text(effects.randomBytes(32), length: 32)
        var endpoint = add(
            .webhookEndpoint, at: now(on: nil),
            [
                "api_version": .null, "application": .null, "description": .null, "enabled_events": .array([]),
                "status": .string("enabled"), "url": .null,
            ], notes: .record(["secret": .string(secret)]))
        endpoint.body.adopt(parameters, ["url", "enabled_events", "description", "metadata", "api_version"])
        keep(endpoint)
        return endpoint
    }

    mutating func changeEndpoint(_ id: String, _ parameters: JSONValue) throws(StripeFailure) -> StripeObject {
        var endpoint = try find(.webhookEndpoint, id)
        try Self.checkURL(parameters)
        endpoint.body.adopt(parameters, ["url", "enabled_events", "description", "metadata"])
        if let isDisabled = parameters["disabled"]?.bool {
            endpoint["status"] = .string(isDisabled ? "disabled" : "enabled")
        }
        keep(endpoint)
        return endpoint
    }

    mutating func deleteEndpoint(_ id: String) throws(StripeFailure) -> StripeObject {
        let endpoint = try find(.webhookEndpoint, id)
        for event in outbox.keys.compactMap({ objects[$0] }) where event.notes.value(at: "pending", id) != nil {
            note(event, id, attempt: nil, next: nil)
        }
        remove(endpoint)
        return endpoint
    }

    private static func checkURL(_ parameters: JSONValue) throws(StripeFailure) {
        guard let url = parameters["url"]?.string else { return }
        guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
            throw StripeFailure(
                "Invalid URL: An explicit scheme (such as https) must be provided.", code: "url_invalid",
                parameter: "url")
        }
    }

    // MARK: Deliveries

    /// What is to be delivered now. It is not handed out again before its attempt has ended.
    mutating func takeDeliveries(until milliseconds: Int) -> [Delivery] {
        var taken: [Delivery] = []
        let due = outbox.filter { $0.value <= milliseconds }.keys.compactMap { objects[$0] }
        for event in due.sorted(by: { $0.order < $1.order }) {
            var event = event
            var pending = event.notes["pending"] ?? .object([])
            for member in pending.members ?? [] {
                guard let at = member.value["due"]?.integer, at <= milliseconds else { continue }
                var state = member.value
                state.set("due", to: .null)
                pending.set(member.key, to: state)
                guard let endpoint = objects[member.key] else { continue }
                var body = event.body
                if endpoint["api_version"] != .null { body.set("api_version", to: endpoint["api_version"]) }
                taken.append(
                    Delivery(
                        event: event.id, endpoint: endpoint.id, url: endpoint.text("url") ?? "",
                        secret: endpoint.notes["secret"]?.string ?? "", body: body.pretty))
            }
            event.notes.set("pending", to: pending)
            keep(event)
        }
        return taken
    }

    /// - Parameter answer: the status, or why there was none.
    mutating func finish(_ delivery: Delivery, _ answer: Result<Int, StripeDeliveryProblem>) {
        guard let event = objects[delivery.event],
            let state = event.notes.value(at: "pending", delivery.endpoint)
        else { return }
        let attempts = (state["attempts"]?.integer ?? 0) + 1
        let outcome: String
        var isDone = false
        switch answer {
        case .success(let status):
            outcome = String(status)
            isDone = (200..<300).contains(status)
        case .failure(let problem): outcome = problem.reason
        }
        let attempt = JSONValue.record([
            "endpoint": .string(delivery.endpoint), "at": .integer(milliseconds), "outcome": .string(outcome),
        ])
        let wait = 5_000 << min(2 * (attempts - 1), 14)
        let isGivenUp = (state["since"]?.integer ?? milliseconds) + Self.patience < milliseconds + wait
        let isWanted = objects[delivery.endpoint]?.text("status") == "enabled"
        let next = JSONValue.record([
            "attempts": .integer(attempts), "due": .integer(milliseconds + wait), "since": state["since"] ?? .null,
        ])
        note(event, delivery.endpoint, attempt: attempt, next: isDone || isGivenUp || !isWanted ? nil : next)
    }

    /// Puts down what an endpoint has still to be told of an event.
    private mutating func note(_ event: StripeObject, _ endpoint: String, attempt: JSONValue?, next: JSONValue?) {
        var event = event
        var pending = event.notes["pending"]?.members ?? []
        pending.removeAll { $0.key == endpoint }
        if let next { pending.append(JSONValue.Member(endpoint, next)) }
        event.notes.set("pending", to: .object(pending))
        if let attempt {
            let sent = (event.notes["sent"]?.elements ?? []) + [attempt]
            event.notes.set("sent", to: .array(sent.suffix(Self.remembered)))
        }
        event["pending_webhooks"] = .integer(pending.count)
        keep(event)
    }

    /// After a restart: what was being delivered when the program ended is delivered again.
    mutating func restoreDeliveries() {
        for var event in all(.event) {
            var pending = event.notes["pending"]?.members ?? []
            guard pending.contains(where: { $0.value["due"] == .null }) else { continue }
            for index in pending.indices where pending[index].value["due"] == .null {
                pending[index].value.set("due", to: .integer(milliseconds))
            }
            event.notes.set("pending", to: .object(pending))
            keep(event)
        }
    }
}

/// Why an endpoint gave no answer.
struct StripeDeliveryProblem: Error, Hashable, Sendable {
    let reason: String
}
