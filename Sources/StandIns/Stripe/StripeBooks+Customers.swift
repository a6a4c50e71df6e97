import Effects
import FixtureTape

/// Customers and their cards.
extension StripeBooks {
    private static let customerTexts = [
        "email", "name", "phone", "description", "address", "shipping", "preferred_locales", "tax_exempt", "balance",
        "invoice_prefix", "invoice_settings", "metadata",
    ]

    mutating func addCustomer(_ parameters: JSONValue) throws(StripeFailure) -> StripeObject {
        let clock = parameters["test_clock"]?.string
        if let clock { _ = try find(.testClock, clock, "test_clock") }
        let prefix = String(Base62.text(effects.randomBytes(6), length: 8).uppercased())
        var customer = add(
            .customer, at: now(on: clock),
            [
                "address": .null, "balance": .integer(0), "currency": .null, "default_source": .null,
                "delinquent": .bool(false), "description": .null, "discount": .null, "email": .null,
                "invoice_prefix": .string(prefix),
                "invoice_settings": .record([
                    "custom_fields": .null, "default_payment_method": .null, "footer": .null,
                    "rendering_options": .null,
                ]), "name": .null, "next_invoice_sequence": .integer(1), "phone": .null,
                "preferred_locales": .array([]), "shipping": .null, "tax_exempt": .string("none"),
                "test_clock": .optional(clock),
            ])
        try edit(&customer, parameters)
        keep(customer)
        announce("customer.created", customer)
        return customer
    }

    mutating func changeCustomer(_ id: String, _ parameters: JSONValue) throws(StripeFailure) -> StripeObject {
        let customer = try find(.customer, id)
        var edited = customer
        try edit(&edited, parameters)
        return change(customer, as: "customer.updated") { $0.body = edited.body }
    }

    private mutating func edit(_ customer: inout StripeObject, _ parameters: JSONValue) throws(StripeFailure) {
        customer.body.adopt(parameters, Self.customerTexts)
        var attached: [String: String] = [:]
        if let method = parameters["payment_method"]?.string {
            attached[method] = try attach(method, to: customer.id, "payment_method").id
        }
        let path = "invoice_settings[default_payment_method]"
        if let method = parameters.value(at: "invoice_settings", "default_payment_method")?.string {
            let id: String
            if let known = attached[method] {
                id = known
            } else {
                id = try ownMethod(method, of: customer.id, path)
            }
            var settings = customer["invoice_settings"]
            settings.set("default_payment_method", to: .string(id))
            customer["invoice_settings"] = settings
        }
    }

    /// Ends the customer's subscriptions and leaves a stub.
    mutating func deleteCustomer(_ id: String) throws(StripeFailure) -> StripeObject {
        let customer = try find(.customer, id)
        for subscription in all(.subscription, of: id) where subscription.isAlive { cancel(subscription) }
        for method in all(.paymentMethod, of: id) { remove(method) }
        announce("customer.deleted", customer)
        var stub = customer
        stub.body = customer.stub
        stub.notes = .object([])
        keep(stub)
        return stub
    }

    // MARK: Cards

    /// A card of the customer's: one that they have, or a test card by its token, which they have from then on.
    mutating func ownMethod(
        _ reference: String, of customer: String, _ parameter: String
    ) throws(StripeFailure) -> String {
        if StripeCard.find(reference) != nil { return try attach(reference, to: customer, parameter).id }
        let method = try find(.paymentMethod, reference, parameter)
        guard method.text("customer") == customer else {
            throw .invalid(
                parameter,
                "The customer does not have a payment method with the ID \(reference). The payment method must "
                    + "be attached to the customer.")
        }
        return method.id
    }

    /// Leaves a card with a customer.
    ///
    /// - Parameter reference: a payment method's id, or a test card's token or number.
    /// - Throws: ``StripeFailure`` also where the bank refuses.
    @discardableResult
    mutating func attach(
        _ reference: String, to customer: String, _ parameter: String?
    ) throws(StripeFailure) -> StripeObject {
        var method: StripeObject
        if let card = StripeCard.find(reference) {
            method = addMethod(card, at: now(on: objects[customer]?.text("test_clock")))
        } else {
            method = try find(.paymentMethod, reference, parameter)
        }
        if let owner = method.text("customer"), owner != customer {
            throw StripeFailure("The payment method you provided has already been attached to a customer.")
        }
        if let decline = card(of: method)?.whenAttached { throw .declined(decline) }
        if method.text("customer") == customer { return method }
        method["customer"] = .string(customer)
        keep(method)
        announce("payment_method.attached", method)
        return method
    }

    mutating func detach(_ id: String) throws(StripeFailure) -> StripeObject {
        let method = try find(.paymentMethod, id)
        guard let owner = method.text("customer") else {
            throw StripeFailure(
                "The payment method you provided is not attached to a customer so detachment is impossible.")
        }
        if let customer = objects[owner], customer.defaultMethod == id {
            change(customer, as: "customer.updated") { customer in
                var settings = customer["invoice_settings"]
                settings.set("default_payment_method", to: .null)
                customer["invoice_settings"] = settings
            }
        }
        return change(method, as: "payment_method.detached") { $0["customer"] = .null }
    }

    /// A card that nobody has yet.
    mutating func addMethod(_ card: StripeCard, at time: Int) -> StripeObject {
        add(
            .paymentMethod, at: time,
            [
                "allow_redisplay": .string("unspecified"),
                "billing_details": .record(["address": .null, "email": .null, "name": .null, "phone": .null]),
                "card": .record([
                    "brand": .string(card.brand), "country": .string("US"), "display_brand": .string(card.brand),
                    "exp_month": .integer(12), "exp_year": .integer(StripeCalendar.year(of: time) + 4),
                    "fingerprint": .string(Base62.text(Array(card.number.utf8.suffix(8)), length: 16)),
                    "funding": .string("credit"), "last4": .string(card.last4), "wallet": .null,
                ]), "customer": .null, "type": .string("card"),
            ], notes: .record(["number": .string(card.number)]))
    }

    func card(of method: StripeObject) -> StripeCard? { method.notes["number"]?.string.flatMap(StripeCard.find) }

    /// What a subscription is paid with: its own card, else the customer's.
    func paymentMethod(for subscription: StripeObject) -> StripeObject? {
        let customer = subscription.text("customer").flatMap { objects[$0] }
        let ids = [subscription.text("default_payment_method"), customer?.defaultMethod]
        // A card that was detached is nobody's.
        return ids.compactMap { id in id.flatMap { objects[$0] } }.first { $0["customer"] != .null }
    }
}

extension StripeObject {
    /// The card that a customer's invoices are paid with.
    var defaultMethod: String? { body.value(at: "invoice_settings", "default_payment_method")?.string }
}
