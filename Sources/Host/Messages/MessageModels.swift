import Foundation

/// A message as its holder has it: a promise that a piece of work will be done.
struct Message: Sendable {
    var content: MessageContent
    /// Failures that were reported.
    var attempt: Int
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

    var id: UUID { content.id }
    var claim: Claim { Claim(id: id, leaseToken: leaseToken) }
}

/// A message that is to be written, in the transaction that causes its work.
struct NewMessage: Sendable {
    var content: MessageContent
    /// Business time.
    var notBefore: Date
    /// Waits for ``AdmissionStore``.
    var isHeld = false
    /// What went wrong before, where it is put back.
    var history: [MessageFailure] = []
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
