import Foundation
import PlatformAPI
import Postgres

/// The job's rows that a step has asked for so far: each id is looked up once, however often the step needs it.
///
/// Nobody else adds rows while the step holds its message, so that what was read stays true until it commits.
struct KnownRows: Sendable {
    private let results: ResultStore
    private let jobID: UUID
    private let pool: Pool
    /// A job without results has no rows to ask for.
    private let isEmpty: Bool
    private var asked: Set<String> = []
    private var rows: [String: Creator] = [:]

    init(results: ResultStore, job: Job, pool: Pool) {
        self.results = results
        jobID = job.id
        isEmpty = job.processedResults == 0
        self.pool = pool
    }

    /// The rows among these ids, and among those asked for before, by id.
    mutating func among(_ ids: [String]) async throws -> [String: Creator] {
        guard !isEmpty else { return [:] }
        let new = ids.filter { asked.insert($0).inserted }
        let found = try await results.known(new, of: jobID, on: pool)
        rows.merge(found) { old, _ in old }
        return rows
    }
}
