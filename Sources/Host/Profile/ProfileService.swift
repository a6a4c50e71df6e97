import Effects
import Foundation
import Postgres

/// What users may do with their own row.
struct ProfileService: Sendable {
    var pool: Pool
    var store: ProfileStore
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

    /// Removes the user with all that is theirs. A step under way finds its job gone and writes nothing; what it spent
    /// stays in the ledger, which names no user.
    ///
    /// Campaigns are locked first, as everybody does who starts or ends a job, so that none of them can deadlock with
    /// this.
    func delete(_ user: Session, log: HouseLog) async throws {
        try await pool.transaction { db in
            try await store.holdCampaigns(of: user.userID, on: db)
            guard try await store.delete(user.userID, on: db) else { throw Self.gone }
            try await store.dropMessages(of: user.userID, on: db)
            try await store.forgetCalls(of: user.userID, on: db)
        }
        log.area("profile").done("deleted \(user.userID.text) with all that was theirs")
    }

    private static let gone = APIError.unauthenticated("The account of this session has just been deleted.")
}
