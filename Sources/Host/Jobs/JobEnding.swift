import Foundation
import Postgres

/// What belongs to the end of a job, however it ends: by its last step, by its owner, by the clock.
struct JobEnding: Sendable {
    var stores: JobStores

    /// First statement of a transaction that may end a job.
    func prepare(_ jobID: UUID, on db: some Queryable) async throws {
        try await stores.campaigns.lock(campaignOf: jobID, on: db)
    }

    /// After the job's row has its final status: nothing is left to run or to walk, and whoever follows it learns so.
    func finish(_ jobID: UUID, now: Date, on db: some Queryable) async throws {
        try await stores.messages.drop(ofJob: jobID, on: db)
        try await stores.candidates.drop(of: jobID, on: db)
        try await stores.campaigns.complete(jobID: jobID, now: now, on: db)
        try await stores.messages.announceEnd(of: jobID, on: db)
    }
}
