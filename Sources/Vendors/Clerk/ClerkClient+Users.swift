import Foundation
import HTTPClient

/// Clerk's calls that make users and sign them in, for tests.
extension ClerkClient {
    /// Makes a user with an address, which counts as verified, and without a password.
    ///
    /// - Returns: the user's id.
    public func createUser(
        email: String, firstName: String? = nil, lastName: String? = nil
    ) async throws(ClerkAPIError) -> String {
        struct Draft: Encodable {
            var emails: [String]
            var firstName: String?
            var lastName: String?
            var skipsPassword = true

            enum CodingKeys: String, CodingKey {
                case emails = "email_address"
                case firstName = "first_name"
                case lastName = "last_name"
                case skipsPassword = "skip_password_requirement"
            }
        }
        return try await made(at: "/v1/users", of: Draft(emails: [email], firstName: firstName, lastName: lastName))
    }

    /// Begins a session of a user's. Clerk lets development instances alone do that.
    ///
    /// - Returns: the session's id.
    public func beginSession(of userID: String) async throws(ClerkAPIError) -> String {
        try await made(at: "/v1/sessions", of: ["user_id": userID])
    }

    /// The id of what a call makes.
    private func made(at path: String, of draft: some Encodable) async throws(ClerkAPIError) -> String {
        var request = backendRequest(path)
        do {
            request.body = Array(try JSONEncoder().encode(draft))
        } catch {
            throw .unavailable("what was to be sent is no JSON")
        }
        return try Self.read(Made.self, try await send(request)).id
    }
}

/// What Clerk has made, as far as it is of interest.
private struct Made: Decodable {
    var id: String
}
