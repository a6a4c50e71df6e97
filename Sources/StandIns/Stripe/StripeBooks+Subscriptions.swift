import FixtureTape

/// Subscriptions: how they begin and what they are made of.
extension StripeBooks {
    private static let texts = ["metadata", "description", "trial_settings", "payment_settings"]
    private static let longestTrial = 730

    mutating func addSubscription(_ parameters: JSONValue) throws(StripeFailure) -> StripeObject {
        let customer = try find(.customer, parameters["customer"]?.string ?? "", "customer")
        let now = now(for: customer)
        let prices = try prices(of: parameters["items"]?.elements ?? [], "items", recurring: true)
        let trialEnd = try trialEnd(parameters, now: now)
        let currency = prices.first?.price["currency"] ?? .null
        var subscription = add(.subscription, at: now, Self.blank(of: customer, currency: currency, now: now))
        subscription.body.adopt(parameters, Self.texts)
        subscription.items = prices.map {
            subscriptionItem($0.price, quantity: $0.quantity, in: subscription.id, at: now)
        }
        if let method = parameters["default_payment_method"]?.string {
            subscription["default_payment_method"] = .string(
                try ownMethod(method, of: customer.id, "default_payment_method"))
        }
        subscription["trial_start"] = trialEnd == nil ? .null : .integer(now)
        subscription["trial_end"] = .optional(trialEnd)
        subscription["billing_cycle_anchor"] = .integer(trialEnd ?? now)
        subscription["status"] = .string(trialEnd == nil ? "incomplete" : "trialing")
        subscription.setPeriod(now, trialEnd ?? subscription.end(ofPeriodAt: now))
        try edit(cancellation: parameters, of: &subscription)
        keep(subscription)
        if objects[customer.id]?["currency"] == .null {
            change(customer, as: "customer.updated") { $0["currency"] = currency }
        }
        return try begin(subscription, parameters["payment_behavior"]?.string ?? "allow_incomplete")
    }

    /// Writes the first invoice and has it paid.
    private mutating func begin(_ new: StripeObject, _ behavior: String) throws(StripeFailure) -> StripeObject {
        var subscription = new
        let isTrial = subscription.text("status") == "trialing"
        if isTrial || subscription.amount == 0 {
            subscription["status"] = .string(isTrial ? "trialing" : "active")
            keep(subscription)
            announceCreation(of: subscription.id)
            addInvoice(for: subscription, reason: "subscription_create", period: nil, isDraft: false)
            notice(objects[subscription.id] ?? subscription)
            return objects[subscription.id] ?? subscription
        }
        let method = paymentMethod(for: subscription)
        if method == nil, behavior != "default_incomplete" {
            throw .noPaymentMethod
        }
        if behavior == "error_if_incomplete", let decline = method.flatMap({ card(of: $0) })?.whenCharged {
            throw .declined(decline)
        }
        announceCreation(of: subscription.id)
        let invoice = addInvoice(for: subscription, reason: "subscription_create", period: nil, isDraft: false)
        if behavior != "default_incomplete" { attempt(invoice) }
        return objects[subscription.id] ?? subscription
    }

    private mutating func announceCreation(of id: String) {
        if let subscription = objects[id] { announce("customer.subscription.created", subscription) }
    }

    private static func blank(
        of customer: StripeObject, currency: JSONValue, now: Int
    ) -> KeyValuePairs<String, JSONValue> {
        [
            "application": .null, "application_fee_percent": .null,
            "automatic_tax": .record(["disabled_reason": .null, "enabled": .bool(false), "liability": .null]),
            "billing_cycle_anchor": .integer(now), "billing_cycle_anchor_config": .null,
            "billing_thresholds": .null, "cancel_at": .null, "cancel_at_period_end": .bool(false),
            "canceled_at": .null,
            "cancellation_details": .record(["comment": .null, "feedback": .null, "reason": .null]),
            "collection_method": .string("charge_automatically"), "currency": currency,
            "customer": .string(customer.id), "days_until_due": .null, "default_payment_method": .null,
            "default_source": .null, "default_tax_rates": .array([]), "description": .null, "discounts": .array([]),
            "ended_at": .null, "items": .null, "latest_invoice": .null, "next_pending_invoice_item_invoice": .null,
            "on_behalf_of": .null, "pause_collection": .null,
            "payment_settings": .record([
                "payment_method_options": .null, "payment_method_types": .null,
                "save_default_payment_method": .string("off"),
            ]), "pending_invoice_item_interval": .null, "pending_setup_intent": .null, "pending_update": .null,
            "schedule": .null, "start_date": .integer(now), "status": .null,
            "test_clock": customer["test_clock"], "transfer_data": .null, "trial_end": .null,
            "trial_settings": .record([
                "end_behavior": .record(["missing_payment_method": .string("create_invoice")])
            ]), "trial_start": .null,
        ]
    }

    // MARK: Items

    /// The prices and quantities that a request names.
    ///
    /// - Parameter name: the list's own name in the request.
    mutating func prices(
        of items: [JSONValue], _ name: String, recurring: Bool
    ) throws(StripeFailure) -> [(price: StripeObject, quantity: Int)] {
        if items.isEmpty { throw .required(name) }
        var prices: [(price: StripeObject, quantity: Int)] = []
        for (index, item) in items.enumerated() {
            let price = try price(of: item, "\(name)[\(index)]")
            guard recurring == (price.text("type") == "recurring") else {
                throw .invalid(
                    "\(name)[\(index)][price]",
                    "The price specified is set to `type=\(price.text("type") ?? "")` but this field only accepts prices "
                        + "with `type=\(recurring ? "recurring" : "one_time")`.")
            }
            let first = prices.first?.price ?? price
            let interval = { (price: StripeObject) in
                [price.body.value(at: "recurring", "interval"), price.body.value(at: "recurring", "interval_count")]
            }
            guard first["currency"] == price["currency"], interval(first) == interval(price) else {
                throw .invalid(name, "All items must have the same currency and the same billing interval.")
            }
            prices.append((price, item["quantity"]?.integer ?? 1))
        }
        return prices
    }

    func subscriptionItem(
        _ price: StripeObject, quantity: Int, in subscription: String, at now: Int
    ) -> JSONValue {
        .record([
            "id": .string(freshID("si")), "object": .string("subscription_item"), "billing_thresholds": .null,
            "created": .integer(now), "current_period_end": .null, "current_period_start": .null,
            "discounts": .array([]), "metadata": .object([]), "plan": Self.plan(of: price), "price": price.body,
            "quantity": .integer(quantity), "subscription": .string(subscription), "tax_rates": .array([]),
        ])
    }

    /// A price in its older form.
    static func plan(of price: StripeObject) -> JSONValue {
        let recurring = price["recurring"]
        return .record([
            "id": .string(price.id), "object": .string("plan"), "active": price["active"],
            "amount": price["unit_amount"], "amount_decimal": price["unit_amount_decimal"],
            "billing_scheme": price["billing_scheme"], "created": price["created"], "currency": price["currency"],
            "interval": recurring["interval"] ?? .null, "interval_count": recurring["interval_count"] ?? .null,
            "livemode": .bool(false), "metadata": price["metadata"], "meter": .null, "nickname": price["nickname"],
            "product": price["product"], "tiers_mode": .null, "transform_usage": .null, "trial_period_days": .null,
            "usage_type": .string("licensed"),
        ])
    }

    // MARK: Trials

    /// When the trial that a request asks for ends; `nil` for none.
    ///
    /// - Parameter prefix: the object that the parameters stand in.
    func trialEnd(_ parameters: JSONValue, now: Int, _ prefix: String? = nil) throws(StripeFailure) -> Int? {
        let name = prefix.map { "\($0)[trial_end]" } ?? "trial_end"
        if let days = parameters["trial_period_days"]?.integer {
            if parameters["trial_end"] != nil {
                throw .invalid(name, "You may only specify one of these parameters: trial_end, trial_period_days.")
            }
            return now + days * StripeCalendar.day
        }
        guard let end = parameters["trial_end"]?.integer else { return nil }
        if end <= now {
            throw .invalid(name, "Invalid timestamp: must be an integer Unix timestamp in the future.")
        }
        if end > now + Self.longestTrial * StripeCalendar.day {
            throw .invalid(name, "Invalid timestamp: can be no more than \(Self.longestTrial) days in the future.")
        }
        return end
    }
}

extension StripeFailure {
    static let noPaymentMethod = StripeFailure(
        "This customer has no attached payment source or default payment method. Please consider adding a default payment "
            + "method.", code: "resource_missing")
}
