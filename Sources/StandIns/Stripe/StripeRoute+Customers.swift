import FixtureTape

/// Customers, their cards, products and prices.
extension StripeRoute {
    private static let address: StripeField = .record([
        "city": .text, "country": .text, "line1": .text, "line2": .text, "postal_code": .text, "state": .text,
    ])

    private static let customerFields: [String: StripeField] = [
        "address": address, "balance": .integer(Int.min...Int.max), "description": .text, "email": .text,
        "invoice_prefix": .word,
        "invoice_settings": .record(["default_payment_method": .text, "footer": .text]), "metadata": .metadata,
        "name": .text, "payment_method": .word, "phone": .text, "preferred_locales": .list(.word),
        "shipping": .record(["address": address, "name": .text, "phone": .text]),
        "tax_exempt": .choice(["none", "exempt", "reverse"]),
    ]

    static let customers = [
        StripeRoute("POST", "/v1/customers", customerFields.merging(["test_clock": .word]) { own, _ in own }) {
            books, call in
            try books.addCustomer(call.parameters).body
        },
        // A deleted customer is still shown, as what is left of them.
        StripeRoute("GET", "/v1/customers/{id}") { books, call in
            if let object = books.objects[call.id], object.kind == .customer { return object.body }
            throw StripeFailure.missing(.customer, call.id)
        },
        StripeRoute("POST", "/v1/customers/{id}", customerFields) { books, call in
            try books.changeCustomer(call.id, call.parameters).body
        },
        StripeRoute("DELETE", "/v1/customers/{id}") { books, call in try books.deleteCustomer(call.id).body },
        list(.customer, ["email": .member("email"), "test_clock": .member("test_clock")]) { _, customer, call in
            customer["test_clock"] == .null || call["test_clock"] != nil
        },
        StripeRoute(
            "GET", "/v1/customers/{id}/payment_methods", paging.merging(["type": .choice(["card"])]) { own, _ in own }
        ) { books, call in
            let customer = try books.find(.customer, call.id)
            return try books.page(
                of: books.all(.paymentMethod, of: customer.id), call.parameters,
                url: "/v1/customers/\(customer.id)/payment_methods")
        },
    ]

    static let cards = [
        retrieve(.paymentMethod),
        StripeRoute(
            "POST", "/v1/payment_methods",
            [
                "type": .choice(["card"]), "metadata": .metadata,
                "card": .record(["number": .word, "exp_month": .word, "exp_year": .word, "cvc": .word, "token": .word]),
            ], required: ["type", "card"]
        ) { books, call in
            let number = call.parameters.value(at: "card", "number") ?? call.parameters.value(at: "card", "token")
            guard let text = number?.string else { throw StripeFailure.required("card[number]") }
            guard let card = StripeCard.find(text.replacing("tok_", with: "pm_card_")) else {
                throw StripeFailure.unknownCard
            }
            var method = books.addMethod(card, at: books.now(on: nil))
            method.body.adopt(call.parameters, ["metadata"])
            books.keep(method)
            return method.body
        },
        StripeRoute("POST", "/v1/payment_methods/{id}/attach", ["customer": .word], required: ["customer"]) {
            books, call in
            let customer = try books.find(.customer, call["customer"]?.string ?? "", "customer")
            return try books.attach(call.id, to: customer.id, nil).body
        },
        StripeRoute("POST", "/v1/payment_methods/{id}/detach") { books, call in try books.detach(call.id).body },
        list(.paymentMethod, ["customer": .member("customer"), "type": .member("type")]) { _, method, call in
            method["customer"] != .null || call["customer"] != nil
        },
        retrieve(.paymentIntent), list(.paymentIntent, ["customer": .member("customer")]),
        retrieve(.charge),
        list(.charge, ["customer": .member("customer"), "payment_intent": .member("payment_intent")]),
    ]

    private static let productFields: [String: StripeField] = [
        "active": .flag, "description": .text, "images": .list(.word), "metadata": .metadata,
        "marketing_features": .list(.record(["name": .word])), "name": .word, "statement_descriptor": .text,
        "unit_label": .text, "url": .text,
    ]

    static let priceData: [String: StripeField] = [
        "currency": .word, "product": .word,
        "product_data": .record(["name": .word, "metadata": .metadata, "description": .text, "active": .flag]),
        "recurring": .record([
            "interval": .choice(StripeCalendar.intervals), "interval_count": .integer(1...36),
            "trial_period_days": .integer(1...730), "usage_type": .choice(["licensed"]),
        ]), "tax_behavior": .choice(["unspecified", "inclusive", "exclusive"]),
        "unit_amount": .integer(0...99_999_999),
    ]

    private static let priceFields: [String: StripeField] = [
        "active": .flag, "lookup_key": .text, "metadata": .metadata, "nickname": .text,
        "tax_behavior": .choice(["unspecified", "inclusive", "exclusive"]),
    ]

    static let catalog = [
        StripeRoute("POST", "/v1/products", productFields, required: ["name"]) { books, call in
            books.addProduct(call.parameters).body
        },
        retrieve(.product),
        StripeRoute("POST", "/v1/products/{id}", productFields.merging(["default_price": .text]) { own, _ in own }) {
            books, call in
            try books.changeProduct(call.id, call.parameters).body
        },
        StripeRoute("DELETE", "/v1/products/{id}") { books, call in try books.deleteProduct(call.id).stub },
        list(.product, ["active": .member("active", .flag), "ids": .oneOf("id"), "url": .member("url")]),
        StripeRoute("POST", "/v1/prices", priceFields.merging(priceData) { own, _ in own }, required: ["currency"]) {
            books, call in
            try books.addPrice(call.parameters).body
        },
        retrieve(.price),
        StripeRoute("POST", "/v1/prices/{id}", priceFields) { books, call in
            try books.changePrice(call.id, call.parameters).body
        },
        list(
            .price,
            [
                "active": .member("active", .flag), "currency": .member("currency"), "product": .member("product"),
                "lookup_keys": .oneOf("lookup_key"), "type": .member("type", .choice(["one_time", "recurring"])),
            ]),
    ]
}
