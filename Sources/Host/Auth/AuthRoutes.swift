/// `/auth`: how browsers sign in, stay signed in, and sign out.
enum AuthRoutes {
    static func endpoints(_ handlers: AuthHandlers) -> [Endpoint] {
        let path = Parameter.query(
            "return",
            "Where the browser goes once it is signed in: a path of this site; `/` where it has more than "
                + "2,000 characters.", .string(pattern: "^/"))
        return [
            Endpoint(
                method: .get, path: "/auth/sign-in", access: .anyone(because: signingIn), countsAs: .signIn,
                summary: "Leads a browser to the issuer's sign-in page; where that fails and `text/html` is asked for, "
                    + "to `/sign-in?error=CODE`", tag: "auth", parameters: [path], status: 302,
                headers: [onward, .setCookie], errors: [.validationFailed], handle: handlers.signIn),
            Endpoint(
                method: .get, path: "/auth/callback", access: .anyone(because: signingIn), countsAs: .signIn,
                summary: "Where the issuer's page sends the browser back: sets the cookies and leads on; where that "
                    + "fails and `text/html` is asked for, to `/sign-in?error=CODE`", tag: "auth",
                parameters: [
                    .query("ticket", "Signs in once, within a minute.", .string(1...4096)),
                    .query("state", "What `/auth/sign-in` gave this browser.", .string(1...100)), path,
                ], status: 302, headers: [onward, .setCookie],
                errors: [.validationFailed, .unauthenticated, .forbidden, .vendorUnavailable],
                handle: handlers.callback),
            Endpoint(
                method: .post, path: "/auth/refresh", access: .browser,
                summary: "A fresh session cookie, also where the last one has expired", tag: "auth",
                headers: [.setCookie], result: RefreshedSession.schema, errors: [.vendorUnavailable],
                handle: handlers.refresh),
            Endpoint(
                method: .post, path: "/auth/sign-out", access: .browser,
                summary: "Takes the cookies back and ends the session at the issuer", tag: "auth",
                headers: [.setCookie], result: SignedOut.schema, handle: handlers.signOut),
        ]
    }

    private static let signingIn =
        "It makes no session but the caller's own, by a ticket that the issuer gave this browser."

    private static let onward = ResponseHeader.location("Where the browser goes on.", example: "/campaigns")
}
