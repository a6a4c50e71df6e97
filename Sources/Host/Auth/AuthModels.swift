import Foundation
import Vendors

/// A signed-in user, as handlers see them.
struct Session: Hashable, Sendable {
    /// gemz's own id.
    var userID: UUID
    /// The id at the identity provider.
    var clerkID: String
    var isAdmin: Bool
    var email = KnownEmail.unknown
    /// The issuer's session that the token is of; `nil` where a signed link is all there is.
    var issuerSession: String?
}

/// What is known of a user's primary e-mail address, where it is verified, without asking the issuer.
enum KnownEmail: Hashable, Sendable {
    case unknown
    /// What a webhook told; `nil` where there is no such address. Good as long as webhooks come, and as
    /// one of them may have been lost, only against a right.
    case told(EmailAddress?)
    /// What the session token says.
    case inToken(EmailAddress)
}

/// What a request shows of who sends it.
struct Credentials: Sendable {
    /// The header; where it is there, right or wrong, the cookie is not looked at.
    var authorization: SecretText?
    /// The session cookie.
    var cookie: SecretText?

    /// Whether the browser sends what counts by itself, also for the pages of other sites.
    var isCookie: Bool { authorization == nil && cookie != nil }
}

/// What a browser needs to stay signed in.
struct SignedInBrowser: Sendable {
    var token: SecretText
    var expiresAt: Date
    var sealedSession: SecretText
}

/// How a sign-out went.
struct SignedOut: Encodable, Sendable {
    var signedOut = true
    /// Whether the session has ended at the issuer too, so that nobody else can go on with it.
    var sessionEnded: Bool

    static let schema = Schema.object([
        .required("signedOut", .bool),
        .required(
            "sessionEnded",
            .bool.about("Whether the session has ended at the issuer too; false while it cannot be reached.")),
    ])
}

/// What a refresh tells; the token itself is in the cookie.
struct RefreshedSession: Encodable, Sendable {
    var expiresAt: Date

    static let schema = Schema.object([
        .required("expiresAt", .timestamp.about("Until when the session cookie is good."))
    ])
}
