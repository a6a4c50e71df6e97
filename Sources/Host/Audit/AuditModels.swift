import Foundation
import PlatformAPI

/// What an admin looks for in the log of changes.
struct AuditFilter: Sendable {
    var actor: UUID?
    var action: String?
    var subject: String?
    var since: Date?
    /// What happened at this instant or later is left out.
    var until: Date?

    /// What a cursor is good for: the same filter.
    var scope: String {
        let instants = [since, until].map { $0.map { "\($0.timeIntervalSince1970)" } }
        return ([actor?.text, action, subject] + instants).map { $0.map { "=\($0)" } ?? "-" }
            .joined(separator: "\u{1F}")
    }
}

/// A place in the log, between two entries.
struct AuditPlace: Sendable {
    var at: Date
    var id: UUID

    init(at: Date, id: UUID) {
        self.at = at
        self.id = id
    }

    /// Reads what ``text`` wrote.
    init?(text: String) {
        let parts = text.split(separator: " ")
        guard parts.count == 2, let microseconds = Double(parts[0]), let id = UUID(uuidString: String(parts[1])) else {
            return nil
        }
        self.init(at: Date(timeIntervalSince1970: microseconds / 1e6), id: id)
    }

    var text: String { "\(Int((at.timeIntervalSince1970 * 1e6).rounded())) \(id.text)" }
}

/// An entry with what is known of who wrote it.
struct AuditedAct: Sendable {
    var entry: AuditEntry
    /// The address of who did it, where they are still there and it is known.
    var email: String?
    /// `nil` in entries of before requests were noted.
    var requestID: String?

    /// As admins see it; what was before and after is sent as it was written.
    var json: [UInt8] {
        get throws {
            let head = Head(
                id: entry.id.text, at: entry.at, actor: AuditedActor(id: entry.actor.text, email: email),
                action: entry.action, subject: entry.subject, requestId: requestID)
            var bytes = try GemzJSON.bytes(of: head)
            bytes.removeLast()
            for (name, value) in [("before", entry.before), ("after", entry.after)] {
                if let value { bytes += Array(",\"\(name)\":".utf8) + value }
            }
            bytes.append(UInt8(ascii: "}"))
            return bytes
        }
    }

    private struct Head: Encodable {
        var id: String
        var at: Date
        var actor: AuditedActor
        var action: String
        var subject: String
        var requestId: String?
    }

    static let schema = Schema.object([
        .required("id", .uuid), .required("at", .timestamp), .required("actor", AuditedActor.schema),
        .required("action", .string().about("Such as `user.promote`.").example(.string("user.promote"))),
        .required(
            "subject",
            .string().about("What was changed, such as `user/<id>`.").example(
                .string("user/019a7c3e-5d10-7000-8000-000000000001"))),
        .optional("before", Schema([]).about("JSON of any kind; absent where there was nothing.")),
        .optional("after", Schema([]).about("JSON of any kind; absent where nothing is left.")),
        .optional("requestId", .string().about("The request that made the change.")),
    ])
}

/// Who did something. One who is gone has an id and nothing else.
struct AuditedActor: Encodable, Sendable {
    var id: String
    var email: String?

    static let schema = Schema.object([
        .required("id", .uuid), .optional("email", .string().example(.string("ada@example.com"))),
    ])
}
