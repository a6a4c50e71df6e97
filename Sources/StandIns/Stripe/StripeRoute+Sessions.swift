import FixtureTape

/// Checkout, the billing portal, webhook endpoints, events and test clocks.
extension StripeRoute {
    private static let sessionFields: [String: StripeField] = [
        "allow_promotion_codes": .flag, "billing_address_collection": .choice(["auto", "required"]),
        "cancel_url": .word, "client_reference_id": .word, "customer": .word, "customer_email": .word,
        "expires_at": .time,
        "line_items": .list(
            .record(["price": .word, "price_data": .record(priceData), "quantity": .integer(1...1_000_000)])),
        "locale": .word, "metadata": .metadata, "mode": .choice(["payment", "subscription"]),
        "payment_method_collection": .choice(["always", "if_required"]),
        "payment_method_types": .list(.choice(["card"])),
        "subscription_data": .record([
            "description": .text, "metadata": .metadata, "trial_end": .time, "trial_period_days": .integer(1...730),
            "trial_settings": .record([
                "end_behavior": .record(["missing_payment_method": .choice(["cancel", "create_invoice", "pause"])])
            ]),
        ]), "submit_type": .word, "success_url": .word,
    ]

    static let checkout = [
        StripeRoute(
            "POST", "/v1/checkout/sessions", sessionFields, required: ["mode", "success_url", "line_items"]
        ) { books, call in
            try books.addSession(call.parameters).body
        },
        retrieve(.checkoutSession),
        list(
            .checkoutSession,
            [
                "customer": .member("customer"), "payment_intent": .member("payment_intent"),
                "status": .member("status", .choice(["complete", "expired", "open"])),
                "subscription": .member("subscription"),
            ]),
        StripeRoute("GET", "/v1/checkout/sessions/{id}/line_items", paging) { books, call in
            let session = try books.find(.checkoutSession, call.id)
            let items = session.notes["items"]?.elements ?? []
            return try StripeBooks.page(
                of: items.map { (id: $0["id"]?.string ?? "", body: $0) }, call.parameters,
                url: "/v1/checkout/sessions/\(session.id)/line_items"
            ) { _ in false }
        },
        StripeRoute("POST", "/v1/checkout/sessions/{id}/expire") { books, call in
            try books.expireSession(call.id).body
        },
        StripeRoute(
            "POST", "/v1/billing_portal/sessions", ["customer": .word, "return_url": .word, "locale": .word],
            required: ["customer"]
        ) { books, call in
            try books.addPortalSession(call.parameters).body
        },
    ]

    private static let endpointFields: [String: StripeField] = [
        "description": .text, "enabled_events": .list(.word), "metadata": .metadata, "url": .word,
    ]

    static let webhooks = [
        StripeRoute(
            "POST", "/v1/webhook_endpoints",
            endpointFields.merging(["api_version": .word, "connect": .flag]) { own, _ in own },
            required: ["url", "enabled_events"]
        ) { books, call in
            let endpoint = try books.addEndpoint(call.parameters)
            var body = endpoint.body
            body.set("secret", to: endpoint.notes["secret"] ?? .null)  // told this once
            return body
        },
        retrieve(.webhookEndpoint),
        StripeRoute(
            "POST", "/v1/webhook_endpoints/{id}", endpointFields.merging(["disabled": .flag]) { own, _ in own }
        ) { books, call in
            try books.changeEndpoint(call.id, call.parameters).body
        },
        StripeRoute("DELETE", "/v1/webhook_endpoints/{id}") { books, call in try books.deleteEndpoint(call.id).stub },
        list(.webhookEndpoint),
    ]

    static let events = [
        retrieve(.event),
        list(
            .event,
            [
                "type": StripeFilter(field: .word) { event, wanted in
                    let (type, wanted) = (event.text("type") ?? "", wanted.string ?? "")
                    return wanted.hasSuffix("*") ? type.hasPrefix(wanted.dropLast()) : type == wanted
                }, "types": .oneOf("type"),
                "delivery_success": StripeFilter(field: .flag) { event, isWanted in
                    (event.integer("pending_webhooks") == 0) == (isWanted.bool == true)
                },
            ]),
    ]

    static let clocks = [
        StripeRoute(
            "POST", "/v1/test_helpers/test_clocks", ["frozen_time": .time, "name": .text], required: ["frozen_time"]
        ) { books, call in
            books.addClock(call.parameters).body
        },
        retrieve(.testClock),
        StripeRoute(
            "POST", "/v1/test_helpers/test_clocks/{id}/advance", ["frozen_time": .time], required: ["frozen_time"]
        ) { books, call in
            try books.advanceClock(call.id, to: call["frozen_time"]?.integer ?? 0).body
        },
        StripeRoute("DELETE", "/v1/test_helpers/test_clocks/{id}") { books, call in
            let clock = try books.find(.testClock, call.id)
            books.removeClock(clock)
            return clock.stub
        },
        list(.testClock),
    ]
}
