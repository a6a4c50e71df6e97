import Effects
import FixtureTape
import Foundation

/// Clerk's state: the key, users, sessions and sign-in tokens.
actor ClerkDirectory {
    private let files: ClerkStateFiles?
    private let effects: Effects
    private let ids: ClerkIDs
    /// `nil` where nobody wants to hear.
    private let webhooks: ClerkWebhooks?
    private var key: ClerkSigningKey?
    /// Oldest first.
    private var users: [ClerkUser] = []
    private var sessions: [ClerkStandInSession] = []
    private var signInTokens: [String: ClerkSignInToken] = [:]

    init(files: ClerkStateFiles?, webhooks: ClerkWebhooks?, effects: Effects) {
        self.files = files
        self.webhooks = webhooks
        self.effects = effects
        ids = ClerkIDs(effects: effects)
    }

    /// Takes up what an earlier run left.
    ///
    /// - Throws: ``StandInsProblem``, or the key's own error for a file that holds none.
    func load() async throws {
        guard let files else { return }
        users = try files.readUsers()
        if let pem = try files.readKey() { key = try await ClerkSigningKey(pem: pem) }
    }

    private var now: Int { Int(effects.now().timeIntervalSince1970 * 1000) }

    // MARK: The key

    /// The key, made on first use: that takes a moment, which most tests need not spend.
    func signingKey() async throws -> ClerkSigningKey {
        if let key { return key }
        let fresh = try await ClerkSigningKey()
        if let key { return key }  // another caller was faster
        return try keep(fresh)
    }

    func rotateKey() async throws {
        _ = try keep(try await ClerkSigningKey())
    }

    private func keep(_ fresh: ClerkSigningKey) throws -> ClerkSigningKey {
        try files?.write(key: fresh.pem)
        key = fresh
        return fresh
    }

    // MARK: Users

    func user(_ id: String) throws(ClerkFailure) -> ClerkUser {
        guard let user = users.first(where: { $0.id == id }) else {
            throw .notFound("No user was found with id \(id).")
        }
        return user
    }

    /// Oldest first.
    func allUsers() -> [ClerkUser] { users }

    func addUser(_ changes: ClerkUserChanges) throws -> ClerkUser {
        let now = now
        let taken = Set(users.flatMap { $0.emails.map(\.address) })
        guard taken.isDisjoint(with: changes.emails) else { throw ClerkFailure.taken("email_address") }
        let emails = changes.emails.map { ClerkUser.Email(id: ids.next("idn"), address: $0, createdAt: now) }
        var user = ClerkUser(
            id: ids.next("user"), emails: emails, primaryEmailID: emails.first?.id, createdAt: now, updatedAt: now)
        changes.apply(to: &user)
        try checkUnique(user)
        try save(users + [user])
        webhooks?.tell("user.created", user.json)
        return user
    }

    func changeUser(_ id: String, _ changes: ClerkUserChanges) throws -> ClerkUser {
        var user = try user(id)
        changes.apply(to: &user)
        user.updatedAt = now
        try checkUnique(user)
        try save(users.map { $0.id == id ? user : $0 })
        webhooks?.tell("user.updated", user.json)
        return user
    }

    func deleteUser(_ id: String) throws {
        _ = try user(id)
        try save(users.filter { $0.id != id })
        sessions.removeAll { $0.userID == id }
        webhooks?.tell("user.deleted", Self.deleted(id))
    }

    /// All that is left of a user who was deleted.
    static func deleted(_ id: String) -> JSONValue {
        .record(["object": .string("user"), "id": .string(id), "deleted": .bool(true)])
    }

    /// The user with this address, made if there is none.
    func user(with email: String) throws -> ClerkUser {
        let address = email.lowercased()
        if let known = users.first(where: { $0.emails.contains { $0.address == address } }) { return known }
        return try addUser(ClerkUserChanges(emails: [address]))
    }

    private func checkUnique(_ user: ClerkUser) throws(ClerkFailure) {
        for name in ["username", "external_id"] {
            guard let text = user.texts[name] else { continue }
            if users.contains(where: { $0.id != user.id && $0.texts[name] == text }) { throw .taken(name) }
        }
    }

    /// In memory only once it is on disk.
    private func save(_ changed: [ClerkUser]) throws {
        try files?.write(users: changed)
        users = changed
    }

    // MARK: Sessions

    func session(_ id: String) throws(ClerkFailure) -> ClerkStandInSession {
        guard let session = sessions.first(where: { $0.id == id }) else {
            throw .notFound("No session was found with id \(id).")
        }
        return session
    }

    /// Newest first.
    func allSessions() -> [ClerkStandInSession] { sessions.reversed() }

    func addSession(of userID: String) throws -> ClerkStandInSession {
        let now = now
        var user = try user(userID)
        user.lastSignInAt = now
        try save(users.map { $0.id == userID ? user : $0 })
        let session = ClerkStandInSession(
            id: ids.next("sess"), clientID: ids.next("client"), userID: userID, createdAt: now, updatedAt: now)
        sessions.append(session)
        webhooks?.tell("session.created", session.json(at: now))
        return session
    }

    func revokeSession(_ id: String) throws(ClerkFailure) -> ClerkStandInSession {
        var session = try session(id)
        session.isRevoked = true
        session.updatedAt = now
        sessions = sessions.map { $0.id == id ? session : $0 }
        webhooks?.tell("session.revoked", session.json(at: now))
        return session
    }

    // MARK: Sign-in tokens

    /// - Parameters:
    ///   - lifetime: seconds.
    ///   - token: makes the token for the id it gets.
    func addSignInToken(
        for userID: String, lifetime: Int, url: @Sendable (String) -> String,
        token: @Sendable (String) throws -> String
    ) throws -> ClerkSignInToken {
        let user = try user(userID)
        let id = ids.next("sit")
        let ticket = try token(id)
        let made = ClerkSignInToken(
            id: id, userID: user.id, token: ticket, url: url(ticket), createdAt: now, expiresAt: now + lifetime * 1000,
            updatedAt: now)
        signInTokens[id] = made
        return made
    }

    func revokeSignInToken(_ id: String) throws(ClerkFailure) -> ClerkSignInToken {
        guard let token = signInTokens[id] else { throw .notFound("No sign in token was found with id \(id).") }
        return change(token, to: .revoked)
    }

    /// A session for the ticket's user; the ticket is spent.
    func acceptTicket(_ ticket: String) throws -> ClerkStandInSession {
        guard let token = signInTokens.values.first(where: { $0.token == ticket }) else {
            throw ClerkFailure.invalidTicket
        }
        try token.check(at: now)
        let session = try addSession(of: token.userID)
        _ = change(token, to: .accepted)
        return session
    }

    private func change(_ token: ClerkSignInToken, to status: ClerkSignInToken.Status) -> ClerkSignInToken {
        var token = token
        token.status = status
        token.updatedAt = now
        signInTokens[token.id] = token
        return token
    }
}
