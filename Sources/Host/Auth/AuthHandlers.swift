import Effects
import Foundation
import HTTPClient

/// From a browser's requests to the auth service and back.
struct AuthHandlers: Sendable {
    var auth: AuthService
    var cookies: SessionCookies
    var origin: OwnOrigin
    /// The issuer's sign-in page.
    var signInURL: String
    var effects: Effects

    /// To the issuer's page, which leads back to ``callback(_:)``.
    @Sendable func signIn(_ request: APIRequest) async throws -> APIResult {
        try await readable(request) { try begin(request) }
    }

    private func begin(_ request: APIRequest) throws -> APIResult {
        let path = try ReturnPath(request.query["return"])
        let home = try origin.home(host: request.host)
        let attempt = Data(effects.randomBytes(16)).base64URL
        let callback = "\(home)/auth/callback?" + URLQuery.encode(["return": path.text, "state": attempt])
        return .redirect(
            to: "\(signInURL)?" + URLQuery.encode(["redirect_url": callback]),
            headers: cookies.begun(attempt: attempt))
    }

    @Sendable func callback(_ request: APIRequest) async throws -> APIResult {
        try await readable(request) { try await complete(request) }
    }

    private func complete(_ request: APIRequest) async throws -> APIResult {
        let path = try ReturnPath(request.query["return"])
        guard let ticket = request.query["ticket"], (1...4096).contains(ticket.utf8.count) else {
            throw APIError.validation([
                FieldIssue(
                    field: "ticket", message: "is missing or too long",
                    accepted: "the ticket that the sign-in page gave the browser")
            ])
        }
        guard let begun = request.cookies[SessionCookies.attempt], begun == request.query["state"] else {
            throw APIError(
                .forbidden, "This sign-in was not begun in this browser. Begin again at /auth/sign-in.")
        }
        let browser = try await auth.signIn(ticket: ticket, log: request.log)
        return .redirect(to: path.text, headers: cookies.signedIn(browser) + cookies.attemptOver())
    }

    /// Leads who looks at a page of this host back to the one that explains what went wrong; programs get the error.
    private func readable(
        _ request: APIRequest, _ handle: () async throws -> APIResult
    ) async throws -> APIResult {
        do {
            return try await handle()
        } catch {
            let code = ErrorTranslation.shown(error).code
            guard request.header("Accept")?.contains("text/html") == true, code != .internalError else { throw error }
            // A way back that is no place to return to is left out: the page has the failure itself to tell.
            let path = try? ReturnPath(request.query["return"])
            let query = ["error": code.rawValue].merging(path.map { ["return": $0.text] } ?? [:]) { first, _ in first }
            return .redirect(to: "/sign-in?" + URLQuery.encode(query))
        }
    }

    @Sendable func refresh(_ request: APIRequest) async throws -> APIResult {
        do {
            let browser = try await auth.refresh(request.cookies[SessionCookies.client], log: request.log)
            var result = try APIResult(RefreshedSession(expiresAt: browser.expiresAt))
            result.headers = cookies.signedIn(browser)
            return result
        } catch var error as APIError where error.code == .unauthenticated {
            error.headers += cookies.signedOut()
            throw error
        }
    }

    @Sendable func signOut(_ request: APIRequest) async throws -> APIResult {
        let hasEnded = await auth.signOut(request.cookies[SessionCookies.client], log: request.log)
        var result = try APIResult(SignedOut(sessionEnded: hasEnded))
        result.headers = cookies.signedOut()
        return result
    }
}
