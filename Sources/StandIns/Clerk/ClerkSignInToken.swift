import FixtureTape

/// What signs its user in, once: Clerk calls it a sign-in token, and a ticket where it is handed in. Times are unix
/// milliseconds.
struct ClerkSignInToken: Hashable, Sendable {
    enum Status: String, Sendable {
        case pending
        case accepted
        case revoked
    }

    let id: String
    let userID: String
    let token: String
    let url: String
    let createdAt: Int
    let expiresAt: Int
    var updatedAt: Int
    var status = Status.pending

    /// - Parameter now: unix milliseconds.
    /// - Throws: ``ClerkFailure`` for a ticket that signs nobody in any more.
    func check(at now: Int) throws(ClerkFailure) {
        switch status {
        case .accepted: throw .usedTicket
        case .revoked: throw .revokedTicket
        case .pending: guard now < expiresAt else { throw .expiredTicket }
        }
    }

    var json: JSONValue {
        .record([
            "object": .string("sign_in_token"), "id": .string(id), "user_id": .string(userID),
            "token": .string(token), "status": .string(status.rawValue), "url": .string(url),
            "created_at": .integer(createdAt), "updated_at": .integer(updatedAt),
        ])
    }
}
