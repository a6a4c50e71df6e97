public import Foundation

/// What a verified session token says.
public struct ClerkSession: Hashable, Sendable {
    /// Clerk's id of the user: the claim `sub`.
    public var userID: String
    /// Clerk's id of the session: the claim `sid`.
    public var sessionID: String
    public var issuedAt: Date
    public var expiresAt: Date
    /// The origin of the page that the user signed in at; `nil` where the token does not say.
    public var azp: String?
    /// The user's primary address, where an instance has its tokens carry it (`email`) and say that it is verified
    /// (`email_verified`).
    public var verifiedEmail: EmailAddress?

    public init(
        userID: String, sessionID: String, issuedAt: Date, expiresAt: Date, azp: String?,
        verifiedEmail: EmailAddress? = nil
    ) {
        self.userID = userID
        self.sessionID = sessionID
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
        self.azp = azp
        self.verifiedEmail = verifiedEmail
    }
}
