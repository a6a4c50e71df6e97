import Foundation
public import HTTPClient

/// Clerk's calls about sessions, a ticket becomes a session, a session gives tokens, a session ends; and about users.
public struct ClerkClient: Sendable {
    public struct Configuration: Hashable, Sendable {
        /// The Backend API, without `/v1`.
        public var apiURL: String
        /// The Frontend API, without `/v1`: the issuer of session tokens.
        public var frontendURL: String
        public var secretKey: String

        public init(apiURL: String, frontendURL: String, secretKey: String) {
            self.apiURL = apiURL
            self.frontendURL = frontendURL
            self.secretKey = secretKey
        }
    }

    private let configuration: Configuration
    private let http: HTTPClient

    public init(configuration: Configuration, http: HTTPClient) {
        self.configuration = configuration
        self.http = http
    }

    /// The id of a fresh session for the ticket's user. The ticket is spent by it.
    ///
    /// The ticket alone is the right to do so: the Frontend API takes no secret key, so none is sent.
    public func signIn(ticket: String) async throws(ClerkAPIError) -> String {
        let request = request(
            to: configuration.frontendURL, "/v1/client/sign_ins?_is_native=1",
            headers: [("Content-Type", "application/x-www-form-urlencoded")],
            body: URLQuery.encode(["strategy": "ticket", "ticket": ticket]))
        let attempt = try Self.read(SignIn.self, try await send(request)).response
        guard attempt.status == "complete", let session = attempt.sessionID else {
            throw .refused(status: 200, code: "sign_in_\(attempt.status)")
        }
        return session
    }

    /// A fresh token of an active session, good for as long as Clerk says: a minute.
    public func token(session: String) async throws(ClerkAPIError) -> SecretText {
        struct Answer: Decodable {
            var jwt: String
        }
        let path = try Self.path(of: session, "tokens")
        return SecretText(try Self.read(Answer.self, try await send(backendRequest(path))).jwt)
    }

    /// Ends a session: it gives no token any more.
    public func revoke(session: String) async throws(ClerkAPIError) {
        _ = try await send(backendRequest(try Self.path(of: session, "revoke")))
    }

    /// A user's primary e-mail address, where it is known to be theirs; `nil` where it is not, or there is none.
    public func verifiedEmail(of userID: String) async throws(ClerkAPIError) -> EmailAddress? {
        guard userID.wholeMatch(of: /user_[0-9A-Za-z]{1,100}/) != nil else {
            throw .refused(status: 404, code: "resource_not_found")
        }
        var request = backendRequest("/v1/users/\(userID)")
        request.method = "GET"
        request.body = nil
        return try Self.read(User.self, try await send(request)).verifiedEmail.map(EmailAddress.init)
    }

    // MARK: The wire

    /// What the Backend API says of a user, as far as it is of interest.
    private struct User: Decodable {
        struct Email: Decodable {
            struct Verification: Decodable {
                var status: String?
            }

            var id: String
            var address: String
            var verification: Verification?

            enum CodingKeys: String, CodingKey {
                case id, verification
                case address = "email_address"
            }
        }

        var primaryID: String?
        var emails: [Email]

        enum CodingKeys: String, CodingKey {
            case primaryID = "primary_email_address_id"
            case emails = "email_addresses"
        }

        var verifiedEmail: String? {
            emails.first { $0.id == primaryID && $0.verification?.status == "verified" }?.address
        }
    }

    /// What the Frontend API says of an attempt to sign in.
    private struct SignIn: Decodable {
        struct Attempt: Decodable {
            var status: String
            var sessionID: String?

            enum CodingKeys: String, CodingKey {
                case status
                case sessionID = "created_session_id"
            }
        }

        var response: Attempt
    }

    func backendRequest(_ path: String) -> HTTPRequest {
        request(
            to: configuration.apiURL, path,
            headers: [
                ("Authorization", "Bearer " + configuration.secretKey), ("Content-Type", "application/json"),
                ("Clerk-API-Version", "2025-11-10"),
            ], body: "{}")
    }

    private func request(to base: String, _ path: String, headers: [(String, String)], body: String) -> HTTPRequest {
        let base = base.hasSuffix("/") ? String(base.dropLast()) : base
        var request = HTTPRequest(
            method: "POST", url: base + path, headers: headers + [("Accept", "application/json")],
            body: Array(body.utf8), timeout: .seconds(10))
        request.maxBodyBytes = 256 << 10
        return request
    }

    func send(_ request: HTTPRequest) async throws(ClerkAPIError) -> [UInt8] {
        let response: HTTPResponse
        do throws(HTTPClientError) {
            response = try await http.send(request)
        } catch .cancelled {
            throw .cancelled
        } catch {
            throw .unavailable(error.description)
        }
        switch response.status {
        case 200: return response.body
        // What is wrong is the secret key, the pace or Clerk: nothing that was asked about.
        case 401, 403, 429, 500...: throw .unavailable("status \(response.status)")
        default: throw .refused(status: response.status, code: Self.code(in: response.body))
        }
    }

    static func read<Answer: Decodable>(
        _ type: Answer.Type, _ body: [UInt8]
    ) throws(ClerkAPIError) -> Answer {
        do {
            return try JSONDecoder().decode(type, from: Data(body))
        } catch {
            throw .unavailable("an answer of another shape")
        }
    }

    private static func code(in body: [UInt8]) -> String {
        struct Answer: Decodable {
            struct Issue: Decodable {
                var code: String
            }
            var errors: [Issue]
        }
        let answer = try? JSONDecoder().decode(Answer.self, from: Data(body))  // a refusal without words is one too
        return answer?.errors.first?.code ?? "unknown"
    }

    /// - Throws: for what is no id and would lead to another path.
    private static func path(of session: String, _ action: String) throws(ClerkAPIError) -> String {
        guard session.wholeMatch(of: /sess_[0-9A-Za-z]{1,100}/) != nil else {
            throw .refused(status: 404, code: "resource_not_found")
        }
        return "/v1/sessions/\(session)/\(action)"
    }
}

/// Why Clerk did not do what it was asked.
public enum ClerkAPIError: Error, Hashable, Sendable {
    /// What was asked about is not there, or good no more: a ticket that is spent, a session that has ended.
    case refused(status: Int, code: String)
    /// No answer that says anything about what was asked. Says why.
    case unavailable(String)
    case cancelled
}

extension ClerkAPIError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .refused(let status, let code): "Clerk refused (\(code), status \(status))"
        case .unavailable(let reason): "Clerk cannot be reached (\(reason))"
        case .cancelled: "the call was cancelled"
        }
    }
}
