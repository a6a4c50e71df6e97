import FixtureTape

/// Subscriptions and invoices.
extension StripeRoute {
    private static let cancellation: StripeField = .record([
        "comment": .text,
        "feedback": .choice([
            "customer_service", "low_quality", "missing_features", "other", "switched_service", "too_complex",
            "too_expensive", "unused",
        ]),
    ])

    private static let trialSettings: StripeField = .record([
        "end_behavior": .record(["missing_payment_method": .choice(["cancel", "create_invoice", "pause"])])
    ])

    private static let item: [String: StripeField] = [
        "price": .word, "price_data": .record(priceData), "quantity": .integer(1...1_000_000), "metadata": .metadata,
    ]

    private static let subscriptionFields: [String: StripeField] = [
        "cancel_at": .timeOr([]), "cancel_at_period_end": .flag, "collection_method": .choice(["charge_automatically"]),
        "default_payment_method": .text, "description": .text, "metadata": .metadata, "off_session": .flag,
        "payment_behavior": .choice(["allow_incomplete", "default_incomplete", "error_if_incomplete"]),
        "payment_settings": .record(["save_default_payment_method": .choice(["off", "on_subscription"])]),
        "proration_behavior": .choice(["create_prorations", "none"]), "trial_end": .timeOr(["now"]),
        "trial_settings": trialSettings,
    ]

    private static let creation = subscriptionFields.merging([
        "customer": .word, "items": .list(.record(item)), "trial_period_days": .integer(1...730),
    ]) { own, _ in own }

    private static let change = subscriptionFields.merging([
        "cancellation_details": cancellation,
        "items": .list(.record(item.merging(["id": .word, "deleted": .flag]) { own, _ in own })),
    ]) { own, _ in own }

    private static let statuses = [
        "active", "all", "canceled", "ended", "incomplete", "incomplete_expired", "past_due", "paused", "trialing",
        "unpaid",
    ]

    private static let listed = list(
        .subscription,
        [
            "collection_method": .member("collection_method"), "customer": .member("customer"),
            "price": StripeFilter(field: .word) { subscription, price in
                subscription.items.contains { $0.value(at: "price", "id") == price }
            }, "status": .other(.choice(statuses)), "test_clock": .member("test_clock"),
        ]
    ) { _, subscription, call in
        let isOnClock = subscription["test_clock"] != .null
        if isOnClock, call["test_clock"] == nil, call["customer"] == nil { return false }
        return switch call["status"]?.string {
        case nil: subscription.text("status") != "canceled"
        case "all": true
        case "ended": !subscription.isAlive
        case let status: subscription.text("status") == status
        }
    }

    static let subscriptions = [
        StripeRoute("POST", "/v1/subscriptions", creation, required: ["customer", "items"]) { books, call in
            try books.addSubscription(call.parameters).body
        },
        retrieve(.subscription),
        StripeRoute("POST", "/v1/subscriptions/{id}", change) { books, call in
            try books.changeSubscription(call.id, call.parameters).body
        },
        StripeRoute(
            "DELETE", "/v1/subscriptions/{id}",
            ["cancellation_details": cancellation, "invoice_now": .flag, "prorate": .flag]
        ) { books, call in
            let subscription = try books.find(.subscription, call.id)
            guard subscription.isAlive else { throw StripeFailure.missing(.subscription, call.id) }
            var commented = subscription
            commented.body.adopt(call.parameters, ["cancellation_details"])
            books.keep(commented)
            return books.cancel(commented).body
        },
        StripeRoute("POST", "/v1/subscriptions/{id}/resume", ["billing_cycle_anchor": .choice(["now"])]) {
            books, call in
            try books.resume(call.id).body
        },
        listed,
        StripeRoute(
            "GET", "/v1/subscription_items", paging.merging(["subscription": .word]) { own, _ in own },
            required: ["subscription"]
        ) { books, call in
            let id = call["subscription"]?.string ?? ""
            let items = try books.find(.subscription, id, "subscription").items.map { item in
                (id: item["id"]?.string ?? "", body: item)
            }
            return try StripeBooks.page(
                of: items, call.parameters, url: "/v1/subscription_items?subscription=\(id)"
            ) { _ in false }
        },
        StripeRoute("GET", "/v1/subscription_items/{id}") { books, call in
            let items = books.all(.subscription).flatMap(\.items)
            guard let item = items.first(where: { $0["id"]?.string == call.id }) else {
                throw StripeFailure(
                    404, "No such subscription_item: '\(call.id)'", code: "resource_missing", parameter: "id")
            }
            return item
        },
    ]

    static let invoices = [
        retrieve(.invoice),
        list(
            .invoice,
            [
                "customer": .member("customer"), "collection_method": .member("collection_method"),
                "status": .member("status", .choice(["draft", "open", "paid", "uncollectible", "void"])),
                "subscription": StripeFilter(field: .word) { invoice, id in invoice.subscription == id.string },
            ]),
        StripeRoute("GET", "/v1/invoices/{id}/lines", paging) { books, call in
            let invoice = try books.find(.invoice, call.id)
            let lines = invoice.body.value(at: "lines", "data")?.elements ?? []
            return try StripeBooks.page(
                of: lines.map { (id: $0["id"]?.string ?? "", body: $0) }, call.parameters,
                url: "/v1/invoices/\(invoice.id)/lines"
            ) { _ in false }
        },
        StripeRoute("POST", "/v1/invoices/{id}", ["metadata": .metadata, "description": .text]) { books, call in
            books.change(try books.find(.invoice, call.id), as: "invoice.updated") {
                $0.body.adopt(call.parameters, ["metadata", "description"])
            }.body
        },
        StripeRoute("POST", "/v1/invoices/{id}/finalize", ["auto_advance": .flag]) { books, call in
            let invoice = try books.find(.invoice, call.id)
            guard invoice.text("status") == "draft" else {
                throw StripeFailure("This invoice is already finalized, you can't re-finalize a non-draft invoice.")
            }
            return books.finalize(invoice).body
        },
        StripeRoute("POST", "/v1/invoices/{id}/pay", ["payment_method": .word, "off_session": .flag]) { books, call in
            try books.pay(call.id, with: call["payment_method"]?.string).body
        },
        StripeRoute("POST", "/v1/invoices/{id}/void") { books, call in
            let invoice = try books.open(call.id)
            books.void(invoice)
            return try books.find(.invoice, call.id).body
        },
        StripeRoute("POST", "/v1/invoices/{id}/mark_uncollectible") { books, call in
            let invoice = try books.open(call.id)
            books.markUncollectible(invoice)
            return try books.find(.invoice, call.id).body
        },
    ]
}

extension StripeBooks {
    /// A bill that is not paid yet.
    fileprivate func open(_ id: String) throws(StripeFailure) -> StripeObject {
        let invoice = try find(.invoice, id)
        guard ["open", "uncollectible"].contains(invoice.text("status")) else {
            throw StripeFailure(
                "You can only do this with an open invoice: this one is \(invoice.text("status") ?? "").")
        }
        return invoice
    }
}
