import Domain
import Foundation
import PlatformAPI

/// A message that nobody works on any more, with all that went wrong.
struct DeadLetter: Sendable {
    /// Kept for the retry; of it, what the step was to do is not shown.
    var content: MessageContent
    var attempts: Int
    var interruptions: Int
    var error: String
    var history: [MessageFailure]
    var createdAt: Date
    var diedAt: Date
}

/// A dead letter as admins see it.
struct DeadLetterView: Encodable, Sendable {
    private var letter: DeadLetter

    init(_ letter: DeadLetter) { self.letter = letter }

    private enum Key: String, CodingKey {
        case id, kind, jobId, userId, platform, attempts, interruptions, error, history, createdAt, diedAt
    }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        let content = letter.content
        try fields.encode(content.id.text, forKey: .id)
        try fields.encode(content.kind, forKey: .kind)
        try fields.encodeIfPresent(content.jobID?.text, forKey: .jobId)
        try fields.encodeIfPresent(content.userID?.text, forKey: .userId)
        try fields.encodeIfPresent(content.platform, forKey: .platform)
        try fields.encode(letter.attempts, forKey: .attempts)
        try fields.encode(letter.interruptions, forKey: .interruptions)
        try fields.encode(letter.error, forKey: .error)
        try fields.encode(letter.history, forKey: .history)
        try fields.encode(letter.createdAt, forKey: .createdAt)
        try fields.encode(letter.diedAt, forKey: .diedAt)
    }

    static let historySchema = Schema.list(
        of: .object([
            .required("at", .timestamp),
            .required("error", .string().example(.string("The provider answered with 500."))),
            .optional("host", .string().about("Where it happened.")),
            .optional("delay", .number().about("Seconds until the next attempt; absent where none followed.")),
        ]))

    static let schema = Schema.object([
        .required("id", .uuid),
        .required("kind", .string().about("Such as `search.step`.").example(.string("search.step"))),
        .optional("jobId", .uuid), .optional("userId", .uuid), .optional("platform", .string()),
        .required("attempts", .count.example(.int(1))),
        .required("interruptions", .count.about("Leases that ran out.")),
        .required(
            "error", .string().about("What went wrong last.").example(.string("The provider answered with 500."))),
        .required("history", historySchema.about("All that went wrong, the oldest first.")),
        .required("createdAt", .timestamp), .required("diedAt", .timestamp),
    ])
}

/// A job as admins see it: anybody's, with the state of its next step.
struct InspectedJob: Encodable, Sendable {
    /// The message of an open job.
    struct Step: Encodable, Sendable {
        var attempts: Int
        var interruptions: Int
        var notBefore: Date
        /// Waits for another search of its user or platform to end.
        var isWaiting: Bool
        /// Who works on it.
        var host: String?
        var history: [MessageFailure]
    }

    var job: JobView
    var userId: String
    var step: Step?
    /// The last step of a job that ended in error, where it can be retried.
    var deadLetterId: String?

    static let schema = Schema.object([
        .required("job", .named("Job")), .required("userId", .uuid),
        .optional(
            "step",
            .object([
                .required("attempts", .count), .required("interruptions", .count), .required("notBefore", .timestamp),
                .required("isWaiting", .bool.about("For another search of its user or platform to end.")),
                .optional("host", .string().about("Who works on it.")),
                .required("history", DeadLetterView.historySchema),
            ])), .optional("deadLetterId", .uuid.about("What a retry puts back.")),
    ])
}

/// What is left of a letter that was put back: a message whose attempts begin anew.
struct RequeuedLetter: Encodable, Sendable {
    var attempts = 0
    var notBefore: Date
}
