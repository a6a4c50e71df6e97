import FixtureTape
import Foundation
import HTTPTesting
import HostTesting
import StandIns
import Testing

@Suite("Stripe: subscriptions and their time")
struct StripeBillingTests {
    private static let (day, hour) = (StripeBench.day, 3_600)

    private func trial(
        _ bench: StripeBench, _ customer: String, days: Int = 7, _ behavior: String = "create_invoice"
    ) async throws -> JSONValue {
        try await bench.value(
            "POST", "/v1/subscriptions",
            [
                "customer": customer, "items[0][price]": bench.price(), "trial_period_days": String(days),
                "trial_settings[end_behavior][missing_payment_method]": behavior,
            ])
    }

    private func latestInvoice(_ bench: StripeBench, _ subscription: JSONValue) async throws -> JSONValue {
        let id = try #require(try await bench.get(subscription)["latest_invoice"]?.string)
        return try await bench.value("GET", "/v1/invoices/\(id)")
    }

    @Test(
        "a trial is announced, ends, becomes a paid period an hour later, and ends with the period where that was asked"
    )
    func timeline() async throws {
        try await StripeBench.run { bench in
            let clock = try await bench.clock()
            let customer = try await bench.customer(clock: clock)
            let (start, end) = (bench.now, bench.now + 7 * Self.day)
            let made = try await trial(bench, customer)
            #expect(made["status"]?.string == "trialing")
            let first = [
                "customer.subscription.created", "invoice.created", "invoice.finalized", "invoice.paid",
                "invoice.payment_succeeded",
            ]
            #expect(try await bench.events(of: customer).suffix(5) == first)
            let before = try await bench.events(of: customer).count
            try await bench.advance(clock, to: end - 3 * Self.day - 1)
            #expect(try await bench.events(of: customer).count == before)
            try await bench.advance(clock, to: end - 3 * Self.day)
            #expect(try await bench.events(of: customer).last == "customer.subscription.trial_will_end")
            try await bench.advance(clock, to: end)
            #expect(
                try await bench.events(of: customer).suffix(2) == ["customer.subscription.updated", "invoice.created"])
            let active = try await bench.get(made)
            #expect(active["status"]?.string == "active")
            #expect(active.item?.number("current_period_start") == end)
            #expect(try await latestInvoice(bench, made).text("status") == "draft")
            try await bench.advance(clock, to: end + Self.hour)
            let paid = try await latestInvoice(bench, made)
            #expect([paid.number("amount_paid"), paid.number("amount_remaining")] == [1500, 0])
            #expect([paid.number("period_start"), paid.number("period_end")] == [start, end])
            #expect(
                try await bench.events(of: customer).suffix(5) == [
                    "invoice.finalized", "charge.succeeded", "payment_intent.succeeded", "invoice.paid",
                    "invoice.payment_succeeded",
                ])
            let ending = try await bench.value("POST", "/v1/subscriptions/\(made.id)", ["cancel_at_period_end": "true"])
            let periodEnd = try #require(ending.item?.number("current_period_end"))
            #expect(ending.number("cancel_at") == periodEnd)
            try await bench.advance(clock, to: periodEnd - 1)
            #expect(try await bench.get(made)["status"]?.string == "active")
            try await bench.advance(clock, to: periodEnd)
            #expect(try await bench.get(made).number("ended_at") == periodEnd)
            #expect(try await bench.events(of: customer).last == "customer.subscription.deleted")
        }
    }

    @Test("an update says what was before it")
    func previousAttributes() async throws {
        try await StripeBench.run { bench in
            let clock = try await bench.clock()
            let made = try await trial(bench, bench.customer(clock: clock))
            try await bench.advance(clock, to: bench.now + 7 * Self.day)
            let events = try await bench.value("GET", "/v1/events?type=customer.subscription.updated")
            let previous = events["data"]?.elements?.first?["data"]?["previous_attributes"]
            #expect(previous?.text("status") == "trialing")
            #expect(previous?["id"] == nil)
            #expect(previous?["items"]?["data"]?.elements?.first?.number("current_period_start") == bench.now)
            #expect(events["data"]?.elements?.first?["request"]?["id"] == .null)
            #expect(try await bench.get(made)["trial_end"] == .number(String(bench.now + 7 * Self.day)))
        }
    }

    @Test("a card that fails is tried again after 3, 5 and 7 days, then the subscription ends")
    func failure() async throws {
        try await StripeBench.run { bench in
            let clock = try await bench.clock()
            let customer = try await bench.customer(card: "pm_card_chargeCustomerFail", clock: clock)
            let made = try await trial(bench, customer)
            var time = bench.now + 7 * Self.day + Self.hour
            try await bench.advance(clock, to: time)
            #expect(try await bench.get(made)["status"]?.string == "past_due")
            #expect(
                try await bench.events(of: customer).suffix(4) == [
                    "charge.failed", "payment_intent.payment_failed", "invoice.payment_failed",
                    "customer.subscription.updated",
                ])
            for (count, days) in [3, 5, 7].enumerated() {
                let invoice = try await latestInvoice(bench, made)
                #expect(invoice.number("attempt_count") == count + 1)
                #expect(invoice.number("next_payment_attempt") == time + days * Self.day)
                #expect(try await bench.get(made)["status"]?.string == "past_due")
                time += days * Self.day
                try await bench.advance(clock, to: time)
            }
            let ended = try await bench.get(made)
            #expect(ended["status"]?.string == "canceled")
            #expect(ended.text("cancellation_details", "reason") == "payment_failed")
            let invoice = try await latestInvoice(bench, made)
            #expect([invoice["status"]?.string, invoice["next_payment_attempt"]?.string] == ["open", nil])
            #expect(try await bench.events(of: customer).last == "customer.subscription.deleted")
        }
    }

    @Test("an open invoice is paid with another card, and the subscription is active again")
    func recovery() async throws {
        try await StripeBench.run { bench in
            let clock = try await bench.clock()
            let customer = try await bench.customer(card: "pm_card_chargeCustomerFail", clock: clock)
            let made = try await trial(bench, customer)
            try await bench.advance(clock, to: bench.now + 8 * Self.day)
            let invoice = try await latestInvoice(bench, made).id
            #expect(try await bench.failure("POST", "/v1/invoices/\(invoice)/pay", [:]) == "402 card_declined -")
            #expect(try await latestInvoice(bench, made).number("attempt_count") == 2)
            let paid = try await bench.value(
                "POST", "/v1/invoices/\(invoice)/pay", ["payment_method": "pm_card_mastercard"])
            #expect(paid["status"]?.string == "paid")
            #expect(try await bench.get(made)["status"]?.string == "active")
            #expect(try await bench.failure("POST", "/v1/invoices/\(invoice)/pay", [:]) == "400 - -")
        }
    }

    @Test(
        "without a card the end of a trial does what the trial's settings say",
        arguments: [("cancel", "canceled"), ("pause", "paused"), ("create_invoice", "past_due")])
    func missingCard(behavior: String, status: String) async throws {
        try await StripeBench.run { bench in
            let clock = try await bench.clock()
            let customer = try await bench.customer(card: nil, clock: clock)
            let made = try await trial(bench, customer, behavior)
            try await bench.advance(clock, to: bench.now + 7 * Self.day + Self.hour)
            #expect(try await bench.get(made)["status"]?.string == status)
            guard status == "paused" else { return }
            let target = "/v1/subscriptions/\(made.id)/resume"
            #expect(try await bench.failure("POST", target, [:]) == "400 resource_missing -")
            try await bench.value(
                "POST", "/v1/customers/\(customer)", ["invoice_settings[default_payment_method]": "pm_card_visa"])
            #expect(try await bench.value("POST", target, [:])["status"]?.string == "active")
            #expect(try await latestInvoice(bench, made).number("amount_paid") == 1500)
        }
    }

    @Test("who has no test clock lives by everybody's: what is due happens by itself")
    func liveTime() async throws {
        let effects = ManualEffects()
        try await StripeBench.run(effects: effects) { bench in
            try await bench.value(
                "POST", "/v1/webhook_endpoints",
                ["url": bench.receiver.url + "/hook", "enabled_events[0]": "customer.subscription.trial_will_end"])
            let customer = try await bench.customer()
            let made = try await trial(bench, customer)
            await effects.advance(by: .seconds(4 * Self.day), onceSomebodySleeps: .seconds(4 * Self.day))
            #expect(await bench.deliveries(to: "/hook")[0].json?["data"]?.text("object", "id") == made.id)
            effects.advance(by: .seconds(3 * Self.day + Self.hour))
            #expect(try await bench.get(made)["status"]?.string == "active")
            #expect(try await latestInvoice(bench, made)["status"]?.string == "paid")
            effects.advance(by: .seconds(70 * Self.day))
            let invoices = try await bench.value("GET", "/v1/invoices?subscription=\(made.id)")["data"]?.elements ?? []
            #expect(invoices.map { $0.number("amount_paid") } == [1500, 1500, 1500, 0])
        }
    }

    @Test("a trial of less than three days is announced at once; one that is ended early is paid at once")
    func shortTrial() async throws {
        try await StripeBench.run { bench in
            let customer = try await bench.customer()
            let made = try await trial(bench, customer, days: 2)
            #expect(try await bench.events(of: customer).last == "customer.subscription.trial_will_end")
            let ended = try await bench.value("POST", "/v1/subscriptions/\(made.id)", ["trial_end": "now"])
            #expect(ended["status"]?.string == "active")
            #expect(ended.number("trial_end") == bench.now)
            #expect(try await latestInvoice(bench, made).number("amount_paid") == 1500)
            let longer = try await bench.value(
                "POST", "/v1/subscriptions/\(try await trial(bench, customer).id)",
                ["trial_end": String(bench.now + 20 * Self.day)])
            #expect(longer.item?.number("current_period_end") == bench.now + 20 * Self.day)
        }
    }

    @Test(
        "without a trial the first payment decides",
        arguments: [
            ("pm_card_visa", "allow_incomplete", "active"),
            ("pm_card_chargeCustomerFail", "allow_incomplete", "incomplete"),
            ("pm_card_visa", "default_incomplete", "incomplete"),
            ("pm_card_chargeCustomerFail", "error_if_incomplete", "402"),
        ])
    func firstPayment(card: String, behavior: String, expected: String) async throws {
        try await StripeBench.run { bench in
            let customer = try await bench.customer(card: card)
            let answer = try await bench.ask(
                "POST", "/v1/subscriptions",
                ["customer": customer, "items[0][price]": bench.price(), "payment_behavior": behavior])
            let listed = try await bench.value("GET", "/v1/subscriptions?customer=\(customer)")["data"]?.elements ?? []
            guard answer.status == 200 else {
                #expect(String(answer.status) == expected)
                #expect(listed == [])
                return
            }
            let made = try #require(answer.value)
            #expect(made["status"]?.string == expected)
            #expect(listed.map(\.id) == [made.id])
            guard expected == "incomplete" else { return }
            bench.effects.advance(by: .seconds(23 * Self.hour))
            #expect(try await bench.get(made)["status"]?.string == "incomplete_expired")
            #expect(try await latestInvoice(bench, made)["status"]?.string == "void")
        }
    }

    @Test("months that are too short shift no later month")
    func months() async throws {
        let effects = ManualEffects(now: Date(timeIntervalSince1970: 1_769_860_800))  // 2026-01-31 12:00 UTC
        try await StripeBench.run(effects: effects) { bench in
            let customer = try await bench.customer()
            let made = try await bench.value(
                "POST", "/v1/subscriptions", ["customer": customer, "items[0][price]": bench.price()])
            var ends = [made.item?.number("current_period_end")]
            for days in [28, 31] {
                effects.advance(by: .seconds(days * Self.day))
                ends.append(try await bench.get(made).item?.number("current_period_end"))
            }
            #expect(ends == [1_772_280_000, 1_774_958_400, 1_777_550_400])  // 02-28, 03-31, 04-30
        }
    }

    @Test("a change of price or quantity in mid-period is settled on the next invoice, unless told not to")
    func proration() async throws {
        try await StripeBench.run { bench in
            let clock = try await bench.clock()
            let customer = try await bench.customer(clock: clock)
            let made = try await bench.value(
                "POST", "/v1/subscriptions", ["customer": customer, "items[0][price]": bench.price("3000")])
            let (start, end) = (
                try #require(made.item?.number("current_period_start")),
                try #require(made.item?.number("current_period_end"))
            )
            try await bench.advance(clock, to: (start + end) / 2)
            let item = try #require(made.item?.id)
            let target = "/v1/subscriptions/\(made.id)"
            let doubled = try await bench.value(
                "POST", target, ["items[0][id]": item, "items[0][quantity]": "2"])
            #expect(doubled.item?.number("quantity") == 2)
            try await bench.advance(clock, to: end)
            #expect(try await latestInvoice(bench, made).number("total") == 7500)
            try await bench.value(
                "POST", target,
                ["items[0][id]": item, "items[0][quantity]": "1", "proration_behavior": "none"])
            let next = try #require(try await bench.get(made).item?.number("current_period_end"))
            try await bench.advance(clock, to: next)
            #expect(try await latestInvoice(bench, made).number("total") == 3000)
        }
    }

    @Test("a test clock goes forward only, and not too far")
    func clocks() async throws {
        try await StripeBench.run { bench in
            let clock = try await bench.clock()
            let customer = try await bench.customer(clock: clock)
            let target = "/v1/test_helpers/test_clocks/\(clock)/advance"
            func advance(_ time: Int) async throws -> String {
                try await bench.failure("POST", target, ["frozen_time": String(time)])
            }
            #expect(try await advance(bench.now) == "400 - frozen_time")
            #expect(try await advance(bench.now + 800 * Self.day) == "400 - frozen_time")
            _ = try await trial(bench, customer)
            #expect(try await advance(bench.now + 70 * Self.day) == "400 - frozen_time")
            #expect(try await bench.value("GET", "/v1/customers")["data"] == .array([]))
            #expect(
                try await bench.value("GET", "/v1/customers?test_clock=\(clock)")["data"]?.elements?.map(\.id)
                    == [customer])
            let kept = try await bench.clock()
            try await bench.value("DELETE", "/v1/test_helpers/test_clocks/\(clock)")
            #expect(try await bench.value("GET", "/v1/subscriptions?customer=\(customer)")["data"] == .array([]))
            #expect(try await bench.value("GET", "/v1/customers/\(customer)")["deleted"] == .bool(true))
            let clocks = "/v1/test_helpers/test_clocks"
            #expect(try await bench.value("GET", clocks)["data"]?.elements?.map(\.id) == [kept])
            bench.effects.advance(by: .seconds(30 * Self.day))
            #expect(try await bench.value("GET", clocks)["data"] == .array([]))
        }
    }
}
