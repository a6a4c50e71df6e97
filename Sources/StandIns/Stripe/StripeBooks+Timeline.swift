import FixtureTape

/// What happens by itself when its time has come.
extension StripeBooks {
    /// How long before its end a trial's end is announced.
    private static let trialNotice = 3 * StripeCalendar.day
    /// How long a subscription waits for its first payment.
    static let incompleteLifetime = 23 * StripeCalendar.hour

    /// Keeps all of a clock's appointments up to a time, one after the other, each at its own.
    ///
    /// - Parameter clock: `nil` is everybody's.
    mutating func keepAppointments(of clock: String?, until end: Int) {
        let (outerMoment, outerCause) = (moment, cause)
        cause = nil
        while let (id, due) = nextAppointment(of: clock), due <= end, let object = objects[id] {
            moment = max(due, moment ?? due)
            keepAppointment(object)
        }
        (moment, cause) = (outerMoment, outerCause)
    }

    /// The first, and of several at the same time that of the oldest object.
    func nextAppointment(of clock: String?) -> (id: String, due: Int)? {
        var first: (id: String, due: Int, order: Int)?
        for (id, appointment) in agenda where appointment.clock == clock {
            let order = objects[id]?.order ?? 0
            if let first, (first.due, first.order) < (appointment.due, order) { continue }
            first = (id, appointment.due, order)
        }
        return first.map { ($0.id, $0.due) }
    }

    func appointment(of object: StripeObject) -> Appointment? {
        let due: Int? =
            switch object.kind {
            case .subscription: subscriptionDue(object)
            case .invoice: invoiceDue(object)
            case .checkoutSession: object.text("status") == "open" ? object.integer("expires_at") : nil
            case .testClock: object.integer("deletes_after")
            default: nil
            }
        return due.map { Appointment(due: $0, clock: clock(of: object)) }
    }

    private mutating func keepAppointment(_ object: StripeObject) {
        switch object.kind {
        case .subscription: keepAppointment(ofSubscription: object)
        case .invoice where object.text("status") == "draft":
            let open = finalize(object)
            if open.text("status") == "open" { attempt(open) }
        case .invoice: attempt(object)
        case .checkoutSession: expireSession(object)
        case .testClock: removeClock(object)
        default: agenda[object.id] = nil
        }
    }

    // MARK: Subscriptions

    private func subscriptionDue(_ subscription: StripeObject) -> Int? {
        let cancelAt = subscription.integer("cancel_at")
        let next: [Int?] =
            switch subscription.text("status") {
            case "trialing":
                [cancelAt, subscription.integer("trial_end"), noticeDue(subscription)]
            case "active", "past_due": [cancelAt, subscription.periodEnd]
            case "paused": [cancelAt]
            case "incomplete": [subscription.integer("created").map { $0 + Self.incompleteLifetime }]
            default: []
            }
        return next.compactMap { $0 }.min()
    }

    /// When the end of the trial is to be announced; `nil` where it was.
    private func noticeDue(_ subscription: StripeObject) -> Int? {
        if subscription.notes["noticed"]?.integer == subscription.integer("trial_end") { return nil }
        return subscription.integer("trial_end").map { $0 - Self.trialNotice }
    }

    private mutating func keepAppointment(ofSubscription subscription: StripeObject) {
        let now = now(for: subscription)
        let status = subscription.text("status")
        if let cancelAt = subscription.integer("cancel_at"), cancelAt <= now {
            cancel(subscription)
        } else if status == "incomplete" {
            expireIncomplete(subscription)
        } else if status == "trialing", let end = subscription.integer("trial_end") {
            if end <= now {
                endTrial(subscription, reason: "subscription_cycle", isDraft: true)
            } else {
                notice(subscription)
            }
        } else {
            renew(subscription)
        }
    }

    /// Announces a trial's end; at once where it is less than three days away.
    mutating func notice(_ subscription: StripeObject) {
        guard let due = noticeDue(subscription), due <= now(for: subscription) else { return }
        var noticed = subscription
        noticed.notes.set("noticed", to: subscription["trial_end"])
        keep(noticed)
        announce("customer.subscription.trial_will_end", noticed)
    }

    /// Begins the next period and writes its invoice, which stays a draft for an hour.
    private mutating func renew(_ subscription: StripeObject) {
        guard let start = subscription.periodStart, let end = subscription.periodEnd else { return }
        let renewed = change(subscription, as: "customer.subscription.updated") { $0.beginPeriod(at: end) }
        addInvoice(for: renewed, reason: "subscription_cycle", period: (start, end), isDraft: true)
    }

    /// Ends a trial: what follows is a paid period, or what the trial's settings say for want of a card.
    ///
    /// - Parameter isDraft: whether the invoice waits for an hour.
    mutating func endTrial(_ subscription: StripeObject, reason: String, isDraft: Bool) {
        let now = now(for: subscription)
        let behavior = subscription.body.value(at: "trial_settings", "end_behavior", "missing_payment_method")?.string
        if paymentMethod(for: subscription) == nil, behavior == "cancel" {
            cancel(subscription)
            return
        }
        if paymentMethod(for: subscription) == nil, behavior == "pause" {
            change(subscription, as: "customer.subscription.paused") { $0["status"] = .string("paused") }
            return
        }
        let start = subscription.integer("trial_start") ?? now
        let begun = change(subscription, as: "customer.subscription.updated") { subscription in
            subscription["status"] = .string("active")
            subscription["trial_end"] = .integer(now)
            subscription["billing_cycle_anchor"] = .integer(now)
            subscription.beginPeriod(at: now)
            if subscription.isSet("cancel_at_period_end") {
                subscription["cancel_at"] = .optional(subscription.periodEnd)
            }
        }
        let invoice = addInvoice(for: begun, reason: reason, period: (start, now), isDraft: isDraft)
        if !isDraft, invoice.text("status") == "open" { attempt(invoice) }
    }

    private mutating func expireIncomplete(_ subscription: StripeObject) {
        for invoice in all(.invoice, of: subscription.text("customer") ?? "")
        where invoice.subscription == subscription.id && invoice.text("status") == "open" {
            void(invoice)
        }
        let now = now(for: subscription)
        change(subscription, as: "customer.subscription.updated") {
            $0["status"] = .string("incomplete_expired")
            $0["ended_at"] = .integer(now)
        }
    }
}
