import FixtureTape
import Foundation
import HostTesting
import StandIns
import Testing

@Suite("Stripe: pages")
struct StripePageTests {
    private func session(
        _ bench: StripeBench, _ more: StripeBench.Form = ["customer_email": "ana@example.com"]
    ) async throws -> JSONValue {
        let target = "/v1/checkout/sessions"
        let form =
            try await [
                ("mode", "subscription"), ("line_items[0][price]", bench.price()),
                ("success_url", "http://localhost:1/ok?sid={CHECKOUT_SESSION_ID}&x"),
                ("cancel_url", "http://localhost:1/no?a=1&b=2"), ("metadata[m]", "1"),
                ("subscription_data[metadata][u]", "1"),
            ] + more.map { ($0.key, $0.value) }
        let body = form.map { "\($0.0)=\($0.1.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")" }
        return try await bench.form("POST", target, body.joined(separator: "&"))
    }

    @Test("a card that is accepted subscribes, and leads back to the application")
    func accepted() async throws {
        try await StripeBench.run { bench in
            let session = try await session(bench)
            let url = try #require(session["url"]?.string)
            let page = try await bench.page(url)
            #expect(page.status == 200)
            #expect(page.html.contains("ana@example.com") && page.html.contains("15.00 USD"))
            #expect(page.html.contains("1 × Pro &lt;b&gt;") && !page.html.contains("<script"))
            #expect(page.html.contains(#"href="http://localhost:1/no?a=1&amp;b=2""#))
            let paid = try await bench.page(url, ["card": "4242424242424242"])
            #expect(paid.status == 303)
            #expect(paid.location == "http://localhost:1/ok?sid=\(session.id)&x")
            let done = try await bench.get(session)
            #expect([done["status"]?.string, done["payment_status"]?.string] == ["complete", "paid"])
            #expect(done.text("metadata", "m") == "1")
            #expect(done.text("customer_details", "email") == "ana@example.com")
            let subscription = try await bench.value("GET", "/v1/subscriptions/\(done.text("subscription") ?? "")")
            #expect(subscription["status"]?.string == "active")
            #expect(subscription.text("metadata", "u") == "1")
            let types = try await bench.value("GET", "/v1/events?limit=1")["data"]?.elements?.compactMap {
                $0.text("type")
            }
            #expect(types == ["checkout.session.completed"])
            #expect(try await bench.page(url).html.contains("all done"))
            #expect(try await bench.page(url, ["card": "4242424242424242"]).status == 200)
            #expect(try await bench.value("GET", "/v1/subscriptions")["data"]?.elements?.count == 1)
        }
    }

    @Test(
        "a card that is declined changes nothing and may be followed by another",
        arguments: [
            ("4000000000000002", "Your card was declined."), ("4000 0000 0000 9995", "insufficient funds"),
            ("4000000000000069", "expired"), ("4000000000000341", "Your card was declined."),
            ("1234", "card number is incorrect"), ("", "card number is incorrect"),
        ])
    func declined(number: String, message: String) async throws {
        try await StripeBench.run { bench in
            let session = try await session(bench)
            let url = try #require(session["url"]?.string)
            let refused = try await bench.page(url, ["number": number])
            #expect(refused.status == 402)
            #expect(refused.html.contains(#"role="alert""#) && refused.html.contains(message))
            #expect(try await bench.get(session)["status"]?.string == "open")
            for list in ["customers", "subscriptions", "invoices"] {
                #expect(try await bench.value("GET", "/v1/\(list)")["data"] == .array([]))
            }
            #expect(try await bench.page(url, ["card": "5555555555554444"]).status == 303)
        }
    }

    @Test("a trial costs nothing today, needs no card where that was said, and an address where none is known")
    func trial() async throws {
        try await StripeBench.run { bench in
            let session = try await session(
                bench, ["subscription_data[trial_period_days]": "7", "payment_method_collection": "if_required"])
            #expect(session["customer_details"] == .null)
            let url = try #require(session["url"]?.string)
            #expect(try await bench.page(url, ["card": "none"]).status == 400)
            let refused = try await bench.page(url, ["card": "none", "email": #""><b>"#])
            #expect(refused.html.contains(#"value="&quot;&gt;&lt;b&gt;""#))
            #expect(try await bench.page(url, ["card": "none", "email": "new@example.com"]).status == 303)
            let done = try await bench.get(session)
            #expect(done["payment_status"]?.string == "no_payment_required")
            let subscription = try await bench.value("GET", "/v1/subscriptions/\(done.text("subscription") ?? "")")
            #expect(subscription.number("trial_end") == bench.now + 7 * StripeBench.day)
        }
    }

    @Test("a session expires after a day, or when told to")
    func expiry() async throws {
        try await StripeBench.run { bench in
            let (one, other) = (try await session(bench), try await session(bench))
            let target = "/v1/checkout/sessions/\(one.id)/expire"
            #expect(try await bench.value("POST", target, [:])["status"]?.string == "expired")
            #expect(try await bench.failure("POST", target, [:]) == "400 - -")
            bench.effects.advance(by: .seconds(StripeBench.day))
            #expect(try await bench.page(try #require(other["url"]?.string)).html.contains("expired"))
            #expect(try await bench.get(other)["status"]?.string == "expired")
        }
    }

    @Test("the portal cancels, takes that back, and changes the card, for its own customer alone")
    func portal() async throws {
        try await StripeBench.run { bench in
            let price = try await bench.price()
            func subscribe(_ customer: String) async throws -> JSONValue {
                try await bench.value("POST", "/v1/subscriptions", ["customer": customer, "items[0][price]": price])
            }
            let customer = try await bench.customer()
            let (own, foreign) = (try await subscribe(customer), try await subscribe(bench.customer()))
            let session = try await bench.value(
                "POST", "/v1/billing_portal/sessions", ["customer": customer, "return_url": "http://localhost:1/back"])
            let url = try #require(session["url"]?.string)
            let page = try await bench.page(url)
            #expect(page.html.contains("Cancel the subscription") && page.html.contains("http://localhost:1/back"))
            #expect(try await bench.page(url, ["action": "cancel", "subscription": own.id]).status == 303)
            #expect(try await bench.get(own)["cancel_at_period_end"] == .bool(true))
            #expect(try await bench.page(url).html.contains("Keep the subscription"))
            _ = try await bench.page(url, ["action": "renew", "subscription": own.id])
            #expect(try await bench.get(own)["cancel_at"] == .null)
            #expect(try await bench.page(url, ["action": "cancel", "subscription": foreign.id]).status == 400)
            #expect(try await bench.get(foreign)["cancel_at_period_end"] == .bool(false))
            #expect(try await bench.page(url, ["action": "card", "card": "4000000000000002"]).status == 402)
            _ = try await bench.page(url, ["action": "card", "card": "5555555555554444"])
            #expect(try await bench.page(url).html.contains("ends in <strong>4444</strong>"))
            #expect(try await bench.page(url + "x").status == 404)
        }
    }

    @Test("an open invoice is paid on its page; a card that fails there counts as an attempt")
    func invoice() async throws {
        try await StripeBench.run { bench in
            let customer = try await bench.customer(card: "pm_card_chargeCustomerFail")
            let made = try await bench.value(
                "POST", "/v1/subscriptions",
                ["customer": customer, "items[0][price]": bench.price(), "expand[0]": "latest_invoice"])
            let invoice = try #require(made["latest_invoice"])
            let url = try #require(invoice["hosted_invoice_url"]?.string)
            #expect(try await bench.page(url).html.contains("Pay 15.00 USD"))
            #expect(try await bench.page(url, ["card": "4000000000000341"]).status == 402)
            #expect(try await bench.get(invoice).number("attempt_count") == 2)
            #expect(try await bench.page(url, ["card": "4242424242424242"]).status == 303)
            #expect(try await bench.get(invoice)["status"]?.string == "paid")
            #expect(try await bench.get(made)["status"]?.string == "active")
            #expect(try await bench.page(url).html.contains("<button") == false)
        }
    }

    @Test("the overview shows what there is, as text, and no secrets")
    func overview() async throws {
        try await StripeBench.run { bench in
            let endpoint = try await bench.value(
                "POST", "/v1/webhook_endpoints",
                ["url": "http://127.0.0.1:1/<i>", "enabled_events[0]": "product.created"])
            let secret = try #require(endpoint["secret"]?.string)
            let customer = try await bench.value(
                "POST", "/v1/customers",
                [
                    "email": "<i>@example.com", "payment_method": "pm_card_visa",
                    "invoice_settings[default_payment_method]": "pm_card_visa",
                ])
            let made = try await bench.value(
                "POST", "/v1/subscriptions", ["customer": customer.id, "items[0][price]": bench.price()])
            _ = try await bench.clock()
            let page = try await bench.page("http://127.0.0.1:\(bench.port)/_dev/stripe")
            #expect(page.status == 200)
            for text in [made.id, endpoint.id, "&lt;i&gt;@example.com", "http://127.0.0.1:1/&lt;i&gt;", "invoice.paid"]
            {
                #expect(page.html.contains(text), "\(text)")
            }
            #expect(!page.html.contains("<i>") && !page.html.contains(secret))
            let style = try await bench.ask("GET", "/stripe.css")
            #expect(style.type == "text/css; charset=utf-8")
        }
    }
}
