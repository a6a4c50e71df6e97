import FixtureTape
import Foundation
import HTTPClient
import StandIns
import Testing

@Suite("The Clerk stand-in's sign-in page")
struct ClerkSignInTests {
    private static let back = "http://127.0.0.1:8787/auth/callback?return=%2Fa%26b&state=x"

    private func page(_ app: RunningStandIns, _ redirect: String) async throws -> Answer {
        try await app.ask("GET", "/_dev/clerk/sign-in?" + URLQuery.encode(["redirect_url": redirect]))
    }

    private func submit(
        _ app: RunningStandIns, _ email: String, _ redirect: String = back
    ) async throws -> (status: Int, location: String?, page: String) {
        let response = try await app.http.send(
            HTTPRequest(
                method: "POST", url: "http://127.0.0.1:\(app.port)/_dev/clerk/sign-in",
                body: Array(URLQuery.encode(["redirect_url": redirect, "email": email]).utf8)))
        return (response.status, response.header("location"), String(decoding: response.body, as: UTF8.self))
    }

    /// Hands a ticket in, as a browser or an app would: without a secret key.
    private func exchange(_ app: RunningStandIns, _ fields: [String: String]) async throws -> Answer {
        try await app.ask("POST", "/_dev/clerk/v1/client/sign_ins?_is_native=1", body: URLQuery.encode(fields))
    }

    private func ticket(_ app: RunningStandIns, _ email: String = "ana@example.com") async throws -> String {
        let location = try #require(try await submit(app, email).location)
        #expect(location.hasPrefix(Self.back + "&ticket="))
        return String(location.dropFirst(Self.back.count + 8))
    }

    private func failure(_ answer: Answer) -> String {
        "\(answer.status) \(answer.value?["errors"]?.elements?.first?["code"]?.string ?? "-")"
    }

    @Test("it needs no script, says what it is, and offers those who have been here, the latest first")
    func looks() async throws {
        try await RunningStandIns.run { app async throws in
            let empty = try await page(app, Self.back)
            #expect(empty.status == 200)
            #expect(empty.type == "text/html; charset=utf-8")
            #expect(empty.body.contains("stand-in"))
            #expect(empty.body.contains(#"<label for="email">"#))
            #expect(empty.body.contains(#"value="dev@example.com""#))
            #expect(!empty.body.contains("<script"))
            for name in ["ana", "ben", "ana"] {
                app.clock.advance(1)
                _ = try await exchange(
                    app, ["strategy": "ticket", "ticket": try await ticket(app, "\(name)@example.com")])
            }
            let body = try await page(app, Self.back).body
            #expect(
                body.matches(of: /class="choice" name="email" value="([^"]+)"/).map { String($0.1) } == [
                    "ana@example.com", "ben@example.com",
                ])
            #expect(try await app.ask("GET", "/_dev/clerk/sign-in.css").type == "text/css; charset=utf-8")
        }
    }

    @Test("what others wrote stands in it as text")
    func escaping() async throws {
        try await RunningStandIns.run { app async throws in
            _ = try await submit(app, #""><script>@example.com"#)
            let redirect = #"http://localhost:1/?a='<b>&"#
            let pages = [
                try await page(app, Self.back).body, try await submit(app, #"<i>"'"#, Self.back).page,
                try await submit(app, "x", "http://localhost:1/?a='&b=1").page, try await page(app, redirect).body,
            ]
            for body in pages { #expect(!body.contains("<script>") && !body.contains("<i>") && !body.contains("<b>")) }
            #expect(pages[0].contains("&quot;&gt;&lt;script&gt;@example.com"))
            #expect(pages[2].contains(#"value="http://localhost:1/?a=&#39;&amp;b=1""#))
        }
    }

    @Test("what is no address is asked for again")
    func wrongAddress() async throws {
        try await RunningStandIns.run { app async throws in
            for email in ["", "ana", "ana@", "@example.com", "a b@example.com"] {
                let answer = try await submit(app, email)
                #expect(answer.status == 422, "\(email)")
                #expect(answer.location == nil)
                #expect(answer.page.contains(#"role="alert""#))
            }
        }
    }

    @Test(
        "it leads back to this machine only",
        arguments: [
            "", "/callback", "//127.0.0.1/", "https://evil.example/", "http://127.0.0.1.evil.example/",
            "http://127.evil.example/", "http://localhost.evil.example/", "http://localhost@evil.example/",
            "http://evil.example@localhost/", #"http://localhost\@evil.example/"#, "javascript:alert(1)",
            "ftp://localhost/", "http://0.0.0.0/", "http://[::2]/", "http://localhost/ \n", "http:///evil.example",
        ])
    func foreign(redirect: String) async throws {
        try await RunningStandIns.run { app async throws in
            #expect(try await page(app, redirect).status == 400)
            let answer = try await submit(app, "ana@example.com", redirect)
            #expect(answer.status == 400)
            #expect(answer.location == nil)
        }
    }

    @Test("it leads back by any name of this machine")
    func loopback() async throws {
        try await RunningStandIns.run { app async throws in
            for redirect in [
                "http://localhost:8787/a", "http://LOCALHOST/a", "https://127.0.0.1/a", "http://127.8.9.10:1/a",
                "http://[::1]:8787/a",
            ] {
                let answer = try await submit(app, "ana@example.com", redirect)
                #expect(answer.status == 303)
                #expect(answer.location?.lowercased().hasPrefix(redirect.lowercased() + "?ticket=") == true)
            }
        }
    }

    @Test("a ticket becomes a session of its user, once, for a minute, and not once revoked")
    func tickets() async throws {
        try await RunningStandIns.run { app async throws in
            let user = try await app.standIns.clerk.userID(email: "ana@example.com")
            let first = try await ticket(app)
            let answer = try await exchange(app, ["strategy": "ticket", "ticket": first])
            #expect(answer.status == 200)
            #expect(answer.value?["response"]?["status"] == .string("complete"))
            let session = try #require(answer.value?["response"]?["created_session_id"]?.string)
            let bearer = [("Authorization", "Bearer sk_test_dev")]
            let found = try await app.ask("GET", "/_dev/clerk/v1/sessions/\(session)", headers: bearer)
            #expect(found.value?["user_id"] == .string(user))
            #expect(found.value?["status"] == .string("active"))
            #expect(
                failure(try await exchange(app, ["strategy": "ticket", "ticket": first]))
                    == "400 sign_in_token_already_used_code")
            let late = try await ticket(app)
            app.clock.advance(60)
            #expect(
                failure(try await exchange(app, ["strategy": "ticket", "ticket": late])) == "400 ticket_expired_code")
            let made = try await app.ask(
                "POST", "/_dev/clerk/v1/sign_in_tokens", headers: bearer, body: #"{"user_id":"\#(user)"}"#
            ).value
            let (id, token) = (try #require(made?["id"]?.string), try #require(made?["token"]?.string))
            _ = try await app.ask("POST", "/_dev/clerk/v1/sign_in_tokens/\(id)/revoke", headers: bearer)
            #expect(
                failure(try await exchange(app, ["strategy": "ticket", "ticket": token]))
                    == "400 sign_in_token_revoked_code")
            for (fields, expected) in [
                (["strategy": "ticket", "ticket": "a.b.c"], "400 ticket_invalid_code"),
                (["strategy": "ticket"], "422 form_param_missing"),
                (["ticket": "x"], "422 form_param_missing"),
                (["strategy": "password", "ticket": "x"], "422 form_param_format_invalid"),
            ] {
                #expect(failure(try await exchange(app, fields)) == expected, "\(fields)")
            }
        }
    }
}
