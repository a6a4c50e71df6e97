import Effects
import Postgres
import Vendors

/// What Clerk's events bring about. Each may come twice, late or out of order: receipts, the row's own knowledge and the
/// marks of the erased decide.
struct ClerkWebhookService: Sendable {
    /// What came of an event.
    enum Outcome: String, CaseIterable, Sendable {
        case applied
        /// The message was taken before.
        case repeated
        /// The row knows of a later state.
        case outdated
        /// The user was erased.
        case erased
        /// There is no such user, or nothing to do about such an event.
        case unknown
    }

    /// What receipts call Clerk.
    private static let vendor = "clerk"

    var pool: Pool
    var receipts: WebhookReceiptStore
    var erased: ErasedUserStore
    var issuerUsers: IssuerUserStore
    var users: UserStore
    var profiles: ProfileService
    var effects: Effects

    /// Applies an event once, its receipt in the same transaction.
    func apply(_ event: ClerkEvent, message: String, log: HouseLog) async throws -> Outcome {
        switch event {
        case .other: return .unknown
        case .user(let state): return try await apply(state, message: message)
        case .deletedUser(let id):
            let outcome = try await delete(id, message: message)
            if outcome == .applied { log.done("deleted a user with all that was theirs, as the issuer did") }
            return outcome
        }
    }

    private func apply(_ state: ClerkUserState, message: String) async throws -> Outcome {
        let (id, now) = (effects.uuid(), effects.now())
        return try await pool.transaction { db in
            guard try await receipts.take(message, of: Self.vendor, now: now, on: db) else { return .repeated }
            try await erased.hold(state.id, on: db)
            if try await erased.isErased(state.id, on: db) { return .erased }
            return try await issuerUsers.apply(state, id: id, now: now, on: db) ? .applied : .outdated
        }
    }

    private func delete(_ clerkID: String, message: String) async throws -> Outcome {
        let now = effects.now()
        return try await pool.transaction { db in
            guard try await receipts.take(message, of: Self.vendor, now: now, on: db) else { return .repeated }
            try await erased.hold(clerkID, on: db)
            // Also of a user who was never seen: what made them may still be on its way.
            try await erased.add(clerkID, isFinal: true, session: nil, now: now, on: db)
            guard let user = try await users.session(clerkID: clerkID, on: db) else { return .unknown }
            return try await profiles.erase(user.userID, on: db) ? .applied : .unknown
        }
    }
}
