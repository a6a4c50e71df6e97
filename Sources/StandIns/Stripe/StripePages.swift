import FixtureTape

/// The pages that people see: checkout, the billing portal, an invoice, and one that shows all that there is.
///
/// None takes a key. Whoever has the address of a session or an invoice may use it, as on Stripe's own pages.
struct StripePages: Sendable {
    let account: StripeAccount

    /// `nil` where the request is for the API.
    func reply(to request: VendorRequest) async throws -> VendorReply? {
        switch (request.method, request.path) {
        // With the slash at the end, the page would have another address.
        case ("GET", "/") where !request.target.hasPrefix("/"):
            return Self.page(StripeOverviewHTML(books: await account.books).page)
        case ("GET", "/"): return VendorReply(status: 308, headers: ["location": "/_dev/stripe"], body: [])
        case ("GET", "/stripe.css"):
            return VendorReply(
                status: 200, headers: ["content-type": "text/css; charset=utf-8", "cache-control": "no-cache"],
                body: Array(StripeStyle.css.utf8))
        default: break
        }
        let places: [(String, StripeKind)] = [
            ("/c/pay/", .checkoutSession), ("/p/session/", .portalSession), ("/i/", .invoice),
        ]
        guard let (place, kind) = places.first(where: { request.path.hasPrefix($0.0) }) else { return nil }
        guard ["GET", "POST"].contains(request.method) else { return nil }
        try await account.passTime()
        guard let object = await account.books.objects[String(request.path.dropFirst(place.count))], object.kind == kind
        else { return Self.page(StripeHTML.nothingHere, status: 404) }
        switch kind {
        case .checkoutSession: return try await checkout(object, request)
        case .portalSession: return try await portal(object, request)
        default: return try await invoice(object, request)
        }
    }

    // MARK: Checkout

    private func checkout(_ session: StripeObject, _ request: VendorRequest) async throws -> VendorReply {
        guard request.method == "POST", session.text("status") == "open" else {
            return Self.page(StripeCheckoutHTML(session: session, books: await account.books).page)
        }
        let form = request.form
        let payer = StripeBooks.Payer(card: Self.card(of: form), email: form["email"])
        do {
            let paid = try await account.change { books in try books.complete(session.id, payer) }
            let back = paid.text("success_url") ?? ""
            return Self.redirect(back.replacing("{CHECKOUT_SESSION_ID}", with: paid.id))
        } catch let failure as StripeFailure {
            let html = StripeCheckoutHTML(
                session: session, books: await account.books, form: form, problem: failure.message)
            return Self.page(html.page, status: failure.status)
        }
    }

    /// The number that was typed in, else the card that was chosen; `nil` for none.
    private static func card(of form: [String: String]) -> String? {
        let typed = (form["number"] ?? "").filter { $0 != " " }
        if !typed.isEmpty { return typed }
        return form["card"].flatMap { $0.isEmpty || $0 == "none" ? nil : $0 }
    }

    // MARK: The billing portal

    private func portal(_ session: StripeObject, _ request: VendorRequest) async throws -> VendorReply {
        guard request.method == "POST" else {
            return Self.page(StripePortalHTML(session: session, books: await account.books).page)
        }
        let form = request.form
        do {
            try await account.change { books in try books.doInPortal(session, form, card: Self.card(of: form)) }
            return Self.redirect("/_dev/stripe\(request.path)")
        } catch let failure as StripeFailure {
            let html = StripePortalHTML(session: session, books: await account.books, problem: failure.message)
            return Self.page(html.page, status: failure.status)
        }
    }

    // MARK: Invoices

    private func invoice(_ invoice: StripeObject, _ request: VendorRequest) async throws -> VendorReply {
        guard invoice.text("hosted_invoice_url") != nil else { return Self.page(StripeHTML.nothingHere, status: 404) }
        guard request.method == "POST", invoice.text("status") == "open" else {
            return Self.page(StripeInvoiceHTML(invoice: invoice).page)
        }
        let card = Self.card(of: request.form)
        do {
            // A failed attempt counts, too: it is told to everybody, and only then to who made it.
            let failure = try await account.change { books throws(StripeFailure) -> StripeFailure? in
                guard let card, StripeCard.find(card) != nil else { throw .unknownCard }
                do throws(StripeFailure) {
                    _ = try books.pay(invoice.id, with: card)
                    return nil
                } catch {
                    if error.keepsChanges { return error }
                    throw error
                }
            }
            if let failure { throw failure }
            return Self.redirect("/_dev/stripe\(request.path)")
        } catch let failure as StripeFailure {
            let now = await account.books.objects[invoice.id] ?? invoice
            return Self.page(StripeInvoiceHTML(invoice: now, problem: failure.message).page, status: failure.status)
        }
    }

    // MARK: Replies

    private static func page(_ html: String, status: Int = 200) -> VendorReply {
        VendorReply(
            status: status,
            headers: [
                "content-type": "text/html; charset=utf-8", "cache-control": "no-store",
                "content-security-policy":
                    "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
                "referrer-policy": "no-referrer", "x-content-type-options": "nosniff",
            ], body: Array(html.utf8))
    }

    private static func redirect(_ address: String) -> VendorReply {
        VendorReply(status: 303, headers: ["location": address, "cache-control": "no-store"], body: [])
    }
}

extension StripeBooks {
    /// What a button of the billing portal does, for the session's customer alone.
    fileprivate mutating func doInPortal(
        _ session: StripeObject, _ form: [String: String], card: String?
    ) throws(StripeFailure) {
        let customer = try find(.customer, session.text("customer") ?? "", "customer")
        if form["action"] == "card" {
            guard let card, StripeCard.find(card) != nil else { throw .unknownCard }
            let method = try attach(card, to: customer.id, nil)
            let settings = JSONValue.record(["default_payment_method": .string(method.id)])
            _ = try changeCustomer(customer.id, .record(["invoice_settings": settings]))
            for subscription in all(.subscription, of: customer.id)
            where subscription.isAlive && subscription.text("default_payment_method") != nil {
                change(subscription, as: "customer.subscription.updated") {
                    $0["default_payment_method"] = .string(method.id)
                }
            }
            return
        }
        let subscription = try find(.subscription, form["subscription"] ?? "", "subscription")
        guard subscription.text("customer") == customer.id else {
            throw .missing(.subscription, subscription.id, parameter: "subscription")
        }
        switch form["action"] {
        case "cancel": _ = try changeSubscription(subscription.id, .record(["cancel_at_period_end": .bool(true)]))
        case "renew": _ = try changeSubscription(subscription.id, .record(["cancel_at_period_end": .bool(false)]))
        default: throw .invalid("action", "There is nothing like this to do here.")
        }
    }
}
