import FixtureTape
import Foundation
import HTTPClient
import HostTesting
import StandIns
import Testing

@Suite("Stripe: requests and errors")
struct StripeAPITests {
    @Test(
        "only the configured key opens the API, as a bearer token or a user name",
        arguments: [
            (nil, 401), ("Bearer sk_test_wrong", 401), ("Bearer", 401), ("Basic !", 401), ("Bearer sk_test_dev", 200),
            ("Basic " + Data("sk_test_dev:".utf8).base64EncodedString(), 200),
            ("Basic " + Data("sk_test_wrong:".utf8).base64EncodedString(), 401),
        ] as [(String?, Int)])
    func keys(authorization: String?, status: Int) async throws {
        try await StripeBench.run { bench in
            let response = try await bench.send("GET", "/v1/customers", authorization: authorization)
            #expect(response.status == status)
            #expect(response.header("content-type") == "application/json; charset=utf-8")
            #expect(response.header("request-id")?.hasPrefix("req_") == true)
            if status == 401 {
                let error = try JSONValue(parsing: response.body)["error"]
                #expect(error?["type"]?.string == "invalid_request_error")
                #expect(error?["code"] == nil)
            }
        }
    }

    @Test("what is wrong with a request is said as Stripe says it")
    func failures() async throws {
        try await StripeBench.run { bench in
            let price = try await bench.price()
            let customer = try await bench.customer(card: nil)
            let table: [(String, String, StripeBench.Form?, String)] = [
                ("GET", "/v1/customers/cus_nope", nil, "404 resource_missing id"),
                ("GET", "/v1/customers/cus%2F1", nil, "404 resource_missing id"),
                ("GET", "/v1/prices/\(customer)", nil, "404 resource_missing id"),
                ("GET", "/v1/nothing", nil, "404 - -"), ("PUT", "/v1/customers", nil, "404 - -"),
                ("GET", "//v1/customers", nil, "404 - -"),
                ("GET", "/v1/customers?limit=0", nil, "400 parameter_invalid_integer limit"),
                ("GET", "/v1/customers?limit=101", nil, "400 parameter_invalid_integer limit"),
                ("GET", "/v1/customers?limit=x", nil, "400 parameter_invalid_integer limit"),
                ("GET", "/v1/customers?starting_after=cus_nope", nil, "400 resource_missing starting_after"),
                ("GET", "/v1/customers?expand[0]=data.nothing", nil, "400 - expand"),
                ("POST", "/v1/customers", ["bogus": "1"], "400 parameter_unknown bogus"),
                ("POST", "/v1/customers", ["address[bogus]": "1"], "400 parameter_unknown address[bogus]"),
                ("POST", "/v1/customers", ["payment_method": "pm_nope"], "400 resource_missing payment_method"),
                ("POST", "/v1/customers", ["payment_method": "pm_card_chargeDeclined"], "402 card_declined -"),
                ("POST", "/v1/prices", ["unit_amount": "1"], "400 parameter_missing currency"),
                ("POST", "/v1/prices", ["currency": "usd"], "400 parameter_missing product"),
                ("POST", "/v1/prices", ["currency": ""], "400 parameter_invalid_empty currency"),
                (
                    "POST", "/v1/prices", ["currency": "usd", "product": "prod_nope", "unit_amount": "1"],
                    "400 resource_missing product"
                ), ("POST", "/v1/products", [:], "400 parameter_missing name"),
                ("POST", "/v1/subscriptions", ["customer": customer], "400 parameter_missing items"),
                (
                    "POST", "/v1/subscriptions", ["customer": customer, "items[0][price]": "price_nope"],
                    "400 resource_missing items[0][price]"
                ),
                (
                    "POST", "/v1/subscriptions", ["customer": "cus_nope", "items[0][price]": price],
                    "400 resource_missing customer"
                ),
                (
                    "POST", "/v1/subscriptions", ["customer": customer, "items[0][price]": price],
                    "400 resource_missing -"
                ),
                (
                    "POST", "/v1/subscriptions",
                    ["customer": customer, "items[0][price]": price, "trial_end": "1"], "400 - trial_end"
                ),
                (
                    "POST", "/v1/subscriptions",
                    ["customer": customer, "items[0][price]": price, "cancel_at_period_end": "maybe"],
                    "400 - cancel_at_period_end"
                ),
                (
                    "POST", "/v1/checkout/sessions",
                    [
                        "mode": "subscription", "success_url": "javascript:alert(1)", "line_items[0][price]": price,
                    ], "400 url_invalid success_url"
                ),
            ]
            for (method, target, form, expected) in table {
                #expect(try await bench.failure(method, target, form) == expected, "\(method) \(target) \(form ?? [:])")
            }
            let missing = try await bench.ask("GET", "/v1/customers/cus_nope").value
            #expect(missing?.text("error", "message") == "No such customer: 'cus_nope'")
            let unknown = try await bench.ask("GET", "/v1/x").value
            #expect(unknown?.text("error", "message")?.hasPrefix("Unrecognized request URL (GET: /v1/x)") == true)
        }
    }

    @Test("metadata keeps any key, merges, and loses what is set to nothing; other texts become null")
    func metadata() async throws {
        try await StripeBench.run { bench in
            let made = try await bench.value(
                "POST", "/v1/customers",
                ["metadata[a b]": "c&d=é", "metadata[k[x]]": "1", "metadata[gone]": "1", "name": "N"])
            let changed = try await bench.value(
                "POST", "/v1/customers/\(made.id)", ["metadata[gone]": "", "metadata[new]": "2", "name": ""])
            #expect(
                changed["metadata"]?.sorted()
                    == .object([
                        .init("a b", .string("c&d=é")), .init("k[x]", .string("1")), .init("new", .string("2")),
                    ]))
            #expect(changed["name"] == .null)
            #expect(
                try await bench.value("POST", "/v1/customers/\(made.id)", ["metadata": ""])["metadata"] == .object([]))
        }
    }

    @Test("lists are newest first, and their pages go both ways by id")
    func pages() async throws {
        try await StripeBench.run { bench in
            var ids: [String] = []
            for _ in 0..<5 { ids.append(try await bench.value("POST", "/v1/customers", ["email": "x@example.com"]).id) }
            try await bench.value("POST", "/v1/customers", ["email": "other@example.com"])
            let table: [(String, [Int], Bool)] = [
                ("limit=2", [4, 3], true), ("limit=2&starting_after=\(ids[3])", [2, 1], true),
                ("limit=2&starting_after=\(ids[1])", [0], false), ("limit=2&ending_before=\(ids[1])", [3, 2], true),
                ("limit=3&ending_before=\(ids[1])", [4, 3, 2], false), ("", [4, 3, 2, 1, 0], false),
                ("created[gte]=\(bench.now)", [4, 3, 2, 1, 0], false), ("created[gt]=\(bench.now)", [], false),
                ("created=\(bench.now)&limit=1", [4], true),
            ]
            for (query, expected, hasMore) in table {
                let list = try await bench.value("GET", "/v1/customers?email=x%40example.com&\(query)")
                #expect(list["data"]?.elements?.map(\.id) == expected.map { ids[$0] }, "\(query)")
                #expect(list["has_more"] == .bool(hasMore), "\(query)")
                #expect(list["url"]?.string == "/v1/customers")
            }
        }
    }

    @Test("references are shown in full where asked, by both spellings, through lists, and by ids alone elsewhere")
    func expanding() async throws {
        try await StripeBench.run { bench in
            let price = try await bench.price()
            let customer = try await bench.customer()
            let made = try await bench.value(
                "POST", "/v1/subscriptions",
                ["customer": customer, "items[0][price]": price, "expand[]": "latest_invoice.customer"])
            #expect(made.text("latest_invoice", "customer", "email") == "p@example.com")
            let listed = try await bench.value("GET", "/v1/subscriptions?expand[0]=data.customer")
            let first = try #require(listed["data"]?.elements?.first)
            #expect(first.text("customer", "id") == customer)
            #expect(try await bench.get(made)["customer"]?.string == customer)
            let deep = "items.data.price.product"
            let shown = try await bench.value("GET", "/v1/subscriptions/\(made.id)?expand[0]=\(deep)")
            #expect(shown.item?["price"]?.text("product", "name") == "Pro <b>")
            #expect(try await bench.failure("GET", "/v1/subscriptions?expand[0]=data.\(deep)") == "400 - expand")
            #expect(
                try await bench.value("GET", "/v1/prices/\(price)?expand[0]=product").text("product", "name")
                    == "Pro <b>")
        }
    }

    @Test("a deleted customer stays as a stub, is on no list, and cannot be changed")
    func deletion() async throws {
        try await StripeBench.run { bench in
            let id = try await bench.customer()
            let stub = #"{"id":"\#(id)","object":"customer","deleted":true}"#
            #expect(try await bench.ask("DELETE", "/v1/customers/\(id)") == .json(200, stub))
            #expect(try await bench.ask("GET", "/v1/customers/\(id)") == .json(200, stub))
            #expect(try await bench.value("GET", "/v1/customers")["data"] == .array([]))
            #expect(try await bench.failure("POST", "/v1/customers/\(id)", ["name": "x"]) == "404 resource_missing id")
            #expect(try await bench.failure("DELETE", "/v1/customers/\(id)") == "404 resource_missing id")
        }
    }

    @Test("a key for idempotency answers a second time what it answered first, for a day, and nothing else")
    func idempotency() async throws {
        try await StripeBench.run { bench in
            func post(_ form: StripeBench.Form, key: String, to target: String = "/v1/customers") async throws
                -> HTTPResponse
            {
                try await bench.send("POST", target, form, headers: [("Idempotency-Key", key)])
            }
            let first = try await post(["name": "A"], key: "k1")
            #expect(first.header("idempotent-replayed") == nil)
            let second = try await post(["name": "A"], key: "k1")
            #expect(second.body == first.body)
            #expect(second.header("idempotent-replayed") == "true")
            #expect(second.header("original-request") == first.header("request-id"))
            for other in [
                try await post(["name": "B"], key: "k1"), try await post(["name": "A"], key: "k1", to: "/v1/products"),
            ] {
                #expect(other.status == 400)
                #expect(try JSONValue(parsing: other.body).text("error", "type") == "idempotency_error")
            }
            #expect(try await post(["bogus": "1"], key: "k2").status == 400)
            #expect(try await post(["name": "now good"], key: "k2").status == 200, "a refused request leaves no mark")
            let declined = try await post(["payment_method": "pm_card_chargeDeclined"], key: "k3")
            #expect(declined.status == 402)
            #expect(
                try await post(["payment_method": "pm_card_chargeDeclined"], key: "k3").header("idempotent-replayed")
                    == "true")
            bench.effects.advance(by: .seconds(StripeBench.day))
            #expect(try await post(["name": "B"], key: "k1").status == 200)
        }
    }
}
