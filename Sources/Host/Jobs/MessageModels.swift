import Foundation
import PlatformAPI

/// A message as its holder has it: a promise that a piece of work will be done.
struct Message: Sendable {
    var id: UUID
    var kind: String
    /// The job whose next step this is.
    var jobID: UUID?
    /// Whose turn it takes.
    var userID: UUID?
    var platform: PlatformID?
    var payload: [UInt8]
    /// Failures that were reported.
    var attempt: Int
    var maxAttempts: Int
    /// Leases that ran out without a word.
    var interruptions: Int
    /// Grows with each claim; a commit under an older token is refused.
    var leaseToken: Int
    /// Its place in line; `nil` for one that was put off.
    var turn: Int?

    /// One holder's hold on the message: whoever claims it anew has another.
    struct Claim: Hashable, Sendable {
        var id: UUID
        var leaseToken: Int
    }

    var claim: Claim { Claim(id: id, leaseToken: leaseToken) }

    /// One step of a search.
    static let searchStep = "search.step"
}

/// A message that is to be written, in the transaction that causes its work.
struct NewMessage: Sendable {
    var id: UUID
    var kind: String
    /// The job whose next step this is; the message goes when the job ends, and there is no second one for the job.
    var jobID: UUID?
    /// Users take turns; what belongs to nobody comes first.
    var userID: UUID?
    var platform: PlatformID?
    /// JSON.
    var payload: [UInt8]
    /// Business time.
    var notBefore: Date
    var maxAttempts: Int
    /// While a message with this key is live, another one is not added.
    var uniqueKey: String?
    /// Waits for ``Admission``.
    var isHeld = false
    /// The turn of the message that this one follows.
    var after: Int?
}

/// One entry in the history of a message: what went wrong with it, when and where, and what followed.
struct MessageFailure: Codable, Hashable, Sendable {
    var at: Date
    var error: String
    var host: String?
    /// Seconds until the next attempt; absent where none followed.
    var delay: Double?
}

extension NewMessage {
    /// The next step of a job.
    ///
    /// - Parameter before: the step that it follows.
    init(step payload: [UInt8], of job: Job, id: UUID, after before: Message, now: Date) {
        self.init(
            id: id, kind: Message.searchStep, jobID: job.id, userID: job.userID, platform: job.platform,
            payload: payload, notBefore: now, maxAttempts: before.maxAttempts, after: before.turn)
    }
}
