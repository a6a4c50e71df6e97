import Foundation
import Vendors

/// What an admin looks for among users.
struct AdminUserFilter: Sendable {
    /// A part of an address or name, or an id.
    var text: String?
    /// Admins alone, or everybody else alone.
    var admins: Bool?

    /// What a cursor is good for: the same filter.
    var scope: String { "\(admins.map { "\($0)" } ?? "-")\u{1F}\(text.map { "=\($0)" } ?? "-")" }
}

/// A user as admins see them.
struct AdminUser: Encodable, Sendable {
    /// What makes somebody an admin.
    enum Source: String, Encodable, Sendable, CaseIterable {
        /// Their row, which admins change.
        case database
        /// Their address, which the host's environment lists.
        case environment
    }

    var id: String
    var clerkId: String
    var email: EmailAddress?
    var fullName: String?
    var businessName: String?
    var isAdmin: Bool
    var adminBy: Source?
    var onboardingStep: String
    var jobs: Int
    /// In the last 30 days.
    var creditsSpent: Int
    var createdAt: Date

    static let schema = Schema.object([
        .required("id", .uuid),
        .required("clerkId", .string().about("The id at the identity provider.").example(.string("user_2abc"))),
        .optional("email", .string().about("Where it is known.").example(.string("jane@example.com"))),
        .optional("fullName", .string().example(.string("Jane Baker"))),
        .optional("businessName", .string().example(.string("Baker & Co"))), .required("isAdmin", .bool),
        .optional(
            "adminBy",
            .oneOf(Source.allCases.map(\.rawValue)).about(
                "`database`: admins can take it back; `environment`: the address is listed where the host runs.")),
        .required("onboardingStep", .oneOf(Profile.OnboardingStep.allCases.map(\.rawValue))),
        .required("jobs", .count.about("Searches that are kept.").example(.int(3))),
        .required("creditsSpent", .count.about("By calls of the last 30 days.").example(.int(42))),
        .required("createdAt", .timestamp),
    ])
}

/// What of a user changes when they become an admin or stop being one.
struct AdminRights: Encodable, Sendable {
    var isAdmin: Bool
}

/// A user to be made for a test.
struct TestUserDraft: Sendable {
    var email: EmailAddress?
    var fullName: String?
    var isAdmin: Bool
}

/// A session of a test user.
struct TestLogin: Encodable, Sendable {
    var token: SecretText
    var expiresAt: Date

    static let schema = Schema.object([
        .required(
            "token",
            .string().about("A session token, to be sent as `Authorization: Bearer …`.").example(.string("eyJhbGciOi"))),
        .required("expiresAt", .timestamp),
    ])
}
