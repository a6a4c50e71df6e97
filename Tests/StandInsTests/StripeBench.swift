import Effects
import FixtureTape
import Foundation
import HTTPClient
import HTTPTesting
import HostTesting
import StandIns
import Testing

/// A running Stripe, a receiver that answers as told, and a clock that stands until it is moved.
struct StripeBench: Sendable {
    typealias Script = @Sendable (_ request: ScriptedServer.Request) -> [ScriptedServer.Step]
    typealias Form = KeyValuePairs<String, String>

    let http: HTTPClient
    let effects: ManualEffects
    let receiver: ScriptedServer
    let port: Int

    static let day = 86_400

    /// - Parameters:
    ///   - state: where the stand-in keeps its state.
    ///   - script: what the receiver does about a delivery; 200 unless told.
    static func run(
        effects: ManualEffects = ManualEffects(), state: URL? = nil,
        _ script: @escaping Script = { _ in [.answer(text: "ok")] },
        _ body: @escaping @Sendable (StripeBench) async throws -> Void
    ) async throws {
        let configuration = StandInsConfiguration(port: 0, stateDirectory: state)
        let standIns = StandIns(configuration: configuration, simulators: [], effects: effects.effects)
        let http = HTTPClient()
        let receiver = try ScriptedServer(script)
        defer { receiver.stop() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await standIns.run() }
            try await body(
                StripeBench(http: http, effects: effects, receiver: receiver, port: standIns.boundPort()))
            group.cancelAll()
        }
        await http.shutdown()
    }

    /// Unix seconds.
    var now: Int { Int(effects.now.timeIntervalSince1970) }

    // MARK: Asking

    func send(
        _ method: String, _ target: String, _ form: Form? = nil, headers: [(String, String)] = [],
        authorization: String? = "Bearer sk_test_dev"
    ) async throws -> HTTPResponse {
        let body = form?.map { Self.encoded($0.key) + "=" + Self.encoded($0.value) }.joined(separator: "&")
        let address = target.replacing("[", with: "%5B").replacing("]", with: "%5D")
        return try await http.send(
            HTTPRequest(
                method: method, url: "http://127.0.0.1:\(port)/_dev/stripe\(address)",
                headers: (authorization.map { [("Authorization", $0)] } ?? []) + headers,
                body: body.map { Array($0.utf8) }))
    }

    private static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }

    func ask(_ method: String, _ target: String, _ form: Form? = nil) async throws -> Answer {
        Answer(try await send(method, target, form))
    }

    /// Asks and expects a 200 with JSON.
    @discardableResult
    func value(_ method: String, _ target: String, _ form: Form? = nil) async throws -> JSONValue {
        let answer = try await ask(method, target, form)
        try #require(answer.status == 200, "\(method) \(target): \(answer.status) \(answer.body)")
        return try #require(answer.value)
    }

    /// Asks and expects an error: its status, code and parameter.
    func failure(_ method: String, _ target: String, _ form: Form? = nil) async throws -> String {
        let answer = try await ask(method, target, form)
        let error = answer.value?["error"]
        return [String(answer.status), error?["code"]?.string ?? "-", error?["param"]?.string ?? "-"]
            .joined(separator: " ")
    }

    /// Sends a form as it is.
    func form(_ method: String, _ target: String, _ body: String) async throws -> JSONValue {
        let response = try await http.send(
            HTTPRequest(
                method: method, url: "http://127.0.0.1:\(port)/_dev/stripe\(target)",
                headers: [("Authorization", "Bearer sk_test_dev")], body: Array(body.utf8)))
        try #require(response.status == 200, "\(String(decoding: response.body, as: UTF8.self))")
        return try JSONValue(parsing: response.body)
    }

    func get(_ object: JSONValue) async throws -> JSONValue {
        let places = [
            "subscription": "/v1/subscriptions/", "invoice": "/v1/invoices/", "customer": "/v1/customers/",
            "checkout.session": "/v1/checkout/sessions/",
        ]
        let place = try #require(object["object"]?.string.flatMap { places[$0] })
        return try await value("GET", place + object.id)
    }

    // MARK: Things

    /// A price of 15.00 a month.
    func price(_ amount: String = "1500", interval: String = "month") async throws -> String {
        try await value(
            "POST", "/v1/prices",
            [
                "currency": "usd", "unit_amount": amount, "recurring[interval]": interval,
                "product_data[name]": "Pro <b>",
            ]
        ).id
    }

    /// - Parameter clock: a test clock to live by.
    func customer(card: String? = "pm_card_visa", clock: String? = nil) async throws -> String {
        var parts = ["email=p%40example.com"]
        if let card {
            parts += ["payment_method=\(card)", "invoice_settings[default_payment_method]=\(card)"]
        }
        if let clock { parts.append("test_clock=\(clock)") }
        return try await form("POST", "/v1/customers", parts.joined(separator: "&")).id
    }

    func clock() async throws -> String {
        try await value("POST", "/v1/test_helpers/test_clocks", ["frozen_time": String(now)]).id
    }

    /// Advances a test clock and waits until it has arrived.
    func advance(_ clock: String, to time: Int) async throws {
        try await value("POST", "/v1/test_helpers/test_clocks/\(clock)/advance", ["frozen_time": String(time)])
        while try await value("GET", "/v1/test_helpers/test_clocks/\(clock)")["status"]?.string != "ready" {
            await Task.yield()
        }
    }

    /// The types of the events about a customer or their things, oldest first.
    func events(of customer: String) async throws -> [String] {
        let events = try await value("GET", "/v1/events?limit=100")["data"]?.elements ?? []
        return events.reversed().compactMap { event in
            let object = event["data"]?["object"]
            let isTheirs = object?["customer"]?.string == customer || object?["id"]?.string == customer
            return isTheirs ? event["type"]?.string : nil
        }
    }

    // MARK: Pages

    func page(_ address: String, _ form: Form? = nil) async throws -> (status: Int, location: String?, html: String) {
        let response = try await http.send(
            HTTPRequest(
                method: form == nil ? "GET" : "POST", url: address,
                body: form.map { form in
                    Array(form.map { "\($0.key)=\(Self.encoded($0.value))" }.joined(separator: "&").utf8)
                }))
        return (response.status, response.header("location"), String(decoding: response.body, as: UTF8.self))
    }

    // MARK: Deliveries

    /// The deliveries to a path, once there are so many.
    func deliveries(to path: String, _ count: Int = 1) async -> [ScriptedServer.Request] {
        await receiver.wait { tally in tally.requests.count { $0.target == path } >= count }
        return receiver.tally.requests.filter { $0.target == path }
    }
}

extension JSONValue {
    var id: String { self["id"]?.string ?? "" }

    /// The text at the end of a way through objects.
    func text(_ path: String...) -> String? {
        var value: JSONValue? = self
        for key in path { value = value?[key] }
        return value?.string
    }

    func number(_ path: String...) -> Int? {
        var value: JSONValue? = self
        for key in path { value = value?[key] }
        return value?.integer
    }

    /// The first item of a subscription.
    var item: JSONValue? { self["items"]?["data"]?.elements?.first }
}
