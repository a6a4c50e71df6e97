import Crypto
import Effects
import FixtureTape
import Foundation
import HTTPClient
import HTTPTesting
import HostTesting
import StandIns
import Testing

/// A running Resend, a receiver of webhooks that answers as told, and a clock that stands until it is moved.
struct ResendBench: Sendable {
    typealias Script = @Sendable (_ request: ScriptedServer.Request) -> [ScriptedServer.Step]

    let http: HTTPClient
    let effects: ManualEffects
    let receiver: ScriptedServer
    let port: Int

    /// - Parameters:
    ///   - script: what the receiver does about a delivery; 200 unless told.
    ///   - state: where webhooks outlive a restart.
    static func run(
        _ script: @escaping Script = { _ in [.answer(text: "ok")] }, state: URL? = nil,
        _ body: @escaping @Sendable (ResendBench) async throws -> Void
    ) async throws {
        let effects = ManualEffects()
        let configuration = StandInsConfiguration(port: 0, stateDirectory: state)
        let standIns = StandIns(configuration: configuration, simulators: [], effects: effects.effects)
        let http = HTTPClient()
        let receiver = try ScriptedServer(script)
        defer { receiver.stop() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await standIns.run() }
            try await body(
                ResendBench(http: http, effects: effects, receiver: receiver, port: standIns.boundPort()))
            group.cancelAll()
        }
        await http.shutdown()
    }

    // MARK: Asking

    func ask(
        _ method: String, _ target: String, key: String? = "re_dev_key", _ headers: [(String, String)] = [],
        body: String? = nil
    ) async throws -> Answer {
        Answer(try await response(method, target, key.map { [("Authorization", "Bearer \($0)")] } ?? [], headers, body))
    }

    private func response(
        _ method: String, _ target: String, _ authorization: [(String, String)], _ headers: [(String, String)],
        _ body: String?
    ) async throws -> HTTPResponse {
        try await http.send(
            HTTPRequest(
                method: method, url: "http://127.0.0.1:\(port)/_dev/resend\(target)", headers: authorization + headers,
                body: body.map { Array($0.utf8) }))
    }

    /// Looks at a page, as a browser does: without a key.
    func page(_ target: String) async throws -> HTTPResponse { try await response("GET", target, [], [], nil) }

    /// Asks and expects 200 with JSON.
    func value(
        _ method: String, _ target: String, _ headers: [(String, String)] = [], body: String? = nil
    ) async throws -> JSONValue {
        let answer = try await ask(method, target, headers, body: body)
        try #require(answer.status == 200, "\(method) \(target): \(answer.status) \(answer.body)")
        return try #require(answer.value)
    }

    /// The status and name of an error.
    func failure(
        _ method: String, _ target: String, _ headers: [(String, String)] = [], body: String? = nil
    ) async throws -> String {
        let answer = try await ask(method, target, headers, body: body)
        #expect(answer.value?["statusCode"]?.integer == answer.status)
        #expect(answer.value?["message"]?.string?.isEmpty == false)
        #expect(answer.type.hasPrefix("application/json"))
        return "\(answer.status) \(answer.value?["name"]?.string ?? "-")"
    }

    /// A mail's JSON; `more` takes the place of its usual fields.
    static func mail(_ more: String = "") -> String {
        let usual = [
            ("from", #""Acme <hi@acme.example>""#), ("to", #"["jane@example.com"]"#), ("subject", #""Hello""#),
            ("html", #""<p>Hi</p>""#),
        ]
        let fields = usual.filter { !more.contains("\"\($0.0)\":") }.map { "\"\($0.0)\":\($0.1)" }
        return "{" + (fields + (more.isEmpty ? [] : [more])).joined(separator: ",") + "}"
    }

    /// Sends a mail: its id.
    @discardableResult
    func send(_ more: String = "", _ headers: [(String, String)] = []) async throws -> String {
        try await #require(value("POST", "/emails", headers, body: Self.mail(more))["id"]?.string)
    }

    func lastEvent(of id: String) async throws -> String? {
        try await value("GET", "/emails/\(id)")["last_event"]?.string
    }

    /// Makes a webhook for a path of the receiver.
    func webhook(_ path: String, _ events: [String]) async throws -> (id: String, secret: String) {
        let list = events.map { "\"\($0)\"" }.joined(separator: ",")
        let made = try await value(
            "POST", "/webhooks", body: #"{"endpoint":"\#(receiver.url)\#(path)","events":[\#(list)]}"#)
        return (try #require(made["id"]?.string), try #require(made["signing_secret"]?.string))
    }

    // MARK: Waiting

    /// Moves the clock and has Resend look at it: it may have been about to wait from an earlier time on.
    func advance(by duration: Duration) async throws {
        effects.advance(by: duration)
        _ = try await value("GET", "/emails?limit=1")
    }

    /// The deliveries to a path, once there are so many.
    func deliveries(to path: String, _ count: Int = 1) async -> [ScriptedServer.Request] {
        await receiver.wait { tally in tally.requests.count { $0.target == path } >= count }
        return receiver.tally.requests.filter { $0.target == path }
    }

    /// The one delivery to a webhook, once it is in this state after so many attempts.
    func delivery(to webhook: String, until state: String, attempts count: Int) async throws -> JSONValue {
        for _ in 1...5000 {
            let events = try await value("GET", "/webhooks/\(webhook)/events")["data"]?.elements ?? []
            if let event = events.first?["id"]?.string, events.first?["status"]?.string == state {
                let place = "/webhooks/\(webhook)/events/\(event)"
                let attempts = try await value("GET", place + "/attempts")["data"]?.elements
                if attempts?.count == count { return try await value("GET", place) }
            }
            await Task.yield()
        }
        throw Missed(what: "\(state) after \(count) attempts")
    }

    /// What did not come.
    struct Missed: Error { let what: String }

    /// What Svix's rules make the signature of a delivery.
    static func signature(of request: ScriptedServer.Request, _ secret: String) -> String {
        let key = Data(base64Encoded: String(secret.dropFirst("whsec_".count))) ?? Data()
        let head = "\(request.header("svix-id") ?? "").\(request.header("svix-timestamp") ?? "")."
        let code = HMAC<SHA256>.authenticationCode(
            for: Array(head.utf8) + request.body, using: SymmetricKey(data: key))
        return "v1," + Data(code).base64EncodedString()
    }
}
