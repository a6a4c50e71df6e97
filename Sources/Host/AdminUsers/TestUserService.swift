import Effects
import Foundation
import PlatformAPI
import Postgres
import Vendors

/// Users for tests, and sessions of theirs; where ``HostConfiguration/hasTestUsers`` says so.
struct TestUserService: Sendable {
    var pool: Pool
    var users: AdminUserService
    var store: AdminUserStore
    var audit: AuditStore
    var clerk: ClerkClient
    var authenticator: Authenticator
    var effects: Effects

    /// Makes a user at the issuer and here.
    ///
    /// - Parameter id: what the user is called if this is a request that may be sent again.
    func create(_ draft: TestUserDraft, id: UUID?, by admin: Session, log: HouseLog) async throws -> AdminUser {
        let id = id ?? effects.uuid()
        var draft = draft
        let email = draft.email ?? EmailAddress("test-\(id.text.suffix(12))@example.com")
        draft.email = email
        let names = draft.fullName?.split(separator: " ", maxSplits: 1).map(String.init) ?? []
        let clerkID = try await asking(log, refusal: "The issuer made no such user; it may have one by that address.") {
            () async throws(ClerkAPIError) in
            try await clerk.createUser(
                email: email.exposed, firstName: names.first, lastName: names.count > 1 ? names[1] : nil)
        }
        let user = try await pool.transaction { [draft] db in
            guard let row = try await store.add(draft, clerkID: clerkID, id: id, now: effects.now(), on: db) else {
                throw APIError(.internalError, "The user could not be made.")
            }
            let user = try await users.find(row, on: db)
            try await note("user.create_test", row, after: GemzJSON.bytes(of: user), by: admin, on: db)
            return user
        }
        log.area("admin").done("user \(user.id) was made for a test")
        return user
    }

    /// Signs a user in without their doing: one with an address that nobody owns. The entry in the audit log is there
    /// before the session is.
    func login(_ id: UUID, by admin: Session, log: HouseLog) async throws -> TestLogin {
        let user = try await users.find(id)
        guard user.email?.exposed.lowercased().hasSuffix("@example.com") == true else {
            throw APIError(.conflict, "Only users whose address is at example.com are signed in for tests.")
        }
        try await pool.transaction { db in
            try await note("user.test_login", id, after: nil, by: admin, on: db)
        }
        let refusal = "The issuer has no such user any more."
        let session = try await asking(log, refusal: refusal) { () async throws(ClerkAPIError) in
            try await clerk.beginSession(of: user.clerkId)
        }
        do {
            let token = try await asking(log, refusal: refusal) { () async throws(ClerkAPIError) in
                try await clerk.token(session: session)
            }
            let claims = try await authenticator.verified(token)
            log.area("admin").done("a session of user \(id.text) was begun for a test")
            return TestLogin(token: token, expiresAt: claims.expiresAt)
        } catch {
            try? await clerk.revoke(session: session)  // why there is no token is what counts
            throw error
        }
    }

    private func asking<Value>(
        _ log: HouseLog, refusal: String, _ call: () async throws(ClerkAPIError) -> Value
    ) async throws -> Value {
        do throws(ClerkAPIError) {
            return try await call()
        } catch {
            throw error.answer(refusal: APIError(.conflict, refusal), log: log)
        }
    }

    private func note(
        _ action: String, _ id: UUID, after: [UInt8]?, by admin: Session, on db: Transaction
    ) async throws {
        try await audit.add(
            AuditEntry(
                id: effects.uuid(), actor: admin.userID, action: action, subject: "user/\(id.text)", after: after,
                at: effects.now()), on: db)
    }
}
