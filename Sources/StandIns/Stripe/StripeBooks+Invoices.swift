import FixtureTape

/// Invoices: how they are written, made final, paid and given up.
extension StripeBooks {
    /// How long a renewal's invoice stays a draft.
    private static let draftTime = StripeCalendar.hour

    /// Writes the invoice of the period that a subscription is in; one that is no draft is made final.
    ///
    /// - Parameter period: the period before, which the invoice calls its own; `nil` for the first.
    @discardableResult
    mutating func addInvoice(
        for subscription: StripeObject, reason: String, period: (Int, Int)?, isDraft: Bool
    ) -> StripeObject {
        let now = now(for: subscription)
        let customer = subscription.text("customer").flatMap { objects[$0] }
        var invoice = add(
            .invoice, at: now,
            [
                "account_country": .string("US"), "account_name": .string("gemz"), "amount_due": .integer(0),
                "amount_overpaid": .integer(0), "amount_paid": .integer(0), "amount_remaining": .integer(0),
                "attempt_count": .integer(0), "attempted": .bool(false), "auto_advance": .bool(isDraft),
                "automatically_finalizes_at": isDraft ? .integer(now + Self.draftTime) : .null,
                "billing_reason": .string(reason), "collection_method": .string("charge_automatically"),
                "currency": subscription["currency"], "customer": subscription["customer"],
                "customer_email": customer?["email"] ?? .null, "customer_name": customer?["name"] ?? .null,
                "default_payment_method": .null, "description": .null, "due_date": .null, "effective_at": .null,
                "hosted_invoice_url": .null, "invoice_pdf": .null, "lines": .null, "next_payment_attempt": .null,
                "number": .null,
                "parent": .record([
                    "type": .string("subscription_details"), "quote_details": .null,
                    "subscription_details": .record([
                        "metadata": subscription["metadata"], "subscription": .string(subscription.id),
                    ]),
                ]), "period_end": .integer(period?.1 ?? now), "period_start": .integer(period?.0 ?? now),
                "starting_balance": .integer(0), "status": .string("draft"),
                "status_transitions": .record([
                    "finalized_at": .null, "marked_uncollectible_at": .null, "paid_at": .null, "voided_at": .null,
                ]), "subtotal": .integer(0), "test_clock": subscription["test_clock"], "total": .integer(0),
            ])
        let lines = lines(of: subscription, in: invoice.id)
        let total = lines.reduce(0) { $0 + ($1["amount"]?.integer ?? 0) }
        invoice["lines"] = .record([
            "object": .string("list"), "data": .array(lines), "has_more": .bool(false),
            "total_count": .integer(lines.count), "url": .string("/v1/invoices/\(invoice.id)/lines"),
        ])
        invoice["subtotal"] = .integer(total)
        invoice["total"] = .integer(total)
        invoice["amount_due"] = .integer(max(0, total))
        invoice["amount_remaining"] = .integer(max(0, total))
        if isDraft { invoice["next_payment_attempt"] = .integer(now + Self.draftTime) }
        keep(invoice)
        if var latest = objects[subscription.id] {
            latest["latest_invoice"] = .string(invoice.id)
            latest.notes.set("prorations", to: .array([]))
            keep(latest)
        }
        announce("invoice.created", invoice)
        return isDraft ? invoice : finalize(invoice)
    }

    private func lines(of subscription: StripeObject, in invoice: String) -> [JSONValue] {
        let isTrial = subscription.text("status") == "trialing"
        let prorations = subscription.notes["prorations"]?.elements ?? []
        let extra = prorations.map { proration in
            line(
                amount: proration["amount"]?.integer ?? 0, proration["description"]?.string ?? "", subscription,
                item: subscription.items.first, in: invoice,
                period: (proration["start"] ?? .null, proration["end"] ?? .null), isProration: true)
        }
        let regular = subscription.items.map { item in
            let product = item.value(at: "price", "product")?.string.flatMap { objects[$0]?.text("name") } ?? ""
            let quantity = item["quantity"]?.integer ?? 1
            let each = StripeMoney.text(
                item.value(at: "price", "unit_amount")?.integer ?? 0, subscription.text("currency") ?? "")
            let interval = item.value(at: "price", "recurring", "interval")?.string ?? ""
            return line(
                amount: isTrial ? 0 : StripeObject.amount(of: item),
                isTrial ? "Trial period for \(product)" : "\(quantity) × \(product) (at \(each) / \(interval))",
                subscription, item: item, in: invoice,
                period: (item["current_period_start"] ?? .null, item["current_period_end"] ?? .null))
        }
        return extra + regular
    }

    private func line(
        amount: Int, _ description: String, _ subscription: StripeObject, item: JSONValue?, in invoice: String,
        period: (start: JSONValue, end: JSONValue), isProration: Bool = false
    ) -> JSONValue {
        .record([
            "id": .string(freshID("il")), "object": .string("line_item"), "amount": .integer(amount),
            "currency": subscription["currency"], "description": .string(description), "discounts": .array([]),
            "invoice": .string(invoice), "livemode": .bool(false), "metadata": subscription["metadata"],
            "parent": .record([
                "type": .string("subscription_item_details"),
                "subscription_item_details": .record([
                    "proration": .bool(isProration), "subscription": .string(subscription.id),
                    "subscription_item": item?["id"] ?? .null,
                ]),
            ]), "period": .record(["end": period.end, "start": period.start]),
            "pricing": .record([
                "type": .string("price_details"),
                "price_details": .record([
                    "price": item?.value(at: "price", "id") ?? .null,
                    "product": item?.value(at: "price", "product") ?? .null,
                ]), "unit_amount_decimal": item?.value(at: "price", "unit_amount_decimal") ?? .null,
            ]), "quantity": item?["quantity"] ?? .null, "subtotal": .integer(amount), "taxes": .array([]),
        ])
    }

    func invoiceDue(_ invoice: StripeObject) -> Int? {
        switch invoice.text("status") {
        case "draft": invoice.integer("automatically_finalizes_at")
        case "open": invoice.integer("next_payment_attempt")
        default: nil
        }
    }

    // MARK: States

    /// A draft becomes a bill; one over nothing is paid with that.
    mutating func finalize(_ draft: StripeObject) -> StripeObject {
        let now = now(for: draft)
        let customer = draft.text("customer").flatMap { objects[$0] }
        let sequence = customer?.integer("next_invoice_sequence") ?? 1
        if var counted = customer {
            counted["next_invoice_sequence"] = .integer(sequence + 1)
            keep(counted)
        }
        let digits = String(repeating: "0", count: max(0, 4 - "\(sequence)".count)) + "\(sequence)"
        var invoice = objects[draft.id] ?? draft
        invoice["status"] = .string("open")
        invoice["number"] = .string("\(customer?.text("invoice_prefix") ?? "")-\(digits)")
        invoice["hosted_invoice_url"] = .string("\(address)/i/\(invoice.id)")
        invoice["effective_at"] = .integer(now)
        invoice["automatically_finalizes_at"] = .null
        invoice["next_payment_attempt"] = .null
        invoice.stamp("finalized_at", now)
        keep(invoice)
        announce("invoice.finalized", invoice)
        return invoice.integer("amount_due") == 0 ? settle(invoice) : invoice
    }

    /// Marks a bill as paid, and its subscription with it.
    @discardableResult
    mutating func settle(_ open: StripeObject) -> StripeObject {
        let now = now(for: open)
        var invoice = objects[open.id] ?? open
        invoice["status"] = .string("paid")
        invoice["attempted"] = .bool(true)
        invoice["auto_advance"] = .bool(false)
        invoice["amount_paid"] = invoice["amount_due"]
        invoice["amount_remaining"] = .integer(0)
        invoice["next_payment_attempt"] = .null
        invoice.stamp("paid_at", now)
        keep(invoice)
        announce("invoice.paid", invoice)
        announce("invoice.payment_succeeded", invoice)
        guard let subscription = invoice.subscription.flatMap({ objects[$0] }),
            ["incomplete", "past_due", "unpaid"].contains(subscription.text("status"))
        else { return invoice }
        change(subscription, as: "customer.subscription.updated") { $0["status"] = .string("active") }
        return invoice
    }

    mutating func void(_ invoice: StripeObject) {
        let now = now(for: invoice)
        change(invoice, as: "invoice.voided") {
            $0["status"] = .string("void")
            $0["auto_advance"] = .bool(false)
            $0["next_payment_attempt"] = .null
            $0.stamp("voided_at", now)
        }
    }

    mutating func markUncollectible(_ invoice: StripeObject) {
        let now = now(for: invoice)
        change(invoice, as: "invoice.marked_uncollectible") {
            $0["status"] = .string("uncollectible")
            $0["auto_advance"] = .bool(false)
            $0["next_payment_attempt"] = .null
            $0.stamp("marked_uncollectible_at", now)
        }
    }
}

extension StripeObject {
    fileprivate mutating func stamp(_ transition: String, _ time: Int) {
        var transitions = self["status_transitions"]
        transitions.set(transition, to: .integer(time))
        self["status_transitions"] = transitions
    }
}
