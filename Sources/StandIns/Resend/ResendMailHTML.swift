/// The text of the page that shows one mail.
struct ResendMailHTML: Sendable {
    let mail: ResendMail
    /// What webhooks were told of it, newest first.
    let deliveries: [ResendDelivery]
    let webhooks: [ResendWebhook]
    /// Whether the mail is drawn as wide as a phone.
    let isNarrow: Bool

    /// What a person may have happen to a mail that was sent.
    static let simulated: [(event: ResendMail.Event, label: String)] = [
        (.opened, "Open"), (.clicked, "Click its first link"), (.bounced, "Bounce"), (.complained, "Report as spam"),
    ]

    var page: String {
        ResendHTML.page(
            title: mail.draft.subject,
            """
            <p><a href="/_dev/resend">Inbox</a></p>
            <h1>\(ResendHTML.escaped(mail.draft.subject))</h1>
            <dl>
            \(facts.map { "<dt>\($0.0)</dt><dd>\($0.1)</dd>" }.joined(separator: "\n"))
            </dl>
            \(form)
            \(frame)
            <section>
            <h2>Text</h2>
            \(mail.draft.text.map { "<pre>\(ResendHTML.escaped($0))</pre>" } ?? Self.none("This mail has no text part."))
            </section>
            <section>
            <h2>Webhooks told</h2>
            \(ResendHTML.deliveries(deliveries, webhooks))
            </section>
            """)
    }

    private static func none(_ text: String) -> String { "<p class=\"quiet\">\(text)</p>" }

    private var facts: [(String, String)] {
        let draft = mail.draft
        let history = mail.history.map { occurrence in
            ResendHTML.state(occurrence.event.rawValue)
                + " <span class=\"quiet\">\(ResendHTML.time(occurrence.at))</span>"
        }
        let own: [(String, String?)] = [
            ("State", history.joined(separator: "<br>")), ("From", list([draft.from])), ("To", list(draft.to)),
            ("Cc", list(draft.cc)), ("Bcc", list(draft.bcc)), ("Reply-To", list(draft.replyTo)),
            ("Due", mail.scheduledAt.map(ResendHTML.time)),
            ("Message-ID", "<code>\(ResendHTML.escaped(mail.messageID))</code>"),
            ("Idempotency key", mail.idempotencyKey.map(ResendHTML.escaped)),
            ("Tags", list(draft.tags.map { "\($0.name) = \($0.value)" })),
            ("Attachments", list(draft.attachments.map(Self.text))),
        ]
        let headers = draft.headers.map { (ResendHTML.escaped($0.name), ResendHTML.escaped($0.value)) }
        return own.compactMap { name, value in value.map { (name, $0) } } + headers
    }

    /// `nil` for none.
    private func list(_ texts: [String]) -> String? {
        texts.isEmpty ? nil : texts.map(ResendHTML.escaped).joined(separator: "<br>")
    }

    private static func text(_ attachment: ResendDraft.Attachment) -> String {
        let source =
            switch attachment.source {
            case .enclosed(let byteCount): "\(byteCount) bytes"
            case .remote(let path): "at \(path)"
            }
        return "\(attachment.filename), \(source)" + (attachment.type.map { ", \($0)" } ?? "")
    }

    private var form: String {
        guard mail.history.contains(where: { $0.event == .sent }) else { return "" }
        let buttons = Self.simulated.filter { $0.event != .clicked || mail.firstLink != nil }.map {
            "<button name=\"event\" value=\"\($0.event.rawValue)\">\($0.label)</button>"
        }
        return """
            <form method="post" action="/_dev/resend/inbox/\(mail.id)/events" aria-label="What the recipient does">
            \(buttons.joined(separator: "\n"))
            </form>
            """
    }

    private var frame: String {
        guard let html = mail.draft.html else {
            return "<section>\n<h2>HTML</h2>\n\(Self.none("This mail has no HTML part."))\n</section>"
        }
        let place = "/_dev/resend/inbox/\(mail.id)"
        let other = isNarrow ? "<a href=\"\(place)\">Wide</a>" : "<a href=\"\(place)?view=phone\">As on a phone</a>"
        return """
            <section>
            <h2>HTML</h2>
            <p>\(other) · <a href="\(place)/html">By itself</a></p>
            <iframe class="\(isNarrow ? "narrow" : "full")" title="The mail"
            sandbox="allow-popups allow-popups-to-escape-sandbox" src="\(place)/html"></iframe>
            <details>
            <summary>Source</summary>
            <pre>\(ResendHTML.escaped(html))</pre>
            </details>
            </section>
            """
    }
}
