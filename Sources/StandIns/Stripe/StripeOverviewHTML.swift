import FixtureTape

/// The page that shows what the account holds. It changes nothing.
struct StripeOverviewHTML: Sendable {
    /// How much of each it shows.
    private static let shown = 50

    let books: StripeBooks

    var page: String {
        StripeHTML.page(
            "Account", isWide: true,
            """
            <h1>Stripe stand-in</h1>
            <p class="quiet">As of \(StripeHTML.time(books.now(on: nil))) UTC. \(count(.customer)) customers,
            \(count(.subscription)) subscriptions, \(count(.invoice)) invoices. <a href="/_dev/stripe">Look again</a></p>
            \(section("Subscriptions", subscriptions, none: "Nobody has subscribed yet."))
            \(section("Open checkout sessions", sessions, none: "None."))
            \(section("Invoices", invoices, none: "None."))
            \(section("Test clocks", clocks, none: "None."))
            \(section("Webhook endpoints", endpoints, none: "None: nobody is told of events."))
            \(section("Events", events, none: "Nothing has happened yet."))
            """)
    }

    private func count(_ kind: StripeKind) -> Int { books.all(kind).count }

    private func section(_ title: String, _ table: String, none: String) -> String {
        "<section>\n<h2>\(title)</h2>\n\(table.isEmpty ? "<p class=\"quiet\">\(none)</p>" : table)\n</section>"
    }

    private func newest(_ kind: StripeKind, _ isShown: (StripeObject) -> Bool = { _ in true }) -> [StripeObject] {
        Array(books.all(kind).reversed().filter(isShown).prefix(Self.shown))
    }

    private func code(_ id: String) -> String { "<code>\(StripeHTML.escaped(id))</code>" }

    private func customer(of object: StripeObject) -> String {
        guard let id = object.text("customer") else { return "–" }
        return StripeHTML.escaped(books.objects[id]?.text("email") ?? "") + "<br>" + code(id)
    }

    private var subscriptions: String {
        StripeHTML.table(
            ["State", "Subscription", "Customer", "Price", "Trial ends", "Period ends", "Cancels"],
            newest(.subscription).map { subscription in
                [
                    StripeHTML.status(subscription.text("status") ?? ""), code(subscription.id),
                    customer(of: subscription),
                    StripeMoney.text(subscription.amount, subscription.text("currency") ?? ""),
                    StripeHTML.time(subscription.integer("trial_end")), StripeHTML.time(subscription.periodEnd),
                    StripeHTML.time(subscription.integer("cancel_at")),
                ]
            })
    }

    private var sessions: String {
        StripeHTML.table(
            ["Session", "Customer", "Total", "Expires"],
            newest(.checkoutSession) { $0.text("status") == "open" }.map { session in
                [
                    "<a href=\"/_dev/stripe/c/pay/\(session.id)\">\(session.id)</a>", customer(of: session),
                    session.money("amount_total"), StripeHTML.time(session.integer("expires_at")),
                ]
            })
    }

    private var invoices: String {
        StripeHTML.table(
            ["State", "Invoice", "Customer", "Total", "Attempts", "Next attempt"],
            newest(.invoice).map { invoice in
                let link = invoice.text("number").map { "<a href=\"/_dev/stripe/i/\(invoice.id)\">\($0)</a><br>" } ?? ""
                return [
                    StripeHTML.status(invoice.text("status") ?? ""), link + code(invoice.id), customer(of: invoice),
                    invoice.money("total"), "\(invoice.integer("attempt_count") ?? 0)",
                    StripeHTML.time(invoice.integer("next_payment_attempt")),
                ]
            })
    }

    private var clocks: String {
        StripeHTML.table(
            ["State", "Clock", "Shows"],
            newest(.testClock).map { clock in
                [
                    StripeHTML.status(clock.text("status") ?? ""),
                    StripeHTML.escaped(clock.text("name") ?? "") + "<br>" + code(clock.id),
                    StripeHTML.time(clock.integer("frozen_time")),
                ]
            })
    }

    private var endpoints: String {
        StripeHTML.table(
            ["State", "Endpoint", "Address", "Events"],
            newest(.webhookEndpoint).map { endpoint in
                [
                    StripeHTML.status(endpoint.text("status") ?? ""), code(endpoint.id),
                    StripeHTML.escaped(endpoint.text("url") ?? ""),
                    StripeHTML.escaped(
                        (endpoint["enabled_events"].elements ?? []).compactMap(\.string).joined(separator: ", ")),
                ]
            })
    }

    private var events: String {
        StripeHTML.table(
            ["Event", "At", "About", "Told"],
            newest(.event).map { event in
                let pending = event.integer("pending_webhooks") ?? 0
                let sent = (event.notes["sent"]?.elements ?? []).map { attempt in
                    "<li>\(StripeHTML.escaped(attempt["outcome"]?.string ?? "")) <span class=\"quiet\">"
                        + "\(StripeHTML.time(attempt["at"]?.integer.map { $0 / 1000 }))</span></li>"
                }
                return [
                    StripeHTML.escaped(event.text("type") ?? "") + "<br>" + code(event.id),
                    StripeHTML.time(event.integer("created")),
                    code(event.body.value(at: "data", "object", "id")?.string ?? ""),
                    (sent.isEmpty ? "" : "<ol>\(sent.joined())</ol>") + (pending > 0 ? "\(pending) still to tell" : ""),
                ]
            })
    }
}
