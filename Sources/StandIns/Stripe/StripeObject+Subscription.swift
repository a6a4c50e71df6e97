import FixtureTape

/// The parts of a subscription that its life depends on.
extension StripeObject {
    var items: [JSONValue] {
        get { body.value(at: "items", "data")?.elements ?? [] }
        set {
            self["items"] = .record([
                "object": .string("list"), "data": .array(newValue), "has_more": .bool(false),
                "total_count": .integer(newValue.count),
                "url": .string("/v1/subscription_items?subscription=\(id)"),
            ])
        }
    }

    /// Whether it may still come to be paid.
    var isAlive: Bool { !["canceled", "incomplete_expired"].contains(text("status")) }

    /// Periods are the items' own; here all items have the same.
    var periodStart: Int? { items.first?["current_period_start"]?.integer }

    var periodEnd: Int? { items.first?["current_period_end"]?.integer }

    var recurring: JSONValue? { items.first?.value(at: "price", "recurring") }

    /// The end of the period that begins at a time.
    func end(ofPeriodAt start: Int) -> Int {
        StripeCalendar.end(
            after: start, anchor: integer("billing_cycle_anchor") ?? start,
            interval: recurring?["interval"]?.string ?? "month", count: recurring?["interval_count"]?.integer ?? 1)
    }

    mutating func setPeriod(_ start: Int, _ end: Int) {
        items = items.map { item in
            var item = item
            item.set("current_period_start", to: .integer(start))
            item.set("current_period_end", to: .integer(end))
            return item
        }
    }

    mutating func beginPeriod(at start: Int) { setPeriod(start, end(ofPeriodAt: start)) }

    /// What all items cost for a period.
    var amount: Int { items.reduce(0) { $0 + Self.amount(of: $1) } }

    static func amount(of item: JSONValue) -> Int {
        (item.value(at: "price", "unit_amount")?.integer ?? 0) * (item["quantity"]?.integer ?? 1)
    }

    /// The subscription that an invoice is for.
    var subscription: String? { body.value(at: "parent", "subscription_details", "subscription")?.string }
}
