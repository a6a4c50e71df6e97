import FixtureTape

/// Checkout sessions and those of the billing portal.
extension StripeBooks {
    mutating func addSession(_ parameters: JSONValue) throws(StripeFailure) -> StripeObject {
        let mode = parameters["mode"]?.string ?? "payment"
        let customer = try parameters["customer"]?.string.map { id throws(StripeFailure) in
            try find(.customer, id, "customer")
        }
        if customer != nil, parameters["customer_email"]?.string != nil {
            throw .invalid("customer_email", "You may only specify one of these parameters: customer, customer_email.")
        }
        for name in ["success_url", "cancel_url"] { try Self.checkAddress(parameters, name) }
        let clock = customer?.text("test_clock")
        let now = now(on: clock)
        let data = parameters["subscription_data"] ?? .object([])
        if mode != "subscription", parameters["subscription_data"] != nil {
            throw .invalid("subscription_data", "You can not pass `subscription_data` in `\(mode)` mode.")
        }
        let prices = try prices(
            of: parameters["line_items"]?.elements ?? [], "line_items", recurring: mode == "subscription")
        let total = prices.reduce(0) { $0 + ($1.price.integer("unit_amount") ?? 0) * $1.quantity }
        let isTrial = try trialEnd(data, now: now, "subscription_data") != nil
        let expiresAt = parameters["expires_at"]?.integer ?? now + StripeCalendar.day
        guard (now + StripeCalendar.hour / 2...now + StripeCalendar.day).contains(expiresAt) else {
            throw .invalid(
                "expires_at", "The `expires_at` timestamp must be from 30 minutes to 24 hours in the future.")
        }
        let email = parameters["customer_email"] ?? .null
        var session = add(
            .checkoutSession, at: now,
            [
                "after_expiration": .null, "allow_promotion_codes": .null, "amount_subtotal": .integer(total),
                "amount_total": .integer(isTrial ? 0 : total), "billing_address_collection": .null,
                "cancel_url": .null, "client_reference_id": .null, "currency": prices.first?.price["currency"] ?? .null,
                "customer": .optional(customer?.id), "customer_details": Self.details(customer, email: email),
                "customer_email": email, "expires_at": .integer(expiresAt), "invoice": .null, "locale": .null,
                "mode": .string(mode), "payment_intent": .null, "payment_method_collection": .string("always"),
                "payment_method_types": .array([.string("card")]), "payment_status": .string("unpaid"),
                "setup_intent": .null, "status": .string("open"), "submit_type": .null, "subscription": .null,
                "success_url": .null, "ui_mode": .string("hosted_page"), "url": .null,
            ],
            notes: .record([
                "items": .array(prices.map { Self.lineItem($0.price, $0.quantity, id: freshID("li")) }),
                "subscription_data": data, "test_clock": .optional(clock),
            ]))
        session.body.adopt(
            parameters,
            [
                "allow_promotion_codes", "billing_address_collection", "cancel_url", "client_reference_id", "locale",
                "metadata", "payment_method_collection", "success_url", "submit_type",
            ])
        session["url"] = .string("\(address)/c/pay/\(session.id)")
        keep(session)
        return session
    }

    /// Browsers are sent there.
    private static func checkAddress(_ parameters: JSONValue, _ name: String) throws(StripeFailure) {
        guard let text = parameters[name]?.string else { return }
        let isPlain = text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        guard isPlain, text.hasPrefix("https://") || text.hasPrefix("http://") else {
            throw StripeFailure("Not a valid URL", code: "url_invalid", parameter: name)
        }
    }

    private static func details(_ customer: StripeObject?, email: JSONValue) -> JSONValue {
        if customer == nil, email == .null { return .null }
        return .record([
            "address": .null, "email": customer?["email"] ?? email, "name": customer?["name"] ?? .null, "phone": .null,
            "tax_exempt": .string("none"), "tax_ids": .null,
        ])
    }

    private static func lineItem(_ price: StripeObject, _ quantity: Int, id: String) -> JSONValue {
        let amount = (price.integer("unit_amount") ?? 0) * quantity
        return .record([
            "id": .string(id), "object": .string("item"), "amount_discount": .integer(0),
            "amount_subtotal": .integer(amount), "amount_tax": .integer(0), "amount_total": .integer(amount),
            "currency": price["currency"], "description": price["nickname"], "price": price.body,
            "quantity": .integer(quantity),
        ])
    }

    mutating func expireSession(_ id: String) throws(StripeFailure) -> StripeObject {
        let session = try find(.checkoutSession, id)
        guard session.text("status") == "open" else {
            throw StripeFailure(
                "Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a status of "
                    + "\(session.text("status") ?? "").")
        }
        expireSession(session)
        return objects[id] ?? session
    }

    mutating func expireSession(_ session: StripeObject) {
        change(session, as: "checkout.session.expired") {
            $0["status"] = .string("expired")
            $0["url"] = .null
        }
    }

    // MARK: Paying

    /// What somebody typed into the page.
    struct Payer: Hashable, Sendable {
        /// `nil` where they leave none.
        var card: String?
        var email: String?
    }

    /// Pays for a session: nothing has happened where that fails.
    mutating func complete(_ id: String, _ payer: Payer) throws(StripeFailure) -> StripeObject {
        let session = try find(.checkoutSession, id)
        guard session.text("status") == "open" else {
            throw StripeFailure("This Checkout Session is \(session.text("status") ?? "gone").")
        }
        let customer = try customer(of: session, payer)
        var method: String?
        if let card = payer.card {
            guard StripeCard.find(card) != nil else { throw .unknownCard }
            method = try attach(card, to: customer.id, nil).id
        } else if session.text("payment_method_collection") != "if_required" || session.integer("amount_total") != 0 {
            throw .unknownCard
        }
        var paid = session
        if session.text("mode") == "subscription" {
            let subscription = try subscribe(customer.id, session, method: method)
            paid["subscription"] = .string(subscription.id)
            paid["invoice"] = subscription["latest_invoice"]
        } else {
            paid["payment_intent"] = try chargeOnce(customer, session, method: method)
        }
        paid["status"] = .string("complete")
        paid["payment_status"] = .string(session.integer("amount_total") == 0 ? "no_payment_required" : "paid")
        paid["customer"] = .string(customer.id)
        paid["customer_details"] = Self.details(customer, email: .null)
        paid["url"] = .null
        keep(paid)
        announce("checkout.session.completed", paid)
        return paid
    }

    private mutating func customer(of session: StripeObject, _ payer: Payer) throws(StripeFailure) -> StripeObject {
        if let id = session.text("customer") { return try find(.customer, id, "customer") }
        guard let email = session.text("customer_email") ?? payer.email, email.contains("@") else {
            throw .invalid("email", "Your email address is incomplete.")
        }
        return try addCustomer(.record(["email": .string(email)]))
    }

    private mutating func subscribe(
        _ customer: String, _ session: StripeObject, method: String?
    ) throws(StripeFailure) -> StripeObject {
        var parameters = session.notes["subscription_data"] ?? .object([])
        parameters.set("customer", to: .string(customer))
        parameters.set("payment_behavior", to: .string("error_if_incomplete"))
        if let method { parameters.set("default_payment_method", to: .string(method)) }
        let items = (session.notes["items"]?.elements ?? []).map { item in
            JSONValue.record(["price": item.value(at: "price", "id") ?? .null, "quantity": item["quantity"] ?? .null])
        }
        parameters.set("items", to: .array(items))
        return try addSubscription(parameters)
    }

    /// - Returns: the payment intent's id.
    private mutating func chargeOnce(
        _ customer: StripeObject, _ session: StripeObject, method: String?
    ) throws(StripeFailure) -> JSONValue {
        let method = method.flatMap { objects[$0] }
        let failure = charge(
            session.integer("amount_total") ?? 0, of: nil, with: method, currency: session["currency"],
            customer: .string(customer.id))
        if let failure { throw failure }
        return .optional(all(.paymentIntent, of: customer.id).last?.id)
    }

    // MARK: The billing portal

    mutating func addPortalSession(_ parameters: JSONValue) throws(StripeFailure) -> StripeObject {
        let customer = try find(.customer, parameters["customer"]?.string ?? "", "customer")
        try Self.checkAddress(parameters, "return_url")
        var session = add(
            .portalSession, at: now(for: customer),
            [
                "configuration": .string("bpc_" + Base62.text(Array("gemz".utf8), length: 24)),
                "customer": .string(customer.id), "customer_account": .null, "flow": .null, "locale": .null,
                "on_behalf_of": .null, "return_url": .null, "url": .null,
            ])
        session.body.adopt(parameters, ["return_url", "locale"])
        session["url"] = .string("\(address)/p/session/\(session.id)")
        keep(session)
        return session
    }
}

extension StripeFailure {
    static let unknownCard = StripeFailure(
        402, "Your card number is incorrect: only test cards are taken here.", code: "incorrect_number",
        parameter: "number", type: "card_error")
}
