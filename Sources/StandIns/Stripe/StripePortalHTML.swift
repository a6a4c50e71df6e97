import FixtureTape

/// The page where a customer looks after their subscriptions and their card.
struct StripePortalHTML: Sendable {
    let session: StripeObject
    let books: StripeBooks
    var problem: String?

    private var customer: StripeObject? { session.text("customer").flatMap { books.objects[$0] } }

    var page: String {
        let id = session.text("customer") ?? ""
        let subscriptions = books.all(.subscription, of: id).reversed().map(subscription)
        let name = customer?.text("email") ?? id
        return StripeHTML.page(
            "Billing",
            """
            <h1>Billing of \(StripeHTML.escaped(name))</h1>
            \(StripeHTML.note)
            \(StripeHTML.alert(problem))
            <h2>Subscriptions</h2>
            \(subscriptions.isEmpty ? "<p class=\"quiet\">None.</p>" : subscriptions.joined(separator: "\n"))
            <h2>Payment method</h2>
            \(card)
            <h2>Invoices</h2>
            \(invoices(of: id))
            \(back)
            """)
    }

    private func subscription(_ subscription: StripeObject) -> String {
        let products = subscription.items.map { item in
            item.value(at: "price", "product")?.string.flatMap { books.objects[$0]?.text("name") } ?? ""
        }
        let price = StripeMoney.text(subscription.amount, subscription.text("currency") ?? "")
        let interval = subscription.recurring?["interval"]?.string ?? ""
        return """
            <section class="card">
            <p><strong>\(StripeHTML.escaped(products.joined(separator: ", ")))</strong>, \(price) / \(interval),
            \(StripeHTML.status(subscription.text("status") ?? ""))</p>
            <p>\(future(of: subscription))</p>
            \(button(for: subscription))
            </section>
            """
    }

    private func future(of subscription: StripeObject) -> String {
        if let ended = subscription.integer("ended_at") { return "Ended on \(StripeHTML.day(ended))." }
        if let end = subscription.integer("cancel_at") { return "Ends on \(StripeHTML.day(end))." }
        let what = subscription.text("status") == "trialing" ? "The trial ends" : "Renews"
        return "\(what) on \(StripeHTML.day(subscription.periodEnd))."
    }

    private func button(for subscription: StripeObject) -> String {
        guard subscription.isAlive else { return "" }
        let isEnding = subscription["cancel_at"] != .null
        return """
            <form method="post">
            <input type="hidden" name="subscription" value="\(subscription.id)">
            <button name="action" value="\(isEnding ? "renew" : "cancel")">\
            \(isEnding ? "Keep the subscription" : "Cancel the subscription")</button>
            </form>
            """
    }

    private var card: String {
        let method = customer?.defaultMethod.flatMap { books.objects[$0] }
        let subscription = customer.flatMap { books.all(.subscription, of: $0.id).last { $0.isAlive } }
        let used = subscription.flatMap { books.paymentMethod(for: $0) } ?? method
        let last4 = used?.body.value(at: "card", "last4")?.string
        return """
            <p>\(last4.map { "The card that ends in <strong>\($0)</strong>." } ?? "None yet.")</p>
            <form method="post">
            \(StripeHTML.cards(chosen: nil))
            <button name="action" value="card">Use this card from now on</button>
            </form>
            """
    }

    private func invoices(of customer: String) -> String {
        let rows = books.all(.invoice, of: customer).reversed().compactMap { invoice -> [String]? in
            guard let number = invoice.text("number") else { return nil }
            return [
                "<a href=\"/_dev/stripe/i/\(invoice.id)\">\(StripeHTML.escaped(number))</a>",
                StripeHTML.day(invoice.integer("created")), invoice.money("total"),
                StripeHTML.status(invoice.text("status") ?? ""),
            ]
        }
        return rows.isEmpty
            ? "<p class=\"quiet\">None.</p>" : StripeHTML.table(["Number", "Of", "Total", "State"], rows)
    }

    private var back: String {
        guard let url = session.text("return_url") else { return "" }
        return "<p class=\"back\"><a href=\"\(StripeHTML.escaped(url))\">Back</a></p>"
    }
}
