import Foundation
import Postgres

/// What belongs to the end of a job, however it ends: by its last step, by its owner, by the clock.
struct JobEnding: Sendable {
    var stores: JobStores

    /// First statement of a transaction that may end a job.
    ///
    /// - Parameter owner: whose request it is that ends the job, if it is anybody's: no campaign of others is held.
    func prepare(_ jobID: UUID, owner: UUID? = nil, in batch: inout Batch) throws {
        try stores.campaigns.lock(campaignOf: jobID, owner: owner, in: &batch)
    }

    /// The same, at once.
    func prepare(_ jobID: UUID, owner: UUID? = nil, on db: Transaction) async throws {
        var batch = Batch()
        try prepare(jobID, owner: owner, in: &batch)
        try await db.run(batch)
    }

    /// After the job's row has its final status: nothing is left to run or to walk, and whoever follows it learns so. The
    /// next job that waits for its user's or its platform's turn begins.
    ///
    /// - Parameter canBeRetried: whether the job's last step is a dead letter now: what it needs to go on is kept.
    func finish(_ jobID: UUID, now: Date, canBeRetried: Bool = false, in batch: inout Batch) throws {
        try stores.messages.drop(ofJob: jobID, in: &batch)
        if !canBeRetried { try stores.candidates.drop(of: jobID, in: &batch) }
        try stores.campaigns.complete(jobID: jobID, now: now, in: &batch)
        try stores.messages.announceEnd(of: jobID, in: &batch)
        try stores.admission.admit(now: now, in: &batch)
    }

    /// The same, at once.
    func finish(_ jobID: UUID, now: Date, on db: Transaction) async throws {
        var batch = Batch()
        try finish(jobID, now: now, in: &batch)
        try await db.run(batch)
    }
}
