import Effects
import FixtureTape
import Foundation

/// Webhooks, and what they are told.
extension ResendMailbox {
    func webhook(_ id: String) throws(ResendFailure) -> ResendWebhook {
        guard let webhook = webhooks.first(where: { $0.id == id }) else { throw .notFound("Webhook") }
        return webhook
    }

    func addWebhook(_ changes: ResendWebhookChanges) throws -> ResendWebhook {
        guard let endpoint = changes.endpoint else { throw ResendFailure.missing("endpoint") }
        guard let events = changes.events else { throw ResendFailure.missing("events") }
        guard webhooks.count < ResendLimits.webhooks else {
            throw ResendFailure.invalid("This stand-in keeps \(ResendLimits.webhooks) webhooks.")
        }
        let webhook = ResendWebhook(
            id: effects.uuid().uuidString.lowercased(), createdAt: now, endpoint: endpoint, events: events,
            isEnabled: changes.isEnabled ?? true, secret: freshSecret())
        try save(webhooks + [webhook])
        return webhook
    }

    func changeWebhook(_ id: String, _ change: @Sendable (inout ResendWebhook) -> Void) throws -> ResendWebhook {
        var webhook = try webhook(id)
        change(&webhook)
        try save(webhooks.map { $0.id == id ? webhook : $0 })
        if !webhook.isEnabled { giveUpDeliveries(to: id) }
        return webhook
    }

    func rotateSecret(of id: String) throws -> ResendWebhook {
        let (fresh, now) = (freshSecret(), now)
        return try changeWebhook(id) { $0.rotate(to: fresh, at: now) }
    }

    func removeWebhook(_ id: String) throws {
        _ = try webhook(id)
        try save(webhooks.filter { $0.id != id })
        giveUpDeliveries(to: id)
    }

    private func freshSecret() -> String { SvixSecret(fresh: effects).text }

    /// In memory only once it is on disk.
    private func save(_ changed: [ResendWebhook]) throws {
        try files?.write(webhooks: changed)
        webhooks = changed
    }

    // MARK: Deliveries

    /// Tells the webhooks that listen to it.
    func publish(_ type: ResendMail.Event, of mail: ResendMail) {
        let now = now
        guard let payload = mail.payload(type, at: now) else { return }
        let name = "email.\(type.rawValue)"
        let listening = webhooks.filter { $0.isEnabled && $0.events.contains(name) }
        if listening.isEmpty { return }
        let event = ResendEvent(
            id: "msg_" + Base62.text(UUIDBytes.of(effects.uuid()), length: 22), type: name, createdAt: now,
            mailID: mail.id, payload: payload)
        for webhook in listening {
            var delivery = ResendDelivery(number: nextNumber(), event: event, webhookID: webhook.id)
            delivery.nextAttempt = now
            deliveries[delivery.number] = delivery
            deliveryOrder.append(delivery.number)
            waitingDeliveries.insert(delivery.number, due: now, number: delivery.number)
        }
        forgetDeliveries()
        wakeUp.call()
    }

    private func forgetDeliveries() {
        // In strides, since each shortening moves the whole.
        guard deliveryOrder.count >= ResendLimits.deliveries + 1000 else { return }
        let old = deliveryOrder.prefix(deliveryOrder.count - ResendLimits.deliveries)
        for number in old {
            if let due = deliveries[number]?.nextAttempt { waitingDeliveries.remove(due: due, number: number) }
            deliveries[number] = nil
        }
        deliveryOrder.removeFirst(old.count)
    }

    private func giveUpDeliveries(to webhookID: String) {
        for (number, delivery) in deliveries where delivery.webhookID == webhookID && !delivery.isDone {
            if let due = delivery.nextAttempt { waitingDeliveries.remove(due: due, number: number) }
            deliveries[number]?.nextAttempt = nil
            deliveries[number]?.state = .failed
        }
    }

    /// What is to be delivered now, marked as under way.
    func takeDue() -> [ResendShipment] {
        sendDueMails()
        let now = now
        let room = max(0, ResendLimits.parallelism - activeDeliveries.count)
        return waitingDeliveries.take(until: now, atMost: room).compactMap { number in
            guard let delivery = deliveries[number],
                let webhook = webhooks.first(where: { $0.id == delivery.webhookID })
            else { return nil }
            deliveries[number]?.state = .attempting
            deliveries[number]?.nextAttempt = nil
            activeDeliveries.insert(number)
            return ResendShipment(
                number: number, url: webhook.endpoint, secrets: webhook.secrets(at: now).compactMap { SvixSecret($0) },
                event: delivery.event)
        }
    }

    /// When there will be something to do that nobody calls for, in unix milliseconds.
    func nextDue() -> Int? {
        // Where all hands are full, the end of a delivery calls.
        let isFull = activeDeliveries.count >= ResendLimits.parallelism
        return [nextMailDue, isFull ? nil : waitingDeliveries.next].compactMap { $0 }.min()
    }

    /// What came of a delivery that ``takeDue()`` handed out.
    ///
    /// - Parameter startedAt: unix milliseconds.
    func finish(_ number: Int, _ outcome: ResendShipment.Outcome, startedAt: Int) {
        activeDeliveries.remove(number)
        defer { wakeUp.call() }
        guard var delivery = deliveries[number] else { return }  // forgotten meanwhile
        delivery.attempts.append(
            ResendDelivery.Attempt(
                id: "atmpt_" + Base62.text(UUIDBytes.of(effects.uuid()), length: 22), sentAt: startedAt,
                status: outcome.status, response: outcome.response))
        if outcome.isSuccess {
            delivery.state = .success
        } else if delivery.state == .attempting, let pause = delivery.pauses.popFirst() {
            delivery.state = .pending
            delivery.nextAttempt = now + pause
            waitingDeliveries.insert(number, due: now + pause, number: number)
        } else {
            delivery.state = .failed  // no attempt is left, or the webhook is gone
        }
        deliveries[number] = delivery
    }

    // MARK: Asking

    /// Newest first.
    func deliveries(to webhookID: String) throws(ResendFailure) -> [ResendDelivery] {
        catchUp()
        _ = try webhook(webhookID)
        return allDeliveries().filter { $0.webhookID == webhookID }
    }

    /// Newest first.
    func allDeliveries() -> [ResendDelivery] { deliveryOrder.reversed().compactMap { deliveries[$0] } }

    func delivery(of eventID: String, to webhookID: String) throws(ResendFailure) -> ResendDelivery {
        guard let delivery = try deliveries(to: webhookID).first(where: { $0.event.id == eventID }) else {
            throw .notFound("Webhook event")
        }
        return delivery
    }

    /// Delivers once more, at once; what is on its way at this moment is so already.
    func replay(_ eventID: String, to webhookID: String) throws(ResendFailure) -> ResendDelivery {
        var delivery = try delivery(of: eventID, to: webhookID)
        if delivery.state == .attempting { return delivery }
        if let due = delivery.nextAttempt { waitingDeliveries.remove(due: due, number: delivery.number) }
        if delivery.isDone { delivery.pauses = [] }
        delivery.state = .pending
        delivery.nextAttempt = now
        deliveries[delivery.number] = delivery
        waitingDeliveries.insert(delivery.number, due: now, number: delivery.number)
        wakeUp.call()
        return delivery
    }
}
