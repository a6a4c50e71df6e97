import Domain
import Foundation
import PlatformAPI

/// A job's row.
struct Job: Sendable {
    var id: UUID
    var userID: UUID
    var campaignID: UUID
    var platform: PlatformID
    var mode: SearchMode
    /// Keywords or handles, as the search takes them.
    var terms: [String]
    var region: String?
    var filters: CreatorFilter?
    var status: JobStatus
    var progress: Double
    var processedResults: Int
    var targetResults: Int
    var processedRuns: Int
    var maxRuns: Int
    /// Items of provider pages that could not be read.
    var skippedItems: Int
    /// How often a creator was left out by the search's filters; one that comes on two pages counts twice.
    var filteredOut: Int
    var creditsSpent: Int
    var creditsSaved: Int
    var message: String?
    var errorCode: String?
    var errorMessage: String?
    var createdAt: Date
    var startedAt: Date?
    var completedAt: Date?
    /// When it ends at the latest: while it waits for its turn, the end of waiting; set anew when it has got its turn.
    var timeoutAt: Date
    /// Grows with every change of the row, so that whoever follows the job can tell what they have seen.
    var revision = 0

    /// What each track of the search looks for.
    var subjects: [SearchRequest.Subject] {
        terms.map { mode == .keyword ? .keyword($0) : .similar(to: $0) }
    }
}

/// A job as clients see it.
struct JobView: Encodable, Sendable {
    private var job: Job

    init(_ job: Job) { self.job = job }

    private enum Key: String, CodingKey {
        case id, campaignId, platform, mode, keywords, targetUsernames, region, filters, status, progress
        case processedResults, targetResults, processedRuns, maxRuns, skippedItems, filteredOut, creditsSpent
        case creditsSaved, message, error, code, createdAt, startedAt, completedAt, timeoutAt
    }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(job.id.text, forKey: .id)
        try fields.encode(job.campaignID.text, forKey: .campaignId)
        try fields.encode(job.platform, forKey: .platform)
        try fields.encode(job.mode, forKey: .mode)
        try fields.encode(job.terms, forKey: job.mode == .keyword ? .keywords : .targetUsernames)
        try fields.encodeIfPresent(job.region, forKey: .region)
        try fields.encodeIfPresent(job.filters, forKey: .filters)
        try fields.encode(job.status, forKey: .status)
        try fields.encode(job.progress, forKey: .progress)
        try fields.encode(job.processedResults, forKey: .processedResults)
        try fields.encode(job.targetResults, forKey: .targetResults)
        try fields.encode(job.processedRuns, forKey: .processedRuns)
        try fields.encode(job.maxRuns, forKey: .maxRuns)
        try fields.encode(job.skippedItems, forKey: .skippedItems)
        try fields.encode(job.filteredOut, forKey: .filteredOut)
        try fields.encode(job.creditsSpent, forKey: .creditsSpent)
        try fields.encode(job.creditsSaved, forKey: .creditsSaved)
        try fields.encodeIfPresent(job.message, forKey: .message)
        if let code = job.errorCode {
            var error = fields.nestedContainer(keyedBy: Key.self, forKey: .error)
            try error.encode(code, forKey: .code)
            try error.encode(job.errorMessage ?? code, forKey: .message)
        }
        try fields.encode(job.createdAt, forKey: .createdAt)
        try fields.encodeIfPresent(job.startedAt, forKey: .startedAt)
        try fields.encodeIfPresent(job.completedAt, forKey: .completedAt)
        try fields.encode(job.timeoutAt, forKey: .timeoutAt)
    }

    static let statusSchema = Schema.oneOf(JobStatus.allCases.map(\.rawValue))

    static let schema = Schema.object([
        .required("id", .uuid), .required("campaignId", .uuid),
        .required("platform", .string().example(.string("toy"))),
        .required("mode", .oneOf(SearchMode.allCases.map(\.rawValue))),
        .optional("keywords", .list(of: .string()).example(.array([.string("vegan recipes")]))),
        .optional("targetUsernames", .list(of: .string())),
        .optional("region", .string()), .optional("filters", SearchFields.filterSchema),
        .required("status", statusSchema.example(.string("processing"))),
        .required(
            "progress", .number(0...100).about("100 if and only if `completed`; never falls.").example(.double(42))),
        .required("processedResults", .count.example(.int(42))),
        .required("targetResults", .count.example(.int(100))),
        .required("processedRuns", .count.about("Provider pages read.").example(.int(3))),
        .required("maxRuns", .count.example(.int(200))),
        .required("skippedItems", .count.about("Items of those pages that could not be read as creators.")),
        .required("filteredOut", .count.about("How often a creator was left out by the search's filters.")),
        .required("creditsSpent", .count.example(.int(3))),
        .required("creditsSaved", .count.about("By profiles and answers that other searches had paid for.")),
        .optional("message", .string()),
        .optional(
            "error",
            .object([
                .required("code", .oneOf(JobErrorCode.allCases.map(\.rawValue))), .required("message", .string()),
            ])), .required("createdAt", .timestamp), .optional("startedAt", .timestamp),
        .optional("completedAt", .timestamp),
        .required(
            "timeoutAt",
            .timestamp.about(
                "When it ends at the latest. While it waits for its turn, so long may it wait; set anew when it has got "
                    + "its turn."
            ).example(.string("2026-01-02T04:04:05.678Z"))),
    ])
}
