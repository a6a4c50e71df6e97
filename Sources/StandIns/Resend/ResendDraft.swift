import FixtureTape

/// A mail as a request asks for it, checked.
struct ResendDraft: Hashable, Sendable {
    /// A header or tag.
    struct Pair: Hashable, Sendable {
        let name: String
        let value: String
    }

    struct Attachment: Hashable, Sendable {
        let filename: String
        let type: String?
        let contentID: String?
        let source: Source

        enum Source: Hashable, Sendable {
            /// It came with the request, so many bytes of it.
            case enclosed(byteCount: Int)
            /// It is elsewhere, where nobody fetches it.
            case remote(String)
        }
    }

    /// With its name, as it was written.
    let from: String
    let to: [String]
    let cc: [String]
    let bcc: [String]
    let replyTo: [String]
    let subject: String
    let html: String?
    let text: String?
    let headers: [Pair]
    let tags: [Pair]
    let attachments: [Attachment]
    /// Unix milliseconds; `nil` sends at once.
    let scheduledAt: Int?

    /// What it takes to keep it.
    var byteCount: Int { subject.utf8.count + (html?.utf8.count ?? 0) + (text?.utf8.count ?? 0) + 1024 }
}

extension ResendDraft {
    /// Reads the body of `POST /emails`, or an element of that of `POST /emails/batch`.
    ///
    /// - Parameters:
    ///   - now: unix milliseconds.
    ///   - isInBatch: there, mails are neither scheduled nor do they carry attachments.
    /// - Throws: ``ResendFailure`` naming the field that is missing or no good.
    init(_ body: JSONValue, now: Int, isInBatch: Bool = false) throws(ResendFailure) {
        guard body.members != nil else { throw .invalid("An email must be an `object`.") }
        let fields = ResendFields(body: body)
        from = try fields.required("from")
        guard ResendAddress.bare(from) != nil else { throw .badAddress("from") }
        to = try fields.addresses("to")
        if to.isEmpty { throw .missing("to") }
        if fields.isSet("template") { throw .notFound("Template") }  // there is nowhere to write one
        subject = try fields.required("subject")
        html = try fields.text("html")
        text = try fields.text("text")
        if html == nil, text == nil { throw .missing("html` or `text") }
        cc = try fields.addresses("cc")
        bcc = try fields.addresses("bcc")
        replyTo = try fields.addresses("reply_to")
        headers = try fields.headers()
        tags = try fields.tags()
        for name in ["attachments", "scheduled_at"] where isInBatch && fields.isSet(name) {
            throw .invalid("The `\(name)` field is not supported in batch emails.")
        }
        attachments = try fields.attachments()
        scheduledAt = try fields.scheduledAt(now: now)
    }
}
