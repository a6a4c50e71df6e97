import Effects
import Foundation
import Postgres

/// What users may do with their own row.
struct ProfileService: Sendable {
    var pool: Pool
    var store: ProfileStore
    var erased: ErasedUserStore
    var known: KnownUsers
    var effects: Effects

    func find(_ user: Session) async throws -> Profile {
        guard let profile = try await store.find(user.userID, on: pool) else { throw Self.gone }
        return try await completed(profile, of: user)
    }

    func update(_ change: ProfileChange, of user: Session) async throws -> Profile {
        guard let profile = try await store.update(user.userID, change, now: effects.now(), on: pool) else {
            throw Self.gone
        }
        return try await completed(profile, of: user)
    }

    /// Adds what is not in the user's row.
    private func completed(_ profile: Profile, of user: Session) async throws -> Profile {
        var profile = profile
        profile.isAdmin = profile.isAdmin || user.isAdmin  // by their row, or by their address
        (profile.creditsSpent, profile.creditsSaved) = try await store.credits(
            of: user.userID, since: effects.now().addingTimeInterval(-30 * 86_400), on: pool)
        return profile
    }

    /// Removes a user who leaves with all that is theirs; they may sign in again, to begin anew.
    func delete(_ user: Session, log: HouseLog) async throws {
        let now = effects.now()
        try await pool.transaction { db in
            try await erased.hold(user.clerkID, on: db)
            try await erased.add(user.clerkID, isFinal: false, session: user.issuerSession, now: now, on: db)
            guard try await erase(user.userID, on: db) else { throw Self.gone }
        }
        known.forget(user.clerkID)
        log.area("profile").done("deleted \(user.userID.text) with all that was theirs")
    }

    /// Removes the user with all that is theirs. A step under way finds its job gone and writes nothing; what it spent
    /// stays in the ledger, which names no user.
    ///
    /// Campaigns are locked first, as everybody does who starts or ends a job, so that none of them can deadlock with
    /// this.
    ///
    /// - Returns: whether there was such a user.
    func erase(_ id: UUID, on db: Transaction) async throws -> Bool {
        try await store.holdCampaigns(of: id, on: db)
        guard try await store.delete(id, on: db) else { return false }
        try await store.dropMessages(of: id, on: db)
        try await store.forgetCalls(of: id, on: db)
        return true
    }

    private static let gone = APIError.unauthenticated("The account of this session has just been deleted.")
}
