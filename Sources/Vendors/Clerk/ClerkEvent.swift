public import Foundation
import PlatformAPI

/// What a webhook of Clerk tells, as far as it is of interest.
public enum ClerkEvent: Hashable, Sendable {
    /// A user is there, or has changed.
    case user(ClerkUserState)
    /// A user is gone for good; the id.
    case deletedUser(String)
    /// Anything else; its type.
    case other(String)

    /// `nil` for what is no event, or names nobody.
    public init?(body: [UInt8]) {
        guard let event = try? JSONReader(parsing: body), let type = event.string("type") else { return nil }
        switch type {
        case "user.created", "user.updated":
            guard let state = ClerkUserState(event) else { return nil }
            self = .user(state)
        case "user.deleted":
            guard let id = ClerkUserState.id(in: event) else { return nil }
            self = .deletedUser(id)
        default: self = .other(String(type.prefix(100)))
        }
    }
}

/// A user as an event shows them.
public struct ClerkUserState: Hashable, Sendable {
    public var id: String
    /// The primary address, where it is known to be theirs.
    public var verifiedEmail: EmailAddress?
    public var fullName: String?
    /// When the user was last changed: what orders events that arrive in any order.
    public var updatedAt: Date
    /// When the event was made: what orders those of one change.
    public var sentAt: Date

    /// `nil` where the event names nobody, or no time.
    init?(_ event: JSONReader) {
        guard let id = Self.id(in: event),
            let updatedAt = Self.time("data.updated_at", in: event) ?? Self.time("timestamp", in: event)
        else { return nil }
        self.id = id
        self.updatedAt = updatedAt
        sentAt = Self.time("timestamp", in: event) ?? updatedAt
        let primary = event.string("data.primary_email_address_id")
        verifiedEmail = event.elements("data.email_addresses")
            .first { $0.string("id") == primary && $0.string("verification.status") == "verified" }
            .flatMap { Self.email($0.string("email_address")) }
        let names = [event.text("data.first_name"), event.text("data.last_name")].compactMap { $0 }
        fullName = names.isEmpty ? nil : String(names.joined(separator: " ").prefix(200))
    }

    static func id(in event: JSONReader) -> String? {
        event.string("data.id").flatMap { $0.wholeMatch(of: /user_[0-9A-Za-z]{1,100}/) == nil ? nil : $0 }
    }

    /// Unix milliseconds, up to the year 9999.
    private static func time(_ path: String, in event: JSONReader) -> Date? {
        guard let milliseconds = event.integer(path), (1...253_402_300_799_000).contains(milliseconds) else {
            return nil
        }
        return Date(timeIntervalSince1970: Double(milliseconds) / 1000)
    }

    private static func email(_ text: String?) -> EmailAddress? {
        guard let text, text.utf8.count <= 320, text.contains("@"),
            text.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F })
        else { return nil }
        return EmailAddress(text)
    }
}
