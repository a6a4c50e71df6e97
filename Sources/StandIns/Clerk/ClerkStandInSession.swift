import FixtureTape

/// A signed-in browser. Times are unix milliseconds.
struct ClerkStandInSession: Hashable, Sendable {
    let id: String
    let clientID: String
    let userID: String
    let createdAt: Int
    var updatedAt: Int
    var isRevoked = false

    /// A week, as Clerk's default is.
    var expiresAt: Int { createdAt + 7 * 86_400_000 }

    /// - Parameter now: unix milliseconds.
    func status(at now: Int) -> String {
        if isRevoked { return "revoked" }
        return now < expiresAt ? "active" : "expired"
    }

    func json(at now: Int) -> JSONValue {
        .record([
            "object": .string("session"), "id": .string(id), "client_id": .string(clientID),
            "user_id": .string(userID), "status": .string(status(at: now)),
            "last_active_at": .integer(updatedAt), "last_active_organization_id": .null, "actor": .null,
            "expire_at": .integer(expiresAt), "abandon_at": .integer(createdAt + 30 * 86_400_000),
            "created_at": .integer(createdAt), "updated_at": .integer(updatedAt),
        ])
    }
}
