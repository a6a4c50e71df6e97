import FixtureTape

/// A mail that was taken.
struct ResendMail: Hashable, Sendable {
    /// What may happen to a mail. Nothing is really sent, so that no mail is ever late.
    enum Event: String, Hashable, Sendable {
        case queued, scheduled, canceled, sent, delivered, bounced, complained, suppressed, opened, clicked
    }

    struct Occurrence: Hashable, Sendable {
        let event: Event
        /// Unix milliseconds.
        let at: Int
    }

    let id: String
    /// Grows from mail to mail.
    let number: Int
    let draft: ResendDraft
    let idempotencyKey: String?
    /// Unix milliseconds.
    let createdAt: Int
    /// Unix milliseconds; `nil` for a mail that was to go out at once.
    var scheduledAt: Int?
    /// The first first; never empty.
    var history: [Occurrence]

    init(id: String, number: Int, draft: ResendDraft, idempotencyKey: String?, createdAt: Int) {
        self.id = id
        self.number = number
        self.draft = draft
        self.idempotencyKey = idempotencyKey
        self.createdAt = createdAt
        scheduledAt = draft.scheduledAt
        history = [Occurrence(event: draft.scheduledAt == nil ? .queued : .scheduled, at: createdAt)]
    }

    var lastEvent: Event { history.last?.event ?? .queued }

    /// Whether it still waits to be sent.
    var isWaiting: Bool { lastEvent == .queued || lastEvent == .scheduled }

    /// When it is to go out, in unix milliseconds.
    var dueAt: Int { scheduledAt ?? createdAt }

    /// The `Message-ID` header's value.
    var messageID: String {
        let domain = ResendAddress.bare(draft.from)?.split(separator: "@").last ?? "resend.dev"
        return "<\(id)@\(domain)>"
    }

    /// What becomes of it when it is sent. Resend's addresses for tests, also with a label (`bounced+a@resend.dev`),
    /// decide; all others take it.
    var fate: [Event] {
        let names = (draft.to + draft.cc + draft.bcc).compactMap(ResendAddress.bare)
            .filter { $0.hasSuffix("@resend.dev") }
            .compactMap { $0.split(whereSeparator: { $0 == "+" || $0 == "@" }).first }
        if names.contains("suppressed") { return [.suppressed] }
        if names.contains("bounced") { return [.sent, .bounced] }
        return names.contains("complained") ? [.sent, .delivered, .complained] : [.sent, .delivered]
    }

    /// The first web address that its HTML links to.
    var firstLink: String? {
        let link = /href\s*=\s*["'](https?:\/\/[^"'\s<>]+)["']/.ignoresCase()
        return draft.html?.firstMatch(of: link).map { String($0.output.1).replacing("&amp;", with: "&") }
    }
}

extension ResendMail {
    /// As `GET /emails/{id}` shows it.
    var json: JSONValue {
        let bodies: [JSONValue.Member] = [
            .init("html", .optional(draft.html)), .init("text", .optional(draft.text)),
            .init("tags", .array(draft.tags.map { .record(["name": .string($0.name), "value": .string($0.value)]) })),
        ]
        return .object((summary.members ?? []) + bodies)
    }

    /// As `GET /emails` lists it: without its texts.
    var summary: JSONValue {
        .record([
            "object": .string("email"), "id": .string(id), "message_id": .string(messageID),
            "to": .texts(draft.to), "from": .string(draft.from), "created_at": .string(ResendTime.text(createdAt)),
            "subject": .string(draft.subject), "bcc": .texts(draft.bcc), "cc": .texts(draft.cc),
            "reply_to": .texts(draft.replyTo), "last_event": .string(lastEvent.rawValue),
            "scheduled_at": .optional(scheduledAt.map(ResendTime.text)),
        ])
    }

    /// For calls that change it.
    var receipt: JSONValue { .record(["object": .string("email"), "id": .string(id)]) }
}

extension JSONValue {
    fileprivate static func texts(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
}
