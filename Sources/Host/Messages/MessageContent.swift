import Foundation
import PlatformAPI
import Postgres

/// What a message is about, wherever it stands: yet to be written, in somebody's hand, or among the dead letters.
struct MessageContent: Sendable {
    var id: UUID
    var kind: String
    /// The job whose next step this is; the message goes when the job ends, and there is no second one for the job.
    var jobID: UUID?
    /// Whose turn it takes; what belongs to nobody comes first.
    var userID: UUID?
    var platform: PlatformID?
    /// JSON.
    var payload: [UInt8]
    var maxAttempts: Int
    /// While a message with this key is live, another one is not added.
    var uniqueKey: String?

    /// One step of a search.
    static let searchStep = "search.step"
}

extension MessageContent {
    /// Of a row of messages or of dead letters.
    init(_ row: Row) throws {
        self.init(
            id: try row.get("id"), kind: try row.get("kind"), jobID: try row.get("job_id"),
            userID: try row.get("user_id"),
            platform: try row.get("platform", as: String?.self).map(PlatformID.init(rawValue:)),
            payload: try row.get("payload"), maxAttempts: try row.get("max_attempts"),
            uniqueKey: try row.get("unique_key"))
    }

    /// The next step of a job.
    init(step payload: [UInt8], of job: Job, id: UUID, maxAttempts: Int) {
        self.init(
            id: id, kind: Self.searchStep, jobID: job.id, userID: job.userID, platform: job.platform,
            payload: payload, maxAttempts: maxAttempts)
    }
}
