import Foundation

/// The page that people sign in at, where Clerk has its Account Portal: an address is enough, there are no passwords.
struct ClerkSignInPage: Sendable {
    /// How long the way back may take, in seconds.
    private static let ticketLifetime = 60
    /// The most addresses to choose from.
    private static let choices = 6

    let clerk: ClerkStandIn

    /// `nil` where the request is for another part of Clerk.
    func reply(to request: VendorRequest) async throws -> VendorReply? {
        switch (request.method, request.path) {
        case ("GET", "/sign-in"):
            return try await page(request.query["redirect_url"] ?? "", email: nil)
        case ("POST", "/sign-in"):
            return try await signIn(request.form)
        case ("GET", "/sign-in.css"):
            return VendorReply(
                status: 200, headers: ["content-type": "text/css; charset=utf-8", "cache-control": "no-cache"],
                body: Array(ClerkSignInStyle.css.utf8))
        default:
            return nil
        }
    }

    /// - Parameter email: what was typed in and is no address.
    private func page(_ redirect: String, email: String?) async throws -> VendorReply {
        guard ReturnAddress(redirect) != nil else { return Self.html(status: 400, ClerkSignInHTML.badRedirect) }
        let users = await clerk.directory.allUsers()
        let known = users.sorted { ($0.lastSignInAt ?? 0, $0.createdAt) > ($1.lastSignInAt ?? 0, $1.createdAt) }
            .compactMap { $0.emails.first?.address }
        let html = ClerkSignInHTML(redirect: redirect, known: Array(known.prefix(Self.choices)), rejected: email)
        return Self.html(status: email == nil ? 200 : 422, html.page)
    }

    private func signIn(_ form: [String: String]) async throws -> VendorReply {
        let redirect = form["redirect_url"] ?? ""
        let email = (form["email"] ?? "").trimmingCharacters(in: .whitespaces).lowercased()
        guard let address = ReturnAddress(redirect) else { return try await page(redirect, email: nil) }
        guard ClerkUserChanges.isAddress(email) else { return try await page(redirect, email: form["email"] ?? "") }
        let user = try await clerk.directory.user(with: email)
        let token = try await clerk.signInToken(for: user.id, lifetime: Self.ticketLifetime)
        return VendorReply(
            status: 303, headers: ["location": address.adding(ticket: token.token), "cache-control": "no-store"],
            body: [])
    }

    private static func html(status: Int, _ page: String) -> VendorReply {
        VendorReply(
            status: status,
            headers: [
                "content-type": "text/html; charset=utf-8", "cache-control": "no-store",
                "content-security-policy":
                    "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
                "referrer-policy": "no-referrer", "x-content-type-options": "nosniff",
            ], body: Array(page.utf8))
    }
}

/// Where a signed-in browser is sent: this machine only, since whoever has the ticket is signed in.
struct ReturnAddress: Sendable {
    private let parts: URLComponents

    /// `nil` for anything but an `http` or `https` address of a loopback host.
    init?(_ text: String) {
        // Browsers read some of what is refused here as part of another address than Foundation does.
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }),
            let parts = URLComponents(string: text, encodingInvalidCharacters: false),
            ["http", "https"].contains(parts.scheme?.lowercased()), parts.user == nil, parts.password == nil,
            let host = parts.host?.lowercased(), Self.isLoopback(host)
        else { return nil }
        self.parts = parts
    }

    /// The address with the ticket as the last part of its query.
    func adding(ticket: String) -> String {
        var parts = parts
        let query = parts.percentEncodedQuery.map { $0.isEmpty ? "" : $0 + "&" } ?? ""
        parts.percentEncodedQuery = query + "ticket=\(ticket)"
        return parts.string ?? ""
    }

    private static func isLoopback(_ host: String) -> Bool {
        ["localhost", "::1", "[::1]"].contains(host) || host.wholeMatch(of: /127(\.[0-9]{1,3}){3}/) != nil
    }
}
