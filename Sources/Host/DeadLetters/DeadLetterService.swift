import Effects
import Foundation
import PlatformAPI
import Postgres

/// What admins may do about messages that ran out of attempts. Every change is in the audit log.
struct DeadLetterService: Sendable {
    var pool: Pool
    var letters: DeadLetterStore
    var audit: AuditStore
    var stores: JobStores
    var config: LiveConfig
    var cursors: CursorCodec
    var effects: Effects

    func page(_ page: PageRequest, for admin: Session) async throws -> (letters: [DeadLetter], next: String?) {
        let scope = "dead-letters/\(admin.userID.text)"
        let before = try page.cursor.map { try cursors.open($0, scope: scope) } ?? Self.newest
        guard let beforeID = UUID(uuidString: before) else { throw PageRequest.badCursor }
        var found = try await letters.page(before: beforeID, limit: page.limit + 1, on: pool)
        let hasMore = found.count > page.limit
        if hasMore { found.removeLast() }
        return (found, hasMore ? found.last.map { cursors.seal($0.content.id.text, scope: scope) } : nil)
    }

    func find(_ id: UUID) async throws -> DeadLetter {
        guard let letter = try await letters.find(id, on: pool) else { throw APIError.notFound("dead letter") }
        return letter
    }

    /// Anybody's job.
    func inspect(job id: UUID) async throws -> InspectedJob {
        guard let job = try await stores.jobs.forStep(id, on: pool) else { throw APIError.notFound("job") }
        return InspectedJob(
            job: JobView(job), userId: job.userID.text, step: try await letters.step(ofJob: id, on: pool),
            deadLetterId: try await letters.letter(ofJob: id, on: pool)?.text)
    }

    /// Puts the last step of a job that ended in error back on the queue.
    func retry(job id: UUID, by admin: Session, log: HouseLog) async throws -> InspectedJob {
        guard let letter = try await letters.letter(ofJob: id, on: pool) else {
            _ = try await inspect(job: id)  // says so when there is no such job
            throw APIError(.conflict, "This job has no failed step to retry.")
        }
        _ = try await retry(letter, by: admin, log: log)
        return try await inspect(job: id)
    }

    /// Puts a message back on the queue, its attempts anew and its history kept; its job goes on. Once only: of two at
    /// once the second finds no letter.
    func retry(_ id: UUID, by admin: Session, log: HouseLog) async throws -> DeadLetter {
        let letter = try await find(id)
        let now = effects.now()
        try await pool.transaction { db in
            if let jobID = letter.content.jobID { try await reopen(jobID, now: now, on: db) }
            guard let letter = try await letters.take(id, on: db) else { throw Self.taken }
            let message = NewMessage(
                content: letter.content, notBefore: now, isHeld: letter.content.jobID != nil, history: letter.history)
            guard try await stores.messages.add(message, now: now, on: db) else {
                throw APIError(.conflict, "A newer message with the same key is on its way already.")
            }
            try await stores.messages.announce(letter.content.jobID, on: db)
            try await note("dead_letter.retry", letter, after: RequeuedLetter(notBefore: now), by: admin, on: db)
            if let jobID = letter.content.jobID { try await admit(jobID, now: now, on: db) }
        }
        log.area("admin").done("dead letter \(id.text) is back on the queue")
        return letter
    }

    private func reopen(_ jobID: UUID, now: Date, on db: Transaction) async throws {
        try await JobEnding(stores: stores).prepare(jobID, on: db)
        let timeout = now.addingTimeInterval(config.current[JobConfig.waitingTimeout].seconds)
        guard try await letters.reopen(jobID, timeout: timeout, on: db) else {
            throw APIError(.conflict, "The job of this dead letter has not ended in error; there is nothing to retry.")
        }
        try await letters.reactivateCampaign(of: jobID, now: now, on: db)
    }

    /// The job begins if there is room, as any other.
    private func admit(_ jobID: UUID, now: Date, on db: Transaction) async throws {
        var batch = Batch()
        try stores.admission.admit(now: now, in: &batch)
        try stores.admission.explain(jobID, now: now, in: &batch)
        try await db.run(batch)
    }

    /// Throws a dead letter away; its job stays as it ended.
    func discard(_ id: UUID, by admin: Session, log: HouseLog) async throws {
        try await pool.transaction { db in
            if let jobID = try await letters.find(id, on: db)?.content.jobID {
                try await JobEnding(stores: stores).prepare(jobID, on: db)
            }
            guard let letter = try await letters.take(id, on: db) else { throw APIError.notFound("dead letter") }
            if let jobID = letter.content.jobID { try await dropCandidates(of: jobID, on: db) }
            try await note("dead_letter.discard", letter, after: nil, by: admin, on: db)
        }
        log.area("admin").done("dead letter \(id.text) discarded")
    }

    /// Forgets what a job was kept for.
    private func dropCandidates(of jobID: UUID, on db: Transaction) async throws {
        var batch = Batch()
        try stores.candidates.drop(of: jobID, in: &batch)
        try await db.run(batch)
    }

    /// - Parameter after: what has become of it; `nil` where nothing is left.
    private func note(
        _ action: String, _ letter: DeadLetter, after: RequeuedLetter?, by admin: Session, on db: Transaction
    ) async throws {
        let subject = letter.content.jobID.map { "job/\($0.text)" } ?? "message/\(letter.content.id.text)"
        try await audit.add(
            AuditEntry(
                id: effects.uuid(), actor: admin.userID, action: action, subject: subject,
                before: try GemzJSON.bytes(of: DeadLetterView(letter)), after: try after.map(GemzJSON.bytes(of:)),
                at: effects.now()), on: db)
    }

    private static let taken = APIError(.conflict, "Somebody else has just seen to this dead letter.")

    /// Above every UUID that is in use.
    private static let newest = "ffffffff-ffff-ffff-ffff-ffffffffffff"
}
