/// The text of the inbox's list.
struct ResendInboxHTML: Sendable {
    /// Unix milliseconds.
    let now: Int
    /// What was asked for; empty for all.
    let search: String
    /// Newest first.
    let mails: [ResendMail]
    /// How many there are in all.
    let count: Int
    let webhooks: [ResendWebhook]
    /// Newest first.
    let deliveries: [ResendDelivery]

    var page: String {
        ResendHTML.page(
            title: "Inbox",
            """
            <h1>Inbox</h1>
            <p class="quiet">Resend’s stand-in: no mail leaves this machine. As of \(ResendHTML.time(now)) UTC.
            <a href="/_dev/resend">Look again</a></p>
            <form class="search" method="get" action="/_dev/resend" role="search">
            <label for="q">Find</label>
            <input id="q" name="q" type="search" value="\(ResendHTML.escaped(search))"
            placeholder="address, subject, tag, state">
            <button>Find</button>
            </form>
            <section>
            <h2>Mails (\(count))</h2>
            \(mailTable)
            </section>
            <section>
            <h2>Webhooks</h2>
            \(webhookTable)
            </section>
            <section>
            <h2>Deliveries to webhooks</h2>
            \(ResendHTML.deliveries(deliveries, webhooks))
            </section>
            """)
    }

    private var mailTable: String {
        let none = search.isEmpty ? "No mail was sent yet." : "No mail is like that."
        let rest = count > mails.count ? "<p class=\"quiet\">The newest \(mails.count) are shown.</p>" : ""
        return ResendHTML.table(["State", "Subject", "To", "From", "Taken", "Due"], mails.map(row), none: none) + rest
    }

    private func row(_ mail: ResendMail) -> [String] {
        let subject = mail.draft.subject
        return [
            ResendHTML.state(mail.lastEvent.rawValue),
            "<a href=\"/_dev/resend/inbox/\(mail.id)\">\(ResendHTML.escaped(subject))</a>",
            ResendHTML.escaped(mail.draft.to.joined(separator: ", ")), ResendHTML.escaped(mail.draft.from),
            ResendHTML.time(mail.createdAt), mail.scheduledAt.map(ResendHTML.time) ?? "at once",
        ]
    }

    private var webhookTable: String {
        ResendHTML.table(
            ["State", "Address", "Events", "Id"],
            webhooks.map { webhook in
                [
                    ResendHTML.state(webhook.isEnabled ? "enabled" : "disabled"),
                    ResendHTML.escaped(webhook.endpoint),
                    ResendHTML.escaped(webhook.events.joined(separator: ", ")), "<code>\(webhook.id)</code>",
                ]
            }, none: "None listens. <code>POST /webhooks</code> makes one.")
    }
}

/// What the inbox's pages share.
enum ResendHTML {
    static func page(title: String, _ body: String) -> String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>\(escaped(title)) · Resend stand-in</title>
        <link rel="stylesheet" href="/_dev/resend/inbox.css">
        </head>
        <body>
        <main>
        \(body)
        </main>
        </body>
        </html>

        """
    }

    /// - Parameter none: what stands there instead of no rows.
    static func table(_ heads: [String], _ rows: [[String]], none: String) -> String {
        if rows.isEmpty { return "<p class=\"quiet\">\(none)</p>" }
        let head = heads.map { "<th scope=\"col\">\($0)</th>" }.joined()
        let body = rows.map { row in "<tr>" + row.map { "<td>\($0)</td>" }.joined() + "</tr>" }
        return """
            <div class="wide" tabindex="0">
            <table>
            <thead><tr>\(head)</tr></thead>
            <tbody>
            \(body.joined(separator: "\n"))
            </tbody>
            </table>
            </div>
            """
    }

    static func deliveries(_ deliveries: [ResendDelivery], _ webhooks: [ResendWebhook]) -> String {
        table(
            ["State", "Event", "Address", "Attempts", "Next attempt"],
            deliveries.map { delivery in
                let address = webhooks.first { $0.id == delivery.webhookID }?.endpoint ?? "removed"
                let attempts = delivery.attempts.map { attempt in
                    let outcome = attempt.status.map { "\($0)" } ?? escaped(attempt.response)
                    return "<li>\(outcome) <span class=\"quiet\">\(time(attempt.sentAt))</span></li>"
                }
                return [
                    state(delivery.state.rawValue),
                    "<a href=\"/_dev/resend/inbox/\(delivery.event.mailID)\">\(delivery.event.type)</a><br>"
                        + "<code>\(delivery.event.id)</code>",
                    escaped(address), attempts.isEmpty ? "–" : "<ol>\(attempts.joined())</ol>",
                    delivery.nextAttempt.map(time) ?? "–",
                ]
            }, none: "None.")
    }

    static func state(_ name: String) -> String { "<span class=\"state \(name)\">\(name)</span>" }

    /// - Parameter milliseconds: unix time.
    static func time(_ milliseconds: Int) -> String {
        ResendTime.text(milliseconds).replacing("T", with: " ").replacing("Z", with: "")
    }

    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
    }
}
