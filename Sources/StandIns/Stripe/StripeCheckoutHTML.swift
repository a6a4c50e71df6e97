import FixtureTape

/// The page that a checkout session is paid at.
struct StripeCheckoutHTML: Sendable {
    let session: StripeObject
    let books: StripeBooks
    /// What was sent before and did not go through.
    var form: [String: String] = [:]
    var problem: String?

    var page: String {
        switch session.text("status") {
        case "open": StripeHTML.page("Checkout", open)
        case "complete":
            StripeHTML.page("Paid", closed("You’re all done", "This session was paid. Nothing is left to do."))
        default: StripeHTML.page("Expired", closed("This session has expired", "Begin again at the application."))
        }
    }

    private func closed(_ title: String, _ text: String) -> String {
        "<h1>\(title)</h1>\n\(StripeHTML.note)\n<p>\(text)</p>"
    }

    private var trialEnd: Int? {
        guard let data = session.notes["subscription_data"] else { return nil }
        let now = books.now(on: session.notes["test_clock"]?.string)
        if let days = data["trial_period_days"]?.integer { return now + days * StripeCalendar.day }
        return data["trial_end"]?.integer
    }

    private var open: String {
        let isTrial = trialEnd != nil
        let isSubscription = session.text("mode") == "subscription"
        let button = isTrial ? "Start trial" : isSubscription ? "Subscribe" : "Pay \(session.money("amount_total"))"
        let mayBeNone =
            session.text("payment_method_collection") == "if_required" && session.integer("amount_total") == 0
        return """
            <h1>\(isSubscription ? "Subscribe" : "Checkout")</h1>
            \(StripeHTML.note)
            \(lines)
            <form method="post">
            \(StripeHTML.alert(problem))
            \(email)
            \(StripeHTML.cards(chosen: form["card"], mayBeNone: mayBeNone))
            <button class="primary">\(StripeHTML.escaped(button))</button>
            </form>
            \(back)
            """
    }

    private var lines: String {
        let items = (session.notes["items"]?.elements ?? []).map { item in
            let product = item.value(at: "price", "product")?.string.flatMap { books.objects[$0]?.text("name") } ?? ""
            let amount = StripeMoney.text(item["amount_total"]?.integer ?? 0, session.text("currency") ?? "")
            let interval = item.value(at: "price", "recurring", "interval")?.string
            return [
                "\(item["quantity"]?.integer ?? 1) × \(StripeHTML.escaped(product))",
                amount + (interval.map { " / \($0)" } ?? ""),
            ]
        }
        let due = trialEnd.map { "Free until \(StripeHTML.day($0)); today " } ?? "Today "
        return StripeHTML.table(["What", "Price"], items)
            + "\n<p class=\"due\">\(due)<strong>\(session.money("amount_total"))</strong></p>"
    }

    private var email: String {
        let known = session.body.value(at: "customer_details", "email")?.string
        if let known { return "<p>Paying as <strong>\(StripeHTML.escaped(known))</strong></p>" }
        if session.text("customer") != nil { return "" }
        return """
            <label for="email">E-mail</label>
            <input id="email" name="email" type="email" autocomplete="email" required
            value="\(StripeHTML.escaped(form["email"] ?? ""))">
            """
    }

    private var back: String {
        guard let url = session.text("cancel_url") else { return "" }
        return "<p class=\"back\"><a href=\"\(StripeHTML.escaped(url))\">Back without paying</a></p>"
    }
}

/// The page of one invoice, where an open one is paid.
struct StripeInvoiceHTML: Sendable {
    let invoice: StripeObject
    var problem: String?

    var page: String {
        let number = invoice.text("number") ?? ""
        let rows = (invoice.body.value(at: "lines", "data")?.elements ?? []).map { line in
            [
                StripeHTML.escaped(line["description"]?.string ?? ""),
                StripeHTML.day(line.value(at: "period", "start")?.integer) + " to "
                    + StripeHTML.day(line.value(at: "period", "end")?.integer),
                StripeMoney.text(line["amount"]?.integer ?? 0, invoice.text("currency") ?? ""),
            ]
        }
        return StripeHTML.page(
            "Invoice \(number)",
            """
            <h1>Invoice \(StripeHTML.escaped(number))</h1>
            \(StripeHTML.note)
            <p>\(StripeHTML.status(invoice.text("status") ?? "")), of \(StripeHTML.day(invoice.integer("created"))), for
            \(StripeHTML.escaped(invoice.text("customer_email") ?? invoice.text("customer") ?? ""))</p>
            \(StripeHTML.table(["What", "Period", "Amount"], rows))
            <p class="due">Still to pay <strong>\(invoice.money("amount_remaining"))</strong></p>
            \(StripeHTML.alert(problem))
            \(form)
            """)
    }

    private var form: String {
        if invoice.text("status") != "open" { return "" }
        return """
            <form method="post">
            \(StripeHTML.cards(chosen: nil))
            <button class="primary">Pay \(invoice.money("amount_remaining"))</button>
            </form>
            """
    }
}
