import Domain
import Foundation
import PlatformAPI

/// What an admin looks for among all jobs.
struct AdminJobFilter: Sendable {
    var status: String?
    var platform: String?
    var user: UUID?

    /// What a cursor is good for: the same filter.
    var scope: String { [status, platform, user?.text].map { $0.map { "=\($0)" } ?? "-" }.joined(separator: "\u{1F}") }
}

/// A job in the admins' list.
struct AdminJob: Encodable, Sendable {
    struct Failure: Encodable, Sendable {
        var code: String
        var message: String
    }

    var id: String
    var userId: String
    /// Its owner's, where it is known.
    var email: String?
    var platform: String
    var mode: String
    var terms: [String]
    var status: String
    var progress: Double
    var processedResults: Int
    var targetResults: Int
    var creditsSpent: Int
    var error: Failure?
    var createdAt: Date

    static let schema = Schema.object([
        .required("id", .uuid), .required("userId", .uuid),
        .optional("email", .string().about("The owner's.").example(.string("jane@example.com"))),
        .required("platform", .string().example(.string("toy"))),
        .required("mode", .oneOf(SearchMode.allCases.map(\.rawValue))),
        .required(
            "terms",
            .list(of: .string().example(.string("vegan recipes"))).about(
                "Keywords or handles, as the search takes them.")),
        .required("status", JobView.statusSchema.example(.string("processing"))),
        .required("progress", .number(0...100).example(.double(42))),
        .required("processedResults", .count.example(.int(42))),
        .required("targetResults", .count.example(.int(100))), .required("creditsSpent", .count.example(.int(3))),
        .optional(
            "error",
            .object([
                .required("code", .oneOf(JobErrorCode.allCases.map(\.rawValue))), .required("message", .string()),
            ])), .required("createdAt", .timestamp),
    ])
}
