import Crypto
import FixtureTape
import Foundation
import HTTPClient
import HTTPTesting
import HostTesting
import StandIns
import Testing

@Suite("The Clerk stand-in: webhooks")
struct ClerkWebhookTests {
    private static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    /// A stand-in that sends, a receiver, and the stand-in's clock.
    private struct Bench: Sendable {
        let standIns: StandIns
        let receiver: ScriptedServer
        let clock: ManualEffects
        let url: String
        let http = HTTPClient()

        func call(_ method: String, _ path: String, _ body: String? = nil) async throws -> JSONValue {
            let response = try await http.send(
                HTTPRequest(
                    method: method, url: url + "/v1" + path, headers: [("Authorization", "Bearer sk_test_dev")],
                    body: body.map { Array($0.utf8) }))
            return try JSONValue(parsing: response.body)
        }

        /// The events that were received, once there are so many.
        func events(_ count: Int) async -> [ScriptedServer.Request] {
            await receiver.wait { $0.requests.count >= count }
            return receiver.tally.requests
        }
    }

    private func run(
        isTold: Bool = true, _ script: @escaping ScriptedServer.Script = { _ in [.answer(text: "{}")] },
        _ body: @escaping @Sendable (Bench) async throws -> Void
    ) async throws {
        let clock = ManualEffects()
        let receiver = try ScriptedServer(script)
        defer { receiver.stop() }
        var configuration = StandInsConfiguration(port: 0)
        configuration.clerkWebhook = ClerkWebhookEndpoint(
            secret: try #require(SvixSecret(Self.secret)), url: isTold ? receiver.url + "/hook" : nil)
        let standIns = StandIns(configuration: configuration, simulators: [], effects: clock.effects)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await standIns.run() }
            try await body(
                Bench(
                    standIns: standIns, receiver: receiver, clock: clock, url: try await standIns.clerk.issuer()))
            group.cancelAll()
        }
    }

    @Test("what happens to users and sessions is told, signed, each event with an id and a time of its own")
    func events() async throws {
        try await run { bench in
            let user = try await bench.call("POST", "/users", #"{"email_address":["ada@example.com"]}"#)
            let id = try #require(user["id"]?.string)
            _ = try await bench.call("PATCH", "/users/\(id)", #"{"first_name":"Ada"}"#)
            let session = try await bench.call("POST", "/sessions", #"{"user_id":"\#(id)"}"#)
            _ = try await bench.call("POST", "/sessions/\(session["id"]?.string ?? "")/revoke")
            _ = try await bench.call("DELETE", "/users/\(id)")
            let requests = await bench.events(5)
            let events = Dictionary(
                uniqueKeysWithValues: requests.map { ($0.json?["type"]?.string ?? "", $0) })
            #expect(
                Set(events.keys) == [
                    "user.created", "user.updated", "session.created", "session.revoked", "user.deleted",
                ])
            let data = events.mapValues { $0.json?["data"] }
            #expect(data["user.created"] == user)
            #expect(data["user.updated"]??["first_name"]?.string == "Ada")
            #expect(data["session.created"] == session)
            #expect(data["session.revoked"]??["status"]?.string == "revoked")
            let deleted = try JSONValue(parsing: Array(#"{"object":"user","id":"\#(id)","deleted":true}"#.utf8))
            #expect(data["user.deleted"] == deleted)
            let now = Int(bench.clock.now.timeIntervalSince1970 * 1000)
            let times = requests.compactMap { $0.json?["timestamp"]?.integer }
            #expect(times.sorted() == (0..<5).map { now + $0 })
            #expect(Set(requests.compactMap { $0.header("svix-id") }).count == 5)
            for request in requests {
                #expect(request.target == "/hook")
                #expect(request.values(of: "Content-Type") == ["application/json"])
                #expect(request.header("svix-id")?.hasPrefix("msg_") == true)
                #expect(request.header("svix-signature") == signature(of: request))
                #expect(request.json?["object"]?.string == "event")
            }
        }
    }

    private func signature(of request: ScriptedServer.Request) -> String {
        let signed = "\(request.header("svix-id") ?? "").\(request.header("svix-timestamp") ?? "").\(request.text)"
        let key = SymmetricKey(data: Data(base64Encoded: String(Self.secret.dropFirst(6))) ?? Data())
        return "v1," + Data(HMAC<SHA256>.authenticationCode(for: Data(signed.utf8), using: key)).base64EncodedString()
    }

    @Test("an event that is not taken is sent again with the same id and a new time, until it is")
    func retries() async throws {
        let answers = [500, 302, 400, 200]
        try await run { request in
            [.answer(answers[min(request.connection, answers.count) - 1]), .close]
        } _: { bench in
            _ = try await bench.standIns.clerk.userID(email: "ada@example.com")
            for (number, pause) in [5, 300, 1800].enumerated() {
                _ = await bench.events(number + 1)
                await bench.clock.advance(by: .seconds(pause), onceSomebodySleeps: .seconds(pause))
            }
            let requests = await bench.events(4)
            #expect(Set(requests.map { $0.header("svix-id") }).count == 1)
            #expect(Set(requests.map(\.text)).count == 1)
            let times = requests.compactMap { $0.header("svix-timestamp").flatMap { Int($0) } }
            #expect(times.map { $0 - (times.first ?? 0) } == [0, 5, 305, 2105])
        }
    }

    @Test("what happens before the endpoint's address is known is told then")
    func later() async throws {
        try await run(isTold: false) { bench in
            _ = try await bench.standIns.clerk.userID(email: "ada@example.com")
            #expect(bench.receiver.tally.requests.isEmpty)
            bench.standIns.clerk.sendWebhooks(to: bench.receiver.url + "/later")
            #expect(await bench.events(1).map(\.target) == ["/later"])
        }
    }

    @Test("what is no secret is refused", arguments: ["", "whsec_", "whsec_%", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])
    func noSecrets(_ text: String) { #expect(SvixSecret(text) == nil) }
}
