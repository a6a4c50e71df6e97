import FixtureTape
import Foundation

/// A user, as the Backend API shows it. Times are unix milliseconds.
struct ClerkUser: Hashable, Sendable {
    struct Email: Hashable, Sendable {
        let id: String
        /// In lower case.
        let address: String
        let createdAt: Int
    }

    enum Metadata: String, CaseIterable, Sendable {
        /// Seen by the browser too.
        case open = "public_metadata"
        case hidden = "private_metadata"
        /// Written by the browser too.
        case unsafe = "unsafe_metadata"
    }

    let id: String
    var emails: [Email]
    var primaryEmailID: String?
    /// `external_id`, `username`, `first_name` and `last_name`, those that are set.
    var texts: [String: String] = [:]
    var metadata: [Metadata: JSONValue] = [:]
    var hasPassword = false
    let createdAt: Int
    var updatedAt: Int
    var lastSignInAt: Int?

    /// The texts that a request may set.
    static let textNames = ["external_id", "username", "first_name", "last_name"]

    func metadata(_ kind: Metadata) -> JSONValue { metadata[kind] ?? .object([]) }
}

extension ClerkUser {
    /// Every key is required by Clerk's own clients; `null` stands for unknown.
    var json: JSONValue {
        .record([
            "id": .string(id), "object": .string("user"), "external_id": .optional(texts["external_id"]),
            "primary_email_address_id": .optional(primaryEmailID), "primary_phone_number_id": .null,
            "primary_web3_wallet_id": .null, "username": .optional(texts["username"]),
            "first_name": .optional(texts["first_name"]), "last_name": .optional(texts["last_name"]),
            "image_url": .string(""), "has_image": .bool(false), "public_metadata": metadata(.open),
            "private_metadata": metadata(.hidden), "unsafe_metadata": metadata(.unsafe),
            "email_addresses": .array(emails.map(\.json)), "phone_numbers": .array([]), "web3_wallets": .array([]),
            "passkeys": .array([]), "password_enabled": .bool(hasPassword), "two_factor_enabled": .bool(false),
            "totp_enabled": .bool(false), "backup_code_enabled": .bool(false), "mfa_enabled_at": .null,
            "mfa_disabled_at": .null, "external_accounts": .array([]), "saml_accounts": .array([]),
            "enterprise_accounts": .array([]), "last_sign_in_at": .optional(lastSignInAt), "banned": .bool(false),
            "locked": .bool(false), "lockout_expires_in_seconds": .null,
            "verification_attempts_remaining": .integer(100),
            "created_at": .integer(createdAt), "updated_at": .integer(updatedAt), "delete_self_enabled": .bool(true),
            "create_organization_enabled": .bool(true), "last_active_at": .optional(lastSignInAt),
            "legal_accepted_at": .null,
        ])
    }

    /// A user as ``json`` wrote it; `nil` for anything else.
    init?(json: JSONValue) {
        guard let id = json["id"]?.string, let createdAt = json["created_at"]?.integer,
            let updatedAt = json["updated_at"]?.integer, let emails = json["email_addresses"]?.elements
        else { return nil }
        self.id = id
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.emails = emails.compactMap(Email.init)
        primaryEmailID = json["primary_email_address_id"]?.string
        texts = Dictionary(
            Self.textNames.compactMap { name in json[name]?.string.map { (name, $0) } }
        ) { first, _ in first }
        for kind in Metadata.allCases { metadata[kind] = json[kind.rawValue] }
        hasPassword = json["password_enabled"]?.bool ?? false
        lastSignInAt = json["last_sign_in_at"]?.integer
    }
}

extension ClerkUser.Email {
    /// Verified by an administrator: nobody reads these mailboxes.
    fileprivate var json: JSONValue {
        .record([
            "id": .string(id), "object": .string("email_address"), "email_address": .string(address),
            "reserved": .bool(false),
            "verification": .record([
                "object": .string("verification_admin"), "status": .string("verified"), "strategy": .string("admin"),
                "attempts": .null, "expire_at": .null,
            ]), "linked_to": .array([]), "matches_sso_connection": .bool(false), "created_at": .integer(createdAt),
            "updated_at": .integer(createdAt),
        ])
    }

    fileprivate init?(json: JSONValue) {
        guard let id = json["id"]?.string, let address = json["email_address"]?.string,
            let createdAt = json["created_at"]?.integer
        else { return nil }
        self.init(id: id, address: address, createdAt: createdAt)
    }
}

extension JSONValue {
    /// This object with another one laid over it: objects within merge likewise, and `null` removes.
    func merging(_ patch: JSONValue) -> JSONValue {
        guard case .object(let changes) = patch else { return patch }
        var members = self.members ?? []
        for change in changes {
            let old = members.first { $0.key == change.key }?.value ?? .null
            members.removeAll { $0.key == change.key }
            if change.value != .null { members.append(Member(change.key, old.merging(change.value))) }
        }
        return .object(members)
    }
}
