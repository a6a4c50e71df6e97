import Foundation
import HTTPClient
import HTTPTesting
import StandIns
import Testing

@testable import Vendors

@Suite("Clerk's calls about sessions")
struct ClerkClientTests {
    private func client(_ url: String, _ http: HTTPClient, secret: String = "sk_test_dev") -> ClerkClient {
        ClerkClient(
            configuration: .init(apiURL: url + "/", frontendURL: url, secretKey: secret), http: http)
    }

    private func failure<Value>(_ call: () async throws(ClerkAPIError) -> Value) async -> ClerkAPIError? {
        do throws(ClerkAPIError) {
            _ = try await call()
            return nil
        } catch {
            return error
        }
    }

    @Test("a session gives tokens until it is revoked; a spent ticket and a wrong secret are told apart")
    func standIn() async throws {
        let clock = StandingClock()
        let standIns = StandIns(configuration: StandInsConfiguration(port: 0), simulators: [], effects: clock.effects)
        let http = HTTPClient()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await standIns.run() }
            let url = try await standIns.clerk.issuer()
            let clerk = client(url, http)
            let verifier = ClerkTokenVerifier(
                configuration: .init(apiURL: url, secretKey: "sk_test_dev", issuer: url), http: http,
                effects: clock.effects)
            let user = try await standIns.clerk.userID(email: "dev@example.com")
            let ticket = try await Self.ticket(for: user, at: url, http)
            let session = try await clerk.signIn(ticket: ticket)
            let verified = try await verifier.verify(try await clerk.token(session: session).exposed)
            #expect(verified.userID == user)
            #expect(verified.sessionID == session)
            #expect(
                await failure { () async throws(ClerkAPIError) in try await clerk.signIn(ticket: ticket) }
                    == .refused(status: 400, code: "sign_in_token_already_used_code"))
            let stranger = client(url, http, secret: "sk_test_wrong")
            #expect(
                await failure { () async throws(ClerkAPIError) in try await stranger.token(session: session) }
                    == .unavailable("status 401"))
            try await clerk.revoke(session: session)
            #expect(
                await failure { () async throws(ClerkAPIError) in try await clerk.token(session: session) }
                    == .refused(status: 404, code: "resource_not_found"))
            group.cancelAll()
        }
        await http.shutdown()
    }

    private static func ticket(for user: String, at url: String, _ http: HTTPClient) async throws -> String {
        let response = try await http.send(
            HTTPRequest(
                method: "POST", url: url + "/v1/sign_in_tokens", headers: [("Authorization", "Bearer sk_test_dev")],
                body: Array(#"{"user_id":"\#(user)"}"#.utf8)))
        let made = try JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any]
        return try #require(made?["token"] as? String)
    }

    @Test(
        "a user's address is the primary one, where it is verified",
        arguments: [
            ("1", "verified", "ada@example.com"), ("1", "unverified", nil), ("1", nil, nil), ("2", "verified", nil),
            (nil, "verified", nil),
        ] as [(String?, String?, String?)])
    func verifiedEmail(primary: String?, status: String?, email: String?) async throws {
        @Sendable func text(_ value: String?) -> String { value.map { "\"\($0)\"" } ?? "null" }
        let verification = status.map { #"{"status":"\#($0)"}"# } ?? "null"
        let server = try ScriptedServer { request in
            guard request.method == "GET", request.target == "/v1/users/user_1" else { return [.answer(404)] }
            return [
                .answer(
                    text: """
                        {"primary_email_address_id":\(text(primary)),"email_addresses":[
                        {"id":"0","email_address":"old@example.com","verification":{"status":"verified"}},
                        {"id":"1","email_address":"ada@example.com","verification":\(verification)}]}
                        """)
            ]
        }
        #expect(try await client(server.url, HTTPClient()).verifiedEmail(of: "user_1")?.exposed == email)
        server.stop()
    }

    @Test("the secret key goes to the Backend API alone, and an id that is none goes nowhere")
    func requests() async throws {
        let server = try ScriptedServer { request in
            request.target.contains("/client/")
                ? [.answer(text: #"{"response":{"status":"complete","created_session_id":"sess_1"}}"#)]
                : [.answer(text: #"{"jwt":"a.b.c"}"#)]
        }
        defer { server.stop() }
        let http = HTTPClient()
        let clerk = client(server.url, http)
        #expect(try await clerk.signIn(ticket: "t&t") == "sess_1")
        #expect(try await clerk.token(session: "sess_1").exposed == "a.b.c")
        try await clerk.revoke(session: "sess_1")
        for id in ["", "sess_", "sess_1/../x", "sess_1?x", "user_1", "sess_é"] {
            #expect(
                await failure { () async throws(ClerkAPIError) in try await clerk.token(session: id) }
                    == .refused(status: 404, code: "resource_not_found"))
        }
        let seen = server.tally.requests.map { request in
            [
                "\(request.method) \(request.target)", String(decoding: request.body, as: UTF8.self),
                request.values(of: "Authorization").first ?? "-",
            ]
        }
        #expect(
            seen == [
                ["POST /v1/client/sign_ins?_is_native=1", "strategy=ticket&ticket=t%26t", "-"],
                ["POST /v1/sessions/sess_1/tokens", "{}", "Bearer sk_test_dev"],
                ["POST /v1/sessions/sess_1/revoke", "{}", "Bearer sk_test_dev"],
            ])
        await http.shutdown()
    }

    @Test("answers that say nothing about the session are told apart from refusals")
    func odd() async throws {
        let cases: [(status: Int, body: String, error: ClerkAPIError)] = [
            (500, "{}", .unavailable("status 500")), (429, "{}", .unavailable("status 429")),
            (403, "{}", .unavailable("status 403")), (200, "<html>", .unavailable("an answer of another shape")),
            (200, "{}", .unavailable("an answer of another shape")),
            (404, "", .refused(status: 404, code: "unknown")),
            (422, #"{"errors":[{"code":"x"}]}"#, .refused(status: 422, code: "x")),
        ]
        let http = HTTPClient()
        for (status, body, error) in cases {
            let server = try ScriptedServer { _ in [.answer(status, text: body)] }
            let clerk = client(server.url, http)
            #expect(
                await failure { () async throws(ClerkAPIError) in try await clerk.token(session: "sess_1") } == error)
            server.stop()
        }
        let server = try ScriptedServer { _ in [.answer(text: #"{"response":{"status":"needs_second_factor"}}"#)] }
        let clerk = client(server.url, http)
        #expect(
            await failure { () async throws(ClerkAPIError) in try await clerk.signIn(ticket: "t") }
                == .refused(status: 200, code: "sign_in_needs_second_factor"))
        server.stop()
        await http.shutdown()
    }

    @Test(
        "a publishable key names the issuer and the sign-in page",
        arguments: [
            ("clerk.example.com", "https://clerk.example.com", "https://accounts.example.com/sign-in"),
            (
                "brave-cat-12.clerk.accounts.dev", "https://brave-cat-12.clerk.accounts.dev",
                "https://brave-cat-12.accounts.dev/sign-in"
            ),
            ("clerk.app.example.co", "https://clerk.app.example.co", "https://accounts.app.example.co/sign-in"),
        ])
    func publishableKeys(host: String, issuer: String, page: String) throws {
        for kind in ["live", "test"] {
            for padding in ["=", ""] {
                let encoded = Data("\(host)$".utf8).base64EncodedString().replacing("=", with: padding)
                let key = try #require(ClerkPublishableKey("pk_\(kind)_\(encoded)"))
                #expect([key.issuer, key.signInURL] == [issuer, page])
            }
        }
    }

    @Test(
        "anything else is no publishable key",
        arguments: [
            "", "pk_live_", "pk_live_!!", "sk_live_Y2xlcmsuZXhhbXBsZS5jb20k", "pk_prod_Y2xlcmsuZXhhbXBsZS5jb20k",
            "Y2xlcmsuZXhhbXBsZS5jb20k", "pk_live_Y2xlcmsuZXhhbXBsZS5jb20=", "pk_live_JA==", "pk_live_YS9iJA==",
        ])
    func noKeys(text: String) { #expect(ClerkPublishableKey(text) == nil) }
}
