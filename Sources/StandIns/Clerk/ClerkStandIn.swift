import Effects
import FixtureTape
import Foundation

/// The identity provider: Clerk's Backend API with the key set that its session tokens are checked with, the one call of
/// its Frontend API that takes tickets, and a page to sign in at.
///
/// Mounted at `/_dev/clerk`, which is the issuer of its tokens. Users and the key outlive a restart where the
/// configuration names a folder; sessions do not, but the tokens made of them do.
public final class ClerkStandIn: Sendable {
    let directory: ClerkDirectory
    let effects: Effects
    let ids: ClerkIDs
    let webhooks: ClerkWebhooks?
    private let configuration: StandInsConfiguration
    /// The address of the mount point, once there is a port.
    private let address: @Sendable () async throws -> String

    init(
        configuration: StandInsConfiguration, effects: Effects, address: @escaping @Sendable () async throws -> String
    ) {
        self.configuration = configuration
        self.effects = effects
        self.address = address
        ids = ClerkIDs(effects: effects)
        webhooks = configuration.clerkWebhook.map { ClerkWebhooks($0, effects: effects) }
        directory = ClerkDirectory(
            files: configuration.stateDirectory.map(ClerkStateFiles.init(directory:)), webhooks: webhooks,
            effects: effects)
    }

    /// Begins to send webhooks, where the configuration has a secret to sign them with. Only the first address counts.
    ///
    /// - Parameter url: the endpoint's, whole.
    public func sendWebhooks(to url: String) { webhooks?.send(to: url) }

    /// The `iss` of session tokens, and what clients are to be given as Clerk's address: without `/v1`.
    ///
    /// - Throws: what keeps the stand-ins from answering.
    public func issuer() async throws -> String { try await address() }

    /// A session token for the user with an address, who is made if there is none; each time of a new session.
    ///
    /// - Parameter lifetime: whole seconds, at most an hour.
    /// - Throws: what keeps the stand-ins from answering, or from keeping their state.
    public func issueToken(email: String, lifetime: Duration = .seconds(60)) async throws -> String {
        let user = try await directory.user(with: email)
        let session = try await directory.addSession(of: user.id)
        return try await token(for: session, lifetime: Int(lifetime.components.seconds))
    }

    /// The id of the user with an address, who is made if there is none.
    public func userID(email: String) async throws -> String { try await directory.user(with: email).id }

    /// The key that tokens are signed with.
    public func signingKey() async throws -> ClerkSigningKey { try await directory.signingKey() }

    /// Puts a fresh key in the place of the old one, whose tokens are then no good any more.
    public func rotateSigningKey() async throws { try await directory.rotateKey() }

    /// Sends webhooks until the task is cancelled.
    func run() async { await webhooks?.run() }

    func tokens() async throws -> ClerkTokens {
        ClerkTokens(
            key: try await directory.signingKey(), issuer: try await address(),
            authorizedParty: configuration.clerkAuthorizedParty, now: effects.now())
    }

    func token(for session: ClerkStandInSession, lifetime: Int) async throws -> String {
        try await tokens().session(session, lifetime: min(lifetime, ClerkTokens.longestLifetime))
    }

    /// What signs a user in, once.
    ///
    /// - Parameter lifetime: seconds.
    func signInToken(for userID: String, lifetime: Int) async throws -> ClerkSignInToken {
        let tokens = try await tokens()
        return try await directory.addSignInToken(for: userID, lifetime: lifetime) { ticket in
            "\(tokens.issuer)/v1/tickets/accept?ticket=\(ticket)"
        } token: { id in
            try tokens.ticket(id, lifetime: lifetime)
        }
    }
}

extension ClerkStandIn: Vendor {
    var name: String { "clerk" }
    var pages: [(path: String, about: String)] {
        [
            ("/v1/jwks", "the key that session tokens are checked with"),
            ("/sign-in", "where browsers sign in; begin at the console, which says where to come back to"),
        ]
    }

    func reply(to request: VendorRequest) async -> VendorReply {
        do {
            if let page = try await ClerkSignInPage(clerk: self).reply(to: request) { return page }
            return .json(try await answer(to: request))
        } catch let failure as ClerkFailure {
            return failure.reply(trace: trace)
        } catch {
            return ClerkFailure(500, "internal_clerk_error", "Internal error", "\(error)").reply(trace: trace)
        }
    }

    /// Success is always 200: Clerk's own clients take nothing else for it.
    private func answer(to request: VendorRequest) async throws -> JSONValue {
        guard let (route, id) = ClerkRoute.find(request) else {
            throw ClerkFailure.notFound("There is no \(request.method) \(request.path).")
        }
        if route.api == .frontend {
            return try await route.handle(self, ClerkCall(request: request, id: id, body: .object([])))
        }
        guard let authorization = request.headers["authorization"], authorization.hasPrefix("Bearer ") else {
            throw ClerkFailure.missingSecret
        }
        guard authorization == "Bearer " + configuration.clerkSecret else { throw ClerkFailure.wrongSecret }
        return try await route.handle(self, ClerkCall(request: request, id: id, body: try body(of: request)))
    }

    /// The body's object; an empty one where there is no body.
    private func body(of request: VendorRequest) throws(ClerkFailure) -> JSONValue {
        if request.body.isEmpty { return .object([]) }
        do {
            let body = try JSONValue(parsing: request.body)
            if body.members != nil { return body }
        } catch {
            throw .malformedBody
        }
        throw .malformedBody
    }

    private var trace: String { effects.uuid().uuidString.lowercased().replacing("-", with: "") }
}
