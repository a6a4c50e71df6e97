import Effects
import Foundation
import PlatformAPI
import Postgres

/// What admins may see of users and do about who is an admin. Every change is in the audit log.
struct AdminUserService: Sendable {
    var pool: Pool
    var store: AdminUserStore
    var audit: AuditStore
    /// The addresses that the environment lists.
    var listed: Set<String>
    var authenticator: any Authenticating
    var cursors: CursorCodec
    var effects: Effects

    func page(
        _ request: PageRequest, _ filter: AdminUserFilter, for admin: Session
    ) async throws -> (users: [AdminUser], next: String?) {
        let scope = "admin-users/\(admin.userID.text)/\(filter.scope)"
        let page = try IDPage(request, scope: scope, cursors: cursors)
        let found = try await store.page(
            filter, before: page.before, limit: page.limit, listed: listed, since: thirtyDaysAgo, on: pool)
        let (users, next) = page.cut(found, id: \.id)
        return (users, next)
    }

    func find(_ id: UUID) async throws -> AdminUser { try await find(id, on: pool) }

    func find(_ id: UUID, on db: some Queryable) async throws -> AdminUser {
        guard let user = try await store.find(id, listed: listed, since: thirtyDaysAgo, on: db) else {
            throw APIError.notFound("user")
        }
        return user
    }

    /// Makes a user an admin by their row, whether or not their address makes them one.
    func promote(_ id: UUID, by admin: Session, log: HouseLog) async throws -> AdminUser {
        let user = try await pool.transaction { db in
            guard try await store.setAdmin(id, to: true, now: effects.now(), on: db) else {
                _ = try await find(id, on: db)  // says so when there is no such user
                throw APIError(.conflict, "This user is an admin already.")
            }
            try await note("user.promote", id, isAdmin: true, by: admin, on: db)
            return try await find(id, on: db)
        }
        log.area("admin").done("user \(id.text) is an admin")
        return user
    }

    /// Takes a user's rights as an admin by their row. Somebody is left who can give them back: of admins who take them
    /// from each other at once one goes on.
    func demote(_ id: UUID, by admin: Session, log: HouseLog) async throws -> AdminUser {
        guard id != admin.userID else {
            throw APIError(.conflict, "Nobody takes these rights from themselves; ask another admin.")
        }
        // Who is an admin by row needs no answer of the issuer's.
        let isListed = (try? await authenticator.isListedAdmin(admin)) ?? false
        let user = try await pool.transaction { db in
            let admins = try await store.holdAdmins(on: db)
            guard admins.contains(id) else { throw Self.notByRow(try await find(id, on: db)) }
            guard admins.count > 1 || !listed.isEmpty else {
                throw APIError(.conflict, "This is the last admin; make somebody else one first.")
            }
            guard admins.contains(admin.userID) || isListed else { throw APIError.adminsOnly }
            _ = try await store.setAdmin(id, to: false, now: effects.now(), on: db)
            try await note("user.demote", id, isAdmin: false, by: admin, on: db)
            return try await find(id, on: db)
        }
        log.area("admin").done("user \(id.text) is no admin any more")
        return user
    }

    private static func notByRow(_ user: AdminUser) -> APIError {
        user.adminBy == .environment
            ? APIError(.conflict, "This user is an admin by NEXT_PUBLIC_ADMIN_EMAILS; take the address from there.")
            : APIError(.conflict, "This user is no admin.")
    }

    private func note(
        _ action: String, _ id: UUID, isAdmin: Bool, by admin: Session, on db: Transaction
    ) async throws {
        try await audit.add(
            AuditEntry(
                id: effects.uuid(), actor: admin.userID, action: action, subject: "user/\(id.text)",
                before: try GemzJSON.bytes(of: AdminRights(isAdmin: !isAdmin)),
                after: try GemzJSON.bytes(of: AdminRights(isAdmin: isAdmin)), at: effects.now()), on: db)
    }

    private var thirtyDaysAgo: Date { effects.now().addingTimeInterval(-30 * 86_400) }
}
