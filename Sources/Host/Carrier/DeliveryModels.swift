import Foundation
import PlatformAPI

/// What QStash carries: no work, only the name of a message in the database.
struct DeliveryNote: Codable, Hashable, Sendable {
    var message: UUID
    /// Which handing-over of the message this is; a later one makes earlier ones void where they come too soon.
    var publication: Int
    /// When the message's row was made, in Unix milliseconds: a dead letter that is retried is a new row with its old id,
    /// whose publications count anew. Absent in what was handed over before rows were told apart.
    var row: Int64?

    /// Reads a delivery's body; `nil` for what gemz has not written.
    init?(_ body: [UInt8]) {
        // A signed body of another shape names nothing that is here.
        guard let note = try? JSONDecoder().decode(DeliveryNote.self, from: Data(body)) else { return nil }
        self = note
    }

    init(message: UUID, publication: Int, createdAt: Date) {
        self.message = message
        self.publication = publication
        row = Self.row(createdAt)
    }

    /// As text that reads the same each time, so that equal notes are equal messages.
    var text: String {
        "{\"message\":\"\(message.text)\",\"publication\":\(publication)" + (row.map { ",\"row\":\($0)}" } ?? "}")
    }

    static let schema = Schema.object([
        .required("message", .uuid), .required("publication", .count), .optional("row", .count),
    ])

    static func row(_ createdAt: Date) -> Int64 { Int64((createdAt.timeIntervalSince1970 * 1000).rounded(.down)) }
}

/// What came of a delivery.
enum DeliveryOutcome: Hashable, Sendable {
    /// The step ran, and how it went is written.
    case ran
    /// The message was worked off before, or its job has ended.
    case gone
    /// The message is to be delivered at another time, by another publication.
    case superseded
    /// A host works on it; what is left of its lease.
    case leased(Duration)
    /// This is the right delivery, but too early by so much.
    case early(Duration)

    var name: String {
        switch self {
        case .ran: "ran"
        case .gone: "gone"
        case .superseded: "superseded"
        case .leased: "leased"
        case .early: "early"
        }
    }
}

/// Where a message stands that could not be claimed.
struct PublicationState: Hashable, Sendable {
    var kind: String
    var platform: PlatformID?
    var publication: Int
    var notBefore: Date
    /// What the last handing-over was for; `nil` while one is under way.
    var publishedFor: Date?
    /// Seconds left of a host's lease.
    var leaseSeconds: Double?
    var createdAt: Date

    /// Whether a delivery is the one that the message waits for.
    func isCurrent(_ note: DeliveryNote) -> Bool {
        let isOfRow = note.row.map { $0 == DeliveryNote.row(createdAt) } ?? true
        return isOfRow && note.publication == publication && (publishedFor == nil || publishedFor == notBefore)
    }
}

/// A message that has to be handed to the carrier.
struct Publication: Hashable, Sendable {
    var note: DeliveryNote
    var notBefore: Date

    /// The same for the same publication of the same row, and for no other.
    var deduplicationID: String { "\(note.message.text)-\(note.row ?? 0)-\(note.publication)" }
}

/// QStash gave up on delivering a message: the host did not answer, or never well.
struct UndeliveredMessage: Error, CustomStringConvertible {
    /// Of the last answer; 0 where there was none.
    var status: Int

    /// The hosts were reached and sent the delivery away, as ``CarrierHandlers`` does: it says nothing about the step.
    var isRefused: Bool { [409, 429, 503].contains(status) }

    var description: String { "the carrier could not deliver the message (last status \(status))" }
}

/// A delivery is sent away and has to come again.
enum DeliveryRefused: Error {
    /// No hand is free for it, or the host is stopping.
    case noHandFree
    /// The host was not built for its message.
    case unknownMessage
}
