import FixtureTape
import Foundation
import StandIns
import Testing

@Suite("The Clerk stand-in")
struct ClerkStandInTests {
    /// Asks the Backend API.
    private func call(
        _ app: RunningStandIns, _ method: String, _ path: String, _ body: String? = nil, secret: String? = "sk_test_dev"
    ) async throws -> Answer {
        try await app.ask(
            method, "/_dev/clerk/v1" + path, headers: secret.map { [("Authorization", "Bearer \($0)")] } ?? [],
            body: body)
    }

    private func make(_ app: RunningStandIns, _ email: String, _ rest: String = "") async throws -> String {
        let answer = try await call(app, "POST", "/users", #"{"email_address":["\#(email)"]\#(rest)}"#)
        return try #require(answer.value?["id"]?.string)
    }

    /// Status, code and the parameter at fault.
    private func failure(_ answer: Answer) -> String {
        let error = answer.value?["errors"]?.elements?.first
        #expect(error?["long_message"]?.string?.isEmpty == false, "clients refuse an error without it")
        #expect(answer.type == "application/json; charset=utf-8")
        let parameter = error?["meta"]?["param_name"]?.string
        return "\(answer.status) \(error?["code"]?.string ?? "-")" + (parameter.map { " \($0)" } ?? "")
    }

    /// What lies in the middle part of a token.
    private func claims(of token: String?) throws -> JSONValue {
        let parts = try #require(token).split(separator: ".")
        try #require(parts.count == 3)
        var base64 = String(parts[1]).replacing("-", with: "+").replacing("_", with: "/")
        while base64.count % 4 != 0 { base64 += "=" }
        return try JSONValue(parsing: Array(try #require(Data(base64Encoded: base64))))
    }

    @Test("wrong calls are refused in Clerk's words")
    func refusals() async throws {
        try await RunningStandIns.run { app async throws in
            _ = try await make(app, "ana@example.com", #","username":"ana""#)
            let id = try await make(app, "ben@example.com")
            let refusals: [(String, String, String?, String)] = [
                ("GET", "/nothing", nil, "404 resource_not_found"),
                ("GET", "/users/user_nope", nil, "404 resource_not_found"),
                ("PATCH", "/users/user_nope", "{}", "404 resource_not_found"),
                ("DELETE", "/users/user_nope", nil, "404 resource_not_found"),
                ("POST", "/users", "{", "400 request_body_invalid"),
                ("POST", "/users", "[]", "400 request_body_invalid"),
                ("POST", "/users", "{}", "422 form_param_missing email_address"),
                ("POST", "/users", #"{"email_address":[]}"#, "422 form_param_missing email_address"),
                (
                    "POST", "/users", #"{"email_address":"a@example.com"}"#,
                    "422 form_param_format_invalid email_address"
                ),
                (
                    "POST", "/users", #"{"email_address":["example.com"]}"#,
                    "422 form_param_format_invalid email_address"
                ),
                (
                    "POST", "/users", #"{"email_address":["ANA@example.com"]}"#,
                    "422 form_identifier_exists email_address"
                ),
                ("PATCH", "/users/\(id)", #"{"username":"ana"}"#, "422 form_identifier_exists username"),
                ("PATCH", "/users/\(id)", #"{"first_name":7}"#, "422 form_param_format_invalid first_name"),
                (
                    "PATCH", "/users/\(id)/metadata", #"{"public_metadata":7}"#,
                    "422 form_param_format_invalid public_metadata"
                ),
                ("GET", "/users?limit=0", nil, "422 form_param_format_invalid limit"),
                ("GET", "/users?order_by=shoe_size", nil, "422 form_param_format_invalid order_by"),
                ("POST", "/sessions", "{}", "422 form_param_missing user_id"),
                ("POST", "/sessions", #"{"user_id":"user_nope"}"#, "404 resource_not_found"),
                ("POST", "/sessions/sess_nope/tokens", "{}", "404 resource_not_found"),
                ("POST", "/sign_in_tokens", #"{"user_id":"user_nope"}"#, "404 resource_not_found"),
                ("POST", "/sign_in_tokens/sit_nope/revoke", nil, "404 resource_not_found"),
            ]
            for (method, path, body, expected) in refusals {
                #expect(failure(try await call(app, method, path, body)) == expected, "\(method) \(path) \(body ?? "")")
            }
            #expect(failure(try await call(app, "GET", "/jwks", secret: "sk_test_x")) == "401 clerk_key_invalid")
            #expect(
                failure(try await call(app, "GET", "/users", secret: nil)) == "401 authorization_header_format_invalid")
        }
    }

    @Test("a user has every key that clients require")
    func userKeys() async throws {
        try await RunningStandIns.run { app async throws in
            let answer = try await call(
                app, "POST", "/users",
                #"{"email_address":["Ana@Example.com"],"first_name":"Ana","password":"secret","public_metadata":{"a":1}}"#
            )
            let user = try #require(answer.value)
            #expect(answer.status == 200)
            #expect(Set((user.members ?? []).map(\.key)).isSuperset(of: Self.requiredKeys))
            let email = try #require(user["email_addresses"]?.elements?.first)
            #expect(email["email_address"] == .string("ana@example.com"))
            #expect(user["primary_email_address_id"] == email["id"])
            #expect(user["created_at"] == .number("1767225600000"))
            #expect(user["password_enabled"] == .bool(true))
            #expect(user["last_name"] == .null)
            #expect(user["id"]?.string?.wholeMatch(of: /user_[0-9A-Za-z]{27}/) != nil)
        }
    }

    private static let requiredKeys: Set = [
        "id", "object", "external_id", "primary_email_address_id", "primary_phone_number_id",
        "primary_web3_wallet_id", "username", "first_name", "last_name", "has_image", "public_metadata",
        "email_addresses", "phone_numbers", "web3_wallets", "passkeys", "password_enabled", "two_factor_enabled",
        "totp_enabled", "backup_code_enabled", "mfa_enabled_at", "mfa_disabled_at", "external_accounts",
        "saml_accounts", "enterprise_accounts", "last_sign_in_at", "banned", "locked", "lockout_expires_in_seconds",
        "verification_attempts_remaining", "updated_at", "created_at", "delete_self_enabled",
        "create_organization_enabled", "last_active_at", "legal_accepted_at",
    ]

    @Test("users are listed by filter, order and page")
    func list() async throws {
        try await RunningStandIns.run { app async throws in
            var ids: [String] = []
            for name in ["cleo", "ana", "ben"] {
                ids.append(
                    try await make(app, "\(name)@example.com", #","first_name":"\#(name)","external_id":"x\#(name)""#))
            }
            func listed(_ query: String) async throws -> [Int?] {
                let found = try await call(app, "GET", "/users?\(query)").value?.elements ?? []
                return found.map { user in ids.firstIndex { $0 == user["id"]?.string } }
            }
            #expect(try await listed("limit=10&offset=0") == [2, 1, 0])
            #expect(try await listed("order_by=%2Bcreated_at&limit=2") == [0, 1])
            #expect(try await listed("order_by=first_name") == [1, 2, 0])
            #expect(try await listed("order_by=-email_address&offset=1") == [2, 1])
            #expect(try await listed("email_address=ANA%40example.com&email_address=ben@example.com") == [2, 1])
            #expect(try await listed("user_id=\(ids[0])&user_id=user_nope") == [0])
            #expect(try await listed("external_id=xben") == [2])
            #expect(try await listed("query=LEO") == [0])
            #expect(try await listed("query=nobody") == [])
            #expect(
                try await call(app, "GET", "/users/count?query=e%40example").body
                    == #"{"object":"total_count","total_count":0}"#)
            #expect(
                try await call(app, "GET", "/users/count").body == #"{"object":"total_count","total_count":3}"#)
        }
    }

    @Test("metadata is laid over by PATCH and replaced by PUT; null clears a name")
    func changes() async throws {
        try await RunningStandIns.run { app async throws in
            let id = try await make(
                app, "ana@example.com", #","first_name":"Ana","public_metadata":{"a":{"b":1,"c":2},"k":1}"#)
            let merged = try await call(
                app, "PATCH", "/users/\(id)/metadata",
                #"{"public_metadata":{"a":{"c":null,"d":{"e":null,"f":3}},"k":null},"private_metadata":{"s":"x"}}"#)
            #expect(merged.value?["public_metadata"]?.compact == #"{"a":{"b":1,"d":{"f":3}}}"#)
            #expect(merged.value?["private_metadata"]?.compact == #"{"s":"x"}"#)
            let replaced = try await call(app, "PUT", "/users/\(id)/metadata", #"{"public_metadata":{"z":0}}"#)
            #expect(replaced.value?["public_metadata"]?.compact == #"{"z":0}"#)
            app.clock.advance(1.5)
            let cleared = try await call(app, "PATCH", "/users/\(id)", #"{"first_name":null,"last_name":"Cook"}"#)
            #expect(cleared.value?["first_name"] == .null)
            #expect(cleared.value?["last_name"] == .string("Cook"))
            #expect(cleared.value?["updated_at"] == .number("1767225601500"))
            #expect(
                try await call(app, "DELETE", "/users/\(id)").body
                    == #"{"object":"user","id":"\#(id)","deleted":true}"#)
            #expect(try await call(app, "GET", "/users/\(id)").status == 404)
        }
    }

    @Test("a session gives tokens with Clerk's claims while it is active")
    func sessions() async throws {
        try await RunningStandIns.run { app async throws in
            let user = try await make(app, "ana@example.com")
            let session = try await call(app, "POST", "/sessions", #"{"user_id":"\#(user)"}"#).value
            let id = try #require(session?["id"]?.string)
            #expect(session?["status"] == .string("active"))
            func token(_ body: String) async throws -> Answer {
                try await call(app, "POST", "/sessions/\(id)/tokens", body)
            }
            #expect(
                try claims(of: try await token("{}").value?["jwt"]?.string).compact
                    == #"{"azp":"http://127.0.0.1:8787","exp":1767225660,"fva":[0,-1],"iat":1767225600,"#
                    + #""iss":"http://127.0.0.1:\#(app.port)/_dev/clerk","nbf":1767225590,"sid":"\#(id)","#
                    + #""sts":"active","sub":"\#(user)","v":2}"#)
            for (wanted, expiry) in [(30, 1_767_225_630), (3600, 1_767_229_200), (86_400, 1_767_229_200)] {
                let jwt = try await token(#"{"expires_in_seconds":\#(wanted)}"#).value?["jwt"]?.string
                #expect(try claims(of: jwt)["exp"] == .number("\(expiry)"))
            }
            #expect(
                failure(try await token(#"{"expires_in_seconds":"1h"}"#))
                    == "422 form_param_format_invalid expires_in_seconds")
            func active() async throws -> Int? {
                try await call(app, "GET", "/sessions?user_id=\(user)&status=active").value?.elements?.count
            }
            #expect(try await active() == 1)
            app.clock.advance(7 * 86_400)
            #expect(try await active() == 0)
            #expect(try await call(app, "GET", "/sessions/\(id)").value?["status"] == .string("expired"))
            #expect(failure(try await token("{}")) == "404 resource_not_found")
            let fresh = try await call(app, "POST", "/sessions", #"{"user_id":"\#(user)"}"#).value?["id"]?.string
            let other = try #require(fresh)
            #expect(try await call(app, "POST", "/sessions/\(other)/revoke").value?["status"] == .string("revoked"))
            #expect(failure(try await call(app, "POST", "/sessions/\(other)/tokens")) == "404 resource_not_found")
        }
    }

    @Test("users and the key outlive a restart, in files that only their owner reads")
    func restart() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "gemz-clerk-\(UUID().uuidString)/state")
        defer { try? FileManager.default.removeItem(at: folder.deletingLastPathComponent()) }
        let configuration = StandInsConfiguration(stateDirectory: folder)
        let seen = Seen()
        for _ in 0..<2 {
            try await RunningStandIns.run(configuration) { app async throws in
                let id = try await app.standIns.clerk.userID(email: "dev@example.com")
                _ = try await call(
                    app, "PATCH", "/users/\(id)/metadata", #"{"private_metadata":{"big":7300000000000000001}}"#)
                let user = try await call(app, "GET", "/users/\(id)").body
                await seen.add([user, try await call(app, "GET", "/jwks").body])
            }
        }
        let runs = await seen.runs
        #expect(runs.count == 2 && runs[0] == runs[1])
        #expect(runs[0][0].contains("7300000000000000001"))
        for file in ["clerk-signing-key.pem", "clerk-users.json"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: folder.appending(path: file).path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
        try Data("[{}]".utf8).write(to: folder.appending(path: "clerk-users.json"))
        let standIns = StandIns(configuration: configuration, simulators: [], effects: StandingClock().effects)
        let problem = await #expect(throws: StandInsProblem.self) { try await standIns.run() }
        #expect(problem?.description.hasSuffix("clerk-users.json holds something that is no user") == true)
    }
}

/// What several runs have shown.
private actor Seen {
    private(set) var runs: [[String]] = []

    func add(_ run: [String]) { runs.append(run) }
}
