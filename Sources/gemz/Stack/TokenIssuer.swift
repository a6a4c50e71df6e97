import Effects
import Foundation
import HTTPClient

/// Gets session tokens from the Clerk stand-in, the way a backend would from Clerk.
struct TokenIssuer: Sendable {
    var http: HTTPClient
    /// The stand-ins' address.
    var standIns: String

    struct Issued: Sendable {
        var userID: String
        var jwt: String
    }

    /// A token for the user with this address, who is made if there is none.
    func token(for email: String, lifetime: Duration) async throws -> Issued {
        let userID = try await user(with: email)
        let session = try await call("POST", "/v1/sessions", ["user_id": userID])
        guard let sessionID = (session as? [String: Any])?["id"] as? String else { throw Self.odd("a session") }
        let token = try await call(
            "POST", "/v1/sessions/\(sessionID)/tokens", ["expires_in_seconds": Int(lifetime.seconds)])
        guard let jwt = (token as? [String: Any])?["jwt"] as? String else { throw Self.odd("a token") }
        return Issued(userID: userID, jwt: jwt)
    }

    private func user(with email: String) async throws -> String {
        let query = URLQuery.encode(["email_address": email])
        let found = try await call("GET", "/v1/users?\(query)", nil) as? [[String: Any]]
        if let id = found?.first?["id"] as? String { return id }
        let made = try await call(
            "POST", "/v1/users", ["email_address": [email], "skip_password_requirement": true])
        guard let id = (made as? [String: Any])?["id"] as? String else { throw Self.odd("a user") }
        return id
    }

    private func call(_ method: String, _ path: String, _ body: [String: Any]?) async throws -> Any {
        var request = HTTPRequest(method: method, url: "\(standIns)/_dev/clerk\(path)")
        request.headers = [("Authorization", "Bearer \(DevelopmentKeys.clerk)"), ("Content-Type", "application/json")]
        request.body = try body.map { Array(try JSONSerialization.data(withJSONObject: $0)) }
        let response: HTTPResponse
        do throws(HTTPClientError) {
            response = try await http.send(request)
        } catch {
            if error == .cancelled { throw CancellationError() }
            throw Ending.failed(
                "No stand-ins answer at \(standIns), so there is no token to be had. "
                    + "Run `gemz dev`, or give --token or GEMZ_TOKEN.")
        }
        guard response.status == 200 else { throw Self.odd("an answer (status \(response.status))") }
        return try JSONSerialization.jsonObject(with: Data(response.body))
    }

    private static func odd(_ what: String) -> Ending {
        .failed("The Clerk stand-in did not give \(what). Do host and stand-ins have the same version?")
    }
}
