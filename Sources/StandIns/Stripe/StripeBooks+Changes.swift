import FixtureTape

/// Subscriptions: how they change and end.
extension StripeBooks {
    private static let edited = ["metadata", "description", "trial_settings", "payment_settings"]

    mutating func changeSubscription(_ id: String, _ parameters: JSONValue) throws(StripeFailure) -> StripeObject {
        let subscription = try find(.subscription, id)
        let mayChangeAll = subscription.isAlive
        if !mayChangeAll,
            parameters.members?.contains(where: { !["metadata", "cancellation_details"].contains($0.key) }) == true
        {
            throw StripeFailure(
                "A canceled subscription can only update its cancellation_details and metadata.")
        }
        let now = now(for: subscription)
        let trialEnd = try trialEnd(parameters, now: now)
        let items = try editedItems(of: subscription, parameters, now: now)
        var edited = subscription
        edited.body.adopt(parameters, Self.edited)
        if let method = parameters["default_payment_method"] {
            let customer = subscription.text("customer") ?? ""
            edited["default_payment_method"] =
                try method.string.map { reference throws(StripeFailure) in
                    .string(try ownMethod(reference, of: customer, "default_payment_method"))
                } ?? .null
        }
        if let items {
            edited.items = items.items
            edited.notes.set("prorations", to: .array((edited.notes["prorations"]?.elements ?? []) + items.prorations))
        }
        if let trialEnd {
            edited["status"] = .string("trialing")
            if edited["trial_start"] == .null { edited["trial_start"] = .integer(now) }
            edited["trial_end"] = .integer(trialEnd)
            edited["billing_cycle_anchor"] = .integer(trialEnd)
            edited.setPeriod(edited.periodStart ?? now, trialEnd)
        }
        try edit(cancellation: parameters, of: &edited)
        let changed = change(subscription, as: "customer.subscription.updated") {
            $0.body = edited.body
            $0.notes = edited.notes
        }
        if trialEnd != nil { notice(changed) }
        if parameters["trial_end"]?.string == "now", changed.text("status") == "trialing" {
            endTrial(changed, reason: "subscription_update", isDraft: false)
        }
        return objects[id] ?? changed
    }

    /// What a request says about the end.
    func edit(
        cancellation parameters: JSONValue, of subscription: inout StripeObject
    ) throws(StripeFailure) {
        let now = now(for: subscription)
        if let details = parameters["cancellation_details"] {
            subscription.body.adopt(.record(["cancellation_details": details]), ["cancellation_details"])
        }
        if let cancelAt = parameters["cancel_at"] {
            if let time = cancelAt.integer, time <= now {
                throw .invalid("cancel_at", "Invalid timestamp: must be an integer Unix timestamp in the future.")
            }
            subscription["cancel_at"] = cancelAt
            subscription["cancel_at_period_end"] = .bool(false)
            subscription["canceled_at"] = cancelAt == .null ? .null : .integer(now)
        }
        if let atPeriodEnd = parameters["cancel_at_period_end"]?.bool {
            subscription["cancel_at_period_end"] = .bool(atPeriodEnd)
            subscription["cancel_at"] = atPeriodEnd ? .optional(subscription.periodEnd) : .null
            subscription["canceled_at"] = atPeriodEnd ? .integer(now) : .null
        } else if subscription.isSet("cancel_at_period_end") {
            subscription["cancel_at"] = .optional(subscription.periodEnd)
        }
        var details = subscription["cancellation_details"]
        details.set("reason", to: subscription["cancel_at"] == .null ? .null : .string("cancellation_requested"))
        subscription["cancellation_details"] = details
    }

    // MARK: Items

    /// The items as a request wants them, with what the change costs for the rest of the period.
    private mutating func editedItems(
        of subscription: StripeObject, _ parameters: JSONValue, now: Int
    ) throws(StripeFailure) -> (items: [JSONValue], prorations: [JSONValue])? {
        guard let wanted = parameters["items"]?.elements else { return nil }
        var items = subscription.items
        for (index, change) in wanted.enumerated() {
            let path = "items[\(index)]"
            guard let id = change["id"]?.string else {
                let price = try price(of: change, path)
                items.append(
                    subscriptionItem(price, quantity: change["quantity"]?.integer ?? 1, in: subscription.id, at: now))
                continue
            }
            guard let place = items.firstIndex(where: { $0["id"]?.string == id }) else {
                throw StripeFailure(
                    "No such subscription item: '\(id)'", code: "resource_missing", parameter: path + "[id]")
            }
            if change["deleted"]?.bool == true {
                items.remove(at: place)
                continue
            }
            if change["price"] != nil || change["price_data"] != nil {
                let price = try price(of: change, path)
                items[place].set("price", to: price.body)
                items[place].set("plan", to: Self.plan(of: price))
            }
            items[place].adopt(change, ["quantity", "metadata"])
        }
        try checkRecurring(items)
        guard let first = items.first else {
            throw .invalid("items", "A subscription must have at least one active plan.")
        }
        var edited = subscription
        edited.items = items
        let start = subscription.periodStart ?? now
        let keepsInterval = subscription.recurring?["interval"] == first.value(at: "price", "recurring", "interval")
        if !keepsInterval, subscription.text("status") != "trialing" {
            throw .invalid(
                "items",
                "Changing to a price with another interval would reset the billing cycle, which is not supported here.")
        }
        edited.setPeriod(start, subscription.periodEnd ?? edited.end(ofPeriodAt: start))
        let isProrated = parameters["proration_behavior"]?.string != "none" && subscription.text("status") == "active"
        return (edited.items, isProrated ? prorations(from: subscription, to: edited, now: now) : [])
    }

    private func checkRecurring(_ items: [JSONValue]) throws(StripeFailure) {
        let intervals = Set(
            items.map { [$0.value(at: "price", "recurring", "interval"), $0.value(at: "price", "currency")] })
        guard intervals.count <= 1, items.allSatisfy({ $0.value(at: "price", "recurring") != .null }) else {
            throw .invalid("items", "All items must be recurring prices of the same currency and billing interval.")
        }
    }

    /// A credit for what is not used any more, and a charge for what takes its place; both on the next invoice.
    private func prorations(from old: StripeObject, to new: StripeObject, now: Int) -> [JSONValue] {
        guard old.amount != new.amount, let start = old.periodStart, let end = old.periodEnd, end > start else {
            return []
        }
        func share(_ amount: Int) -> Int {
            Int((Double(amount) * Double(end - now) / Double(end - start)).rounded())
        }
        return [(-share(old.amount), "Unused time"), (share(new.amount), "Remaining time")].map { amount, what in
            .record([
                "amount": .integer(amount), "description": .string("\(what) after a change of the subscription"),
                "start": .integer(now), "end": .integer(end),
            ])
        }
    }

    // MARK: The end

    /// Ends a subscription at once, and with it the attempts to have it paid.
    @discardableResult
    mutating func cancel(
        _ subscription: StripeObject, because reason: String = "cancellation_requested"
    ) -> StripeObject {
        let now = now(for: subscription)
        for invoice in all(.invoice, of: subscription.text("customer") ?? "")
        where invoice.subscription == subscription.id && ["draft", "open"].contains(invoice.text("status")) {
            change(invoice, as: "invoice.updated") {
                $0["auto_advance"] = .bool(false)
                $0["next_payment_attempt"] = .null
                $0["automatically_finalizes_at"] = .null
            }
        }
        var canceled = objects[subscription.id] ?? subscription
        canceled["status"] = .string("canceled")
        canceled["ended_at"] = .integer(now)
        if canceled["canceled_at"] == .null { canceled["canceled_at"] = .integer(now) }
        var details = canceled["cancellation_details"]
        details.set("reason", to: .string(reason))
        canceled["cancellation_details"] = details
        keep(canceled)
        announce("customer.subscription.deleted", canceled)
        return canceled
    }

    /// Goes on after a pause: with a new period, which is paid at once.
    mutating func resume(_ id: String) throws(StripeFailure) -> StripeObject {
        let subscription = try find(.subscription, id)
        guard subscription.text("status") == "paused" else {
            throw StripeFailure("Only paused subscriptions can be resumed.")
        }
        guard let method = paymentMethod(for: subscription) else { throw .noPaymentMethod }
        if let decline = card(of: method)?.whenCharged { throw .declined(decline) }
        let now = now(for: subscription)
        let resumed = change(subscription, as: "customer.subscription.resumed") {
            $0["status"] = .string("active")
            $0["billing_cycle_anchor"] = .integer(now)
            $0.beginPeriod(at: now)
        }
        let invoice = addInvoice(for: resumed, reason: "subscription_update", period: nil, isDraft: false)
        if invoice.text("status") == "open" { attempt(invoice) }
        return objects[id] ?? resumed
    }
}
