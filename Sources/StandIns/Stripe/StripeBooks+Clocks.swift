import FixtureTape

/// Clocks that stand until somebody advances them, with what lives by them.
extension StripeBooks {
    private static let lifetime = 30 * StripeCalendar.day

    mutating func addClock(_ parameters: JSONValue) -> StripeObject {
        let now = now(on: nil)
        let clock = add(
            .testClock, at: now,
            [
                "deletes_after": .integer(now + Self.lifetime),
                "frozen_time": parameters["frozen_time"] ?? .null, "name": parameters["name"] ?? .null,
                "status": .string("ready"), "status_details": .object([]),
            ])
        announce("test_helpers.test_clock.created", clock)
        return clock
    }

    /// Begins an advance, which ``finishAdvances()`` brings to its end.
    mutating func advanceClock(_ id: String, to time: Int) throws(StripeFailure) -> StripeObject {
        let clock = try find(.testClock, id)
        guard clock.text("status") == "ready" else {
            throw StripeFailure("The test clock is already advancing.", code: "test_clock_advancement_underway")
        }
        guard let frozen = clock.integer("frozen_time"), time > frozen else {
            throw .invalid("frozen_time", "A test clock can only be advanced: `frozen_time` must be later than it is.")
        }
        guard time <= latestAdvance(of: id, from: frozen) else {
            throw .invalid(
                "frozen_time",
                "A test clock can be advanced by at most two intervals of its shortest subscription, or two "
                    + "years where it has none.")
        }
        var advancing = clock
        advancing["status"] = .string("advancing")
        advancing["status_details"] = .record(["advancing": .record(["target_frozen_time": .integer(time)])])
        keep(advancing)
        announce("test_helpers.test_clock.advancing", advancing)
        return advancing
    }

    private func latestAdvance(of clock: String, from frozen: Int) -> Int {
        let ends = all(.subscription).filter { $0.text("test_clock") == clock && $0.isAlive }.map { subscription in
            let interval = subscription.recurring?["interval"]?.string ?? "month"
            let count = subscription.recurring?["interval_count"]?.integer ?? 1
            return StripeCalendar.adding(2 * count, interval, to: frozen)
        }
        return ends.min() ?? StripeCalendar.adding(2, "year", to: frozen)
    }

    var isAdvancing: Bool { all(.testClock).contains { $0.text("status") == "advancing" } }

    /// Lets the time pass on the clocks that are to be advanced.
    mutating func finishAdvances() {
        for clock in all(.testClock) where clock.text("status") == "advancing" {
            guard let target = clock.body.value(at: "status_details", "advancing", "target_frozen_time")?.integer
            else { continue }
            keepAppointments(of: clock.id, until: target)
            var ready = clock
            ready["frozen_time"] = .integer(target)
            ready["status"] = .string("ready")
            ready["status_details"] = .object([])
            keep(ready)
            announce("test_helpers.test_clock.ready", ready)
        }
    }

    /// Takes a clock away, with all that lives by it.
    mutating func removeClock(_ clock: StripeObject) {
        for customer in all(.customer) where customer.text("test_clock") == clock.id {
            for kind in [StripeKind.subscription, .invoice, .paymentMethod, .paymentIntent, .charge, .checkoutSession] {
                for object in all(kind, of: customer.id) { remove(object) }
            }
            var stub = customer
            stub.body = customer.stub
            keep(stub)
        }
        remove(clock)
        announce("test_helpers.test_clock.deleted", clock)
    }
}
