import Crypto
import FixtureTape
import Foundation
import HTTPTesting
import HostTesting
import StandIns
import Testing

@Suite("Stripe: webhooks")
struct StripeWebhookTests {
    private func endpoint(_ bench: StripeBench, _ path: String, _ events: String = "*") async throws -> JSONValue {
        try await bench.value(
            "POST", "/v1/webhook_endpoints", ["url": bench.receiver.url + path, "enabled_events[0]": events])
    }

    private func header(_ secret: String, _ time: Int, _ body: [UInt8]) -> String {
        let code = HMAC<SHA256>.authenticationCode(
            for: Array("\(time).".utf8) + body, using: SymmetricKey(data: Array(secret.utf8)))
        return "t=\(time),v1=" + code.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    @Test("an endpoint hears of the events that it asked for, signed with its secret, which is told once")
    func delivery() async throws {
        try await StripeBench.run { bench in
            let made = try await endpoint(bench, "/hook", "customer.created")
            let secret = try #require(made["secret"]?.string)
            #expect(secret.hasPrefix("whsec_"))
            #expect(try await bench.value("GET", "/v1/webhook_endpoints/\(made.id)")["secret"] == nil)
            let customer = try await bench.customer(card: nil)
            try await bench.value("POST", "/v1/customers/\(customer)", ["name": "x"])
            try await bench.value("POST", "/v1/customers", ["name": "second"])
            let requests = await bench.deliveries(to: "/hook", 2)
            #expect(requests.compactMap { $0.json?["type"]?.string } == ["customer.created", "customer.created"])
            let event = try #require(requests.first { $0.json?["data"]?.text("object", "id") == customer })
            #expect(event.header("Stripe-Signature") == header(secret, bench.now, event.body))
            let id = try #require(event.json?.id)
            let kept = try await bench.value("GET", "/v1/events/\(id)")
            #expect(kept["data"] == event.json?["data"])
            #expect(kept.text("request", "id")?.hasPrefix("req_") == true)
        }
    }

    @Test("an endpoint that fails is told again under the same id, signed anew, later and later, until it is well")
    func retries() async throws {
        let answers = Counter()
        try await StripeBench.run({ request in
            request.target == "/hook" ? [.answer(answers.next() < 3 ? 500 : 200)] : [.answer(200)]
        }) { bench in
            let secret = try #require(try await endpoint(bench, "/hook")["secret"]?.string)
            try await bench.value("POST", "/v1/customers", [:])
            for (number, wait) in [5, 20, 80].enumerated() {
                let request = await bench.deliveries(to: "/hook", number + 1)[number]
                #expect(request.header("Stripe-Signature") == header(secret, bench.now, request.body))
                await bench.effects.advance(by: .seconds(wait), onceSomebodySleeps: .seconds(wait))
            }
            let requests = await bench.deliveries(to: "/hook", 4)
            let ids = Set(requests.compactMap { $0.json?.id })
            #expect(ids.count == 1)
            let id = try #require(ids.first)
            while try await bench.value("GET", "/v1/events/\(id)").number("pending_webhooks") != 0 {
                await Task.yield()
            }
        }
    }

    @Test("a disabled or deleted endpoint hears nothing any more")
    func silence() async throws {
        try await StripeBench.run { bench in
            let (one, other) = (try await endpoint(bench, "/one"), try await endpoint(bench, "/other"))
            _ = try await endpoint(bench, "/last")
            try await bench.value("POST", "/v1/webhook_endpoints/\(one.id)", ["disabled": "true"])
            try await bench.value("DELETE", "/v1/webhook_endpoints/\(other.id)")
            try await bench.value("POST", "/v1/customers", [:])
            _ = await bench.deliveries(to: "/last")
            #expect(Set(bench.receiver.tally.requests.map(\.target)) == ["/last"])
            #expect(
                try await bench.failure("POST", "/v1/webhook_endpoints", ["url": "ftp://x", "enabled_events[]": "*"])
                    == "400 url_invalid url")
        }
    }

    @Test("what was not delivered when the stand-in stopped is delivered after it has started again")
    func restart() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "stripe-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let effects = ManualEffects()
        let target = try ScriptedServer { _ in [.answer(200)] }
        defer { target.stop() }
        let deaf = try DeafPort(.refuses)
        try await StripeBench.run(effects: effects, state: folder) { bench in
            let made = try await bench.value(
                "POST", "/v1/webhook_endpoints", ["url": deaf.url, "enabled_events[]": "customer.created"])
            let customer = try await bench.value("POST", "/v1/customers", ["name": "kept", "metadata[a]": "1"])
            try await bench.value("DELETE", "/v1/products/\(bench.value("POST", "/v1/products", ["name": "gone"]).id)")
            await bench.effects.advance(by: .seconds(1), onceSomebodySleeps: .seconds(5))
            try await bench.value("POST", "/v1/webhook_endpoints/\(made.id)", ["url": target.url + "/later"])
            try #require(customer.id.hasPrefix("cus_"))
        }
        try await StripeBench.run(effects: effects, state: folder) { bench in
            let kept = try #require(try await bench.value("GET", "/v1/customers")["data"]?.elements?.first)
            #expect(kept.text("name") == "kept")
            #expect(kept.text("metadata", "a") == "1")
            #expect(try await bench.value("GET", "/v1/products")["data"] == .array([]))
            let next = try await bench.value("POST", "/v1/customers", [:])
            #expect(next.id != kept.id)
            await target.wait { $0.requests.count >= 1 }
            await bench.effects.advance(by: .seconds(4), onceSomebodySleeps: .seconds(4))
            await target.wait { $0.requests.count >= 2 }
            let told = Set(target.tally.requests.compactMap { $0.json?["data"]?.text("object", "id") })
            #expect(told == [kept.id, next.id])
        }
    }
}
