import Foundation
import Vendors

/// What a user has told of themselves, as they see it.
struct Profile: Encodable, Sendable {
    /// How far somebody is in signing up.
    enum OnboardingStep: String, CaseIterable, Sendable {
        case pending
        case infoCaptured = "info_captured"
        case intentCaptured = "intent_captured"
        case completed
    }

    var id: String
    var email: EmailAddress?
    var fullName: String?
    var businessName: String?
    var brandDescription: String?
    var isAdmin: Bool
    var onboardingStep: String
    var createdAt: Date
    var updatedAt: Date
    var creditsSpent = 0
    var creditsSaved = 0

    static let schema = Schema.object([
        .required("id", .uuid), .optional("email", .string().example(.string("jane@example.com"))),
        .optional("fullName", .string().example(.string("Jane Baker"))),
        .optional("businessName", .string().example(.string("Baker & Co"))),
        .optional("brandDescription", .string().about("What the brand is and whom it wants to reach.")),
        .required("isAdmin", .bool),
        .required("onboardingStep", .oneOf(OnboardingStep.allCases.map(\.rawValue))),
        .required("createdAt", .timestamp), .required("updatedAt", .timestamp),
        .required(
            "creditsSpent",
            .count.about("By calls of the last 30 days, also of searches that are gone.").example(.int(42))),
        .required(
            "creditsSaved",
            .count.about(
                "What searches started in the last 30 days that are still kept would have cost beside, had nobody paid "
                    + "before."
            ).example(.int(7))),
    ])
}

/// What a user changes of their profile; as a merge patch has it.
struct ProfileChange: Sendable {
    var fullName: TextChange
    var businessName: TextChange
    var brandDescription: TextChange
}
