import FixtureTape

/// Charging cards.
extension StripeBooks {
    /// Days from a failed attempt to the next; after the last of them the subscription is canceled.
    static let retries = [3, 5, 7]

    /// Tries to have a bill paid, and says what came of it to everybody whom it concerns.
    ///
    /// - Parameter method: another card than the subscription's own.
    /// - Returns: why it was not paid; `nil` where it was.
    @discardableResult
    mutating func attempt(_ open: StripeObject, with method: StripeObject? = nil) -> StripeFailure? {
        let subscription = open.subscription.flatMap { objects[$0] }
        let method = method ?? subscription.flatMap { paymentMethod(for: $0) }
        let failure = charge(
            open.integer("amount_due") ?? 0, of: open, with: method, currency: open["currency"],
            customer: open["customer"])
        var invoice = objects[open.id] ?? open
        let count = (invoice.integer("attempt_count") ?? 0) + 1
        invoice["attempted"] = .bool(true)
        invoice["attempt_count"] = .integer(count)
        keep(invoice)
        guard let failure else {
            settle(invoice)
            return nil
        }
        let isRenewal = invoice.text("billing_reason") != "subscription_create" && subscription?.isAlive == true
        let wait = isRenewal && count <= Self.retries.count ? Self.retries[count - 1] : nil
        invoice["next_payment_attempt"] = .optional(wait.map { now(for: invoice) + $0 * StripeCalendar.day })
        keep(invoice)
        announce("invoice.payment_failed", invoice)
        guard isRenewal, let subscription else { return failure }
        let behind = change(subscription, as: "customer.subscription.updated") { $0["status"] = .string("past_due") }
        if wait == nil { cancel(behind, because: "payment_failed") }
        return failure
    }

    /// - Parameter invoice: what it is for; `nil` for a payment by itself.
    /// - Returns: why the bank refused; `nil` where it paid.
    mutating func charge(
        _ amount: Int, of invoice: StripeObject?, with method: StripeObject?, currency: JSONValue, customer: JSONValue
    ) -> StripeFailure? {
        guard let method else { return StripeFailure.noPaymentMethod }
        let time = now(for: method)
        let decline = card(of: method)?.whenCharged
        var charge = add(
            .charge, at: time,
            [
                "amount": .integer(amount), "amount_captured": .integer(decline == nil ? amount : 0),
                "amount_refunded": .integer(0), "captured": .bool(decline == nil), "currency": currency,
                "customer": customer, "description": .null, "failure_code": .optional(decline?.code),
                "failure_message": .optional(decline?.message), "paid": .bool(decline == nil),
                "payment_intent": .null, "payment_method": .string(method.id),
                "payment_method_details": .record(["card": method["card"], "type": .string("card")]),
                "refunded": .bool(false), "status": .string(decline == nil ? "succeeded" : "failed"),
            ])
        let error = decline.map { StripeFailure.declined($0).json["error"] ?? .null } ?? .null
        let intent = add(
            .paymentIntent, at: time,
            [
                "amount": .integer(amount), "amount_received": .integer(decline == nil ? amount : 0),
                "canceled_at": .null, "capture_method": .string("automatic"), "currency": currency,
                "customer": customer,
                "description": .null, "last_payment_error": error, "latest_charge": .string(charge.id),
                "next_action": .null, "payment_method": decline == nil ? .string(method.id) : .null,
                "payment_method_types": .array([.string("card")]),
                "status": .string(decline == nil ? "succeeded" : "requires_payment_method"),
            ])
        charge["payment_intent"] = .string(intent.id)
        keep(charge)
        announce(decline == nil ? "charge.succeeded" : "charge.failed", charge)
        announce(decline == nil ? "payment_intent.succeeded" : "payment_intent.payment_failed", intent)
        return decline.map(StripeFailure.declined)
    }

    /// Pays a bill on somebody's word.
    ///
    /// - Parameter reference: another card than the subscription's own.
    mutating func pay(_ id: String, with reference: String?) throws(StripeFailure) -> StripeObject {
        var invoice = try find(.invoice, id)
        if invoice.text("status") == "draft" { invoice = finalize(invoice) }
        guard invoice.text("status") == "open" else {
            throw StripeFailure(
                invoice.text("status") == "paid" ? "Invoice is already paid" : "This invoice can no longer be paid.")
        }
        var method: StripeObject?
        if let reference, let customer = invoice.text("customer") {
            // In two steps: within one expression the objects would be those from before.
            let own = try ownMethod(reference, of: customer, "payment_method")
            method = objects[own]
        }
        if var failure = attempt(invoice, with: method) {
            failure.keepsChanges = true
            throw failure
        }
        return objects[id] ?? invoice
    }
}

/// Amounts for people.
enum StripeMoney {
    private static let withoutCents: Set<String> = [
        "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "ugx", "vnd", "vuv", "xaf", "xof", "xpf",
    ]

    /// - Parameter amount: in the currency's smallest unit.
    static func text(_ amount: Int, _ currency: String) -> String {
        let sign = amount < 0 ? "−" : ""
        let name = currency.uppercased()
        if withoutCents.contains(currency) { return "\(sign)\(amount.magnitude) \(name)" }
        let cents = amount.magnitude % 100
        return "\(sign)\(amount.magnitude / 100).\(cents < 10 ? "0" : "")\(cents) \(name)"
    }
}
