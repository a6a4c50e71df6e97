import FixtureTape

/// What a request wants a user to be.
struct ClerkUserChanges: Sendable {
    /// Addresses of a new user, in lower case.
    var emails: [String] = []
    /// `nil` clears.
    var texts: [String: String?] = [:]
    var metadata: [ClerkUser.Metadata: JSONValue] = [:]
    /// Whether the metadata is laid over what is there, instead of taking its place.
    var mergesMetadata = false
    var hasPassword: Bool?
    var primaryEmailID: String?

    func apply(to user: inout ClerkUser) {
        for (name, text) in texts { user.texts[name] = text }
        for (kind, value) in metadata {
            user.metadata[kind] = mergesMetadata ? user.metadata(kind).merging(value) : value
        }
        if let hasPassword { user.hasPassword = hasPassword }
        if let primaryEmailID, user.emails.contains(where: { $0.id == primaryEmailID }) {
            user.primaryEmailID = primaryEmailID
        }
    }
}

extension ClerkUserChanges {
    /// Reads the body of `POST /users`, which needs an address.
    init(creating body: JSONValue) throws(ClerkFailure) {
        try self.init(updating: body)
        guard let listed = body["email_address"], listed != .null else { throw .missing("email_address") }
        guard let addresses = listed.elements else { throw .badFormat("email_address", "must be an array.") }
        for address in addresses {
            guard let text = address.string?.lowercased(), Self.isAddress(text) else {
                throw .badFormat("email_address", "must be a valid email address.")
            }
            if !emails.contains(text) { emails.append(text) }
        }
        if emails.isEmpty { throw .missing("email_address") }
    }

    /// Reads the body of `PATCH /users/{id}`.
    init(updating body: JSONValue) throws(ClerkFailure) {
        try self.init(metadataIn: body, merging: false)
        for name in ClerkUser.textNames {
            switch body[name] {
            case nil: continue
            case .null: texts[name] = .some(nil)
            case .string(let text): texts[name] = text
            default: throw .badFormat(name, "must be a string.")
            }
        }
        if let password = body["password"] { hasPassword = password.string != nil }
        primaryEmailID = body["primary_email_address_id"]?.string
    }

    /// Reads the body of a request to `/users/{id}/metadata`.
    init(metadataIn body: JSONValue, merging: Bool) throws(ClerkFailure) {
        self.init()
        mergesMetadata = merging
        for kind in ClerkUser.Metadata.allCases {
            switch body[kind.rawValue] {
            case nil, .null: continue
            case .object(let members): metadata[kind] = .object(members)
            default: throw .badFormat(kind.rawValue, "must be an object.")
            }
        }
    }

    static func isAddress(_ text: String) -> Bool {
        let sides = text.split(separator: "@", omittingEmptySubsequences: false)
        return sides.count == 2 && !sides[0].isEmpty && sides[1].contains(".") && !text.contains(" ")
    }
}
