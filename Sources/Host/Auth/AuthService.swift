import Vendors

/// Signs browsers in and out, and keeps them signed in.
struct AuthService: Sendable {
    var clerk: ClerkClient
    var authenticator: Authenticator
    var seal: SessionSeal

    /// Begins the session that a ticket of the issuer's sign-in page stands for.
    ///
    /// - Throws: ``APIError`` with `UNAUTHENTICATED` for a ticket that is spent, too old or none.
    func signIn(ticket: String, log: HouseLog) async throws -> SignedInBrowser {
        let browser = try await asking(log, refusal: "This sign-in link is used up or too old.") {
            () async throws(ClerkAPIError) in
            let session = try await clerk.signIn(ticket: ticket)
            return (session, try await clerk.token(session: session))
        }
        return try await signedIn(session: browser.0, token: browser.1)
    }

    /// A fresh token for the session in a refresh cookie, however old the last one is.
    ///
    /// - Throws: ``APIError`` with `UNAUTHENTICATED` where there is no such session any more.
    func refresh(_ sealed: String?, log: HouseLog) async throws -> SignedInBrowser {
        guard let session = sealed.flatMap(seal.open) else {
            throw APIError.unauthenticated("This browser is not signed in. Sign in at /auth/sign-in.")
        }
        let token = try await asking(log, refusal: "The session has ended.") { () async throws(ClerkAPIError) in
            try await clerk.token(session: session)
        }
        return try await signedIn(session: session, token: token)
    }

    /// Ends the session in a refresh cookie at the issuer.
    ///
    /// - Returns: whether it has ended there. It goes on where the issuer cannot be reached; the browser forgets it in
    ///   any case.
    func signOut(_ sealed: String?, log: HouseLog) async -> Bool {
        guard let session = sealed.flatMap(seal.open) else { return true }
        do throws(ClerkAPIError) {
            try await clerk.revoke(session: session)
            return true
        } catch .refused {
            return true  // it had ended already
        } catch {
            log.area("auth").warned("a session could not be ended at the issuer: \(error)")
            return false
        }
    }

    private func signedIn(session: String, token: SecretText) async throws -> SignedInBrowser {
        // The issuer's own word would do; a token that this host will not take should be known here, not at the next call.
        let claims = try await authenticator.verified(token)
        return SignedInBrowser(
            token: token, expiresAt: claims.expiresAt, sealedSession: SecretText(try seal.seal(session)))
    }

    private func asking<Value>(
        _ log: HouseLog, refusal: String, _ call: () async throws(ClerkAPIError) -> Value
    ) async throws -> Value {
        do throws(ClerkAPIError) {
            return try await call()
        } catch {
            throw error.answer(
                refusal: APIError.unauthenticated("\(refusal) Sign in again at /auth/sign-in."), log: log)
        }
    }
}
