import Vendors

/// The cookies of a browser that signs in.
struct SessionCookies: Sendable {
    /// The session token, which is good for a minute: what `/api` is called with.
    static let session = "__session"
    /// The session's id, sealed, for `/auth` alone: what a fresh token is got with.
    static let client = "__client"
    /// A random text that only the browser which began a sign-in has: nobody can be signed in by another's link.
    static let attempt = "__sign_in"

    /// Whether cookies travel by `https` alone.
    var isSecure: Bool

    private static let thirtyDays = 30 * 86_400
    private static let tenMinutes = 600

    func begun(attempt: String) -> [(name: String, value: String)] {
        [cookie(Self.attempt, attempt, path: "/auth", maxAge: Self.tenMinutes).header]
    }

    /// The token lasts as long as the browser is open, the session's id for thirty days from the last use of it; the
    /// issuer ends the session when it sees fit.
    func signedIn(_ browser: SignedInBrowser) -> [(name: String, value: String)] {
        [
            cookie(Self.session, browser.token.exposed).header,
            cookie(Self.client, browser.sealedSession.exposed, path: "/auth", maxAge: Self.thirtyDays, .strict).header,
        ]
    }

    func signedOut() -> [(name: String, value: String)] {
        [
            cookie(Self.session, "", maxAge: 0).header,
            cookie(Self.client, "", path: "/auth", maxAge: 0, .strict).header,
        ]
    }

    func attemptOver() -> [(name: String, value: String)] {
        [cookie(Self.attempt, "", path: "/auth", maxAge: 0).header]
    }

    private func cookie(
        _ name: String, _ value: String, path: String = "/", maxAge: Int? = nil,
        _ sameSite: ResponseCookie.SameSite = .lax
    ) -> ResponseCookie {
        ResponseCookie(
            name: name, value: value, path: path, maxAge: maxAge, sameSite: sameSite, isSecure: isSecure)
    }
}
