import Domain
import Effects
import Foundation
import Postgres

/// What owners may do with their jobs.
struct JobService: Sendable {
    var pool: Pool
    var stores: JobStores
    var cursors: CursorCodec
    var effects: Effects

    func find(_ id: UUID, for user: Session) async throws -> Job {
        guard let job = try await stores.jobs.find(id, owner: user.userID, on: pool) else {
            throw APIError.notFound("job")
        }
        return job
    }

    /// A page of results, in arrival order. While the job runs the last page has a cursor too: more may come.
    func results(
        of id: UUID, page: PageRequest, for user: Session
    ) async throws -> (found: [FoundCreator], next: String?, job: Job) {
        let job = try await find(id, for: user)
        let scope = "results/\(user.userID.text)/\(id.text)/found"
        let opened = try page.cursor.map { try cursors.open($0, scope: scope) } ?? "0"
        guard let position = Int(opened) else { throw PageRequest.badCursor }
        let found = try await stores.results.page(of: id, after: position, limit: page.limit, on: pool)
        let last = found.last?.position ?? position
        let mayFollow = !job.status.isFinal || last < job.processedResults
        return (found, mayFollow ? cursors.seal(String(last), scope: scope) : nil, job)
    }

    /// Every result that a job of the caller's has found by now.
    func allResults(of job: Job) async throws -> ResultSlices {
        try await ResultSlices(of: job, store: stores.results, pool: pool)
    }

    /// Cancels an open job. Cancelling a job that has ended changes nothing and tells how it ended.
    func cancel(_ id: UUID, for user: Session, log: HouseLog) async throws -> Job {
        let now = effects.now()
        let cancelled = try await pool.transaction { db in
            let ending = JobEnding(stores: stores)
            try await ending.prepare(id, owner: user.userID, on: db)
            let job = try await stores.jobs.cancel(id, owner: user.userID, now: now, on: db)
            if job != nil { try await ending.finish(id, now: now, on: db) }
            return job
        }
        guard let cancelled else { return try await find(id, for: user) }
        log.area("job").with("job", id.text).done("cancelled after \(cancelled.processedResults) creators")
        return cancelled
    }
}
