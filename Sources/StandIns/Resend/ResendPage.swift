import FixtureTape
import Foundation

/// The inbox. It takes no key: whoever sits at this machine may read, and have a mail bounce.
struct ResendPage: Sendable {
    /// How many mails, and deliveries to webhooks, it shows.
    private static let shown = 100

    let mailbox: ResendMailbox

    /// `nil` where the request is for the API.
    ///
    /// - Throws: ``ResendFailure``.
    func reply(to request: VendorRequest) async throws -> VendorReply? {
        let path = request.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
        switch (request.method, path.count, path.first) {
        // With the slash at the end it would be another page to a browser.
        case ("GET", 1, "") where request.target.hasPrefix("/"):
            return VendorReply(status: 308, headers: ["location": "/_dev/resend"], body: [])
        case ("GET", 1, ""): return await inbox(search: request.query["q"] ?? "")
        case ("GET", 1, "inbox.css"):
            return VendorReply(
                status: 200, headers: ["content-type": "text/css; charset=utf-8", "cache-control": "no-cache"],
                body: Array(ResendStyle.css.utf8))
        case ("GET", 2, "inbox"): return try await mail(path[1], isNarrow: request.query["view"] == "phone")
        case ("GET", 3, "inbox") where path[2] == "html": return try await html(of: path[1])
        case ("POST", 3, "inbox") where path[2] == "events": return try await simulate(request, path[1])
        default: return nil
        }
    }

    private func inbox(search: String) async -> VendorReply {
        let all = await mailbox.allMails()
        let wanted = search.lowercased()
        let found = wanted.isEmpty ? all : all.filter { $0.searchText.contains(wanted) }
        let html = ResendInboxHTML(
            now: mailbox.now, search: search, mails: Array(found.prefix(Self.shown)), count: found.count,
            webhooks: await mailbox.webhooks, deliveries: Array(await mailbox.allDeliveries().prefix(Self.shown)))
        return Self.page(html.page)
    }

    private func mail(_ id: String, isNarrow: Bool) async throws -> VendorReply {
        let mail = try await mailbox.mail(id)
        let deliveries = await mailbox.allDeliveries().filter { $0.event.mailID == id }
        let html = ResendMailHTML(
            mail: mail, deliveries: deliveries, webhooks: await mailbox.webhooks, isNarrow: isNarrow)
        return Self.page(html.page)
    }

    /// The mail's own HTML, for the frame: it runs nothing and reaches nothing but pictures, and its links open elsewhere.
    private func html(of id: String) async throws -> VendorReply {
        guard let html = try await mailbox.mail(id).draft.html else { throw ResendFailure.notFound("HTML") }
        return VendorReply(
            status: 200,
            headers: [
                "content-type": "text/html; charset=utf-8", "cache-control": "no-store",
                "content-security-policy":
                    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
                    + "style-src 'unsafe-inline'; img-src http: https: data:; form-action 'none'; "
                    + "frame-ancestors 'self'",
                "referrer-policy": "no-referrer", "x-content-type-options": "nosniff",
            ], body: Array(Self.withLinksElsewhere(html).utf8))
    }

    /// The mail opens its links in a tab of their own: the frame has no room for where they lead.
    private static func withLinksElsewhere(_ html: String) -> String {
        let base = "<base target=\"_blank\">"
        // Behind the head's beginning: before the doctype it would change how the mail is drawn.
        guard let head = html.firstMatch(of: /<head(?:\s[^>]*)?>/.ignoresCase()) ?? html.firstMatch(of: /^\s*<![^>]*>/)
        else { return base + html }
        return html[..<head.range.upperBound] + base + html[head.range.upperBound...]
    }

    private func simulate(_ request: VendorRequest, _ id: String) async throws -> VendorReply {
        // A page elsewhere that a browser shows must not have mails bounce.
        guard ["same-origin", "none", nil].contains(request.headers["sec-fetch-site"]) else {
            throw ResendFailure(403, "validation_error", "This form is the inbox's alone.")
        }
        let event = ResendMail.Event(rawValue: request.form["event"] ?? "")
        guard let event, ResendMailHTML.simulated.contains(where: { $0.event == event }) else {
            throw ResendFailure.invalid("There is no such event.")
        }
        try await mailbox.simulate(event, of: id)
        return VendorReply(
            status: 303, headers: ["location": "/_dev/resend/inbox/\(id)", "cache-control": "no-store"], body: [])
    }

    private static func page(_ html: String) -> VendorReply {
        VendorReply(
            status: 200,
            headers: [
                "content-type": "text/html; charset=utf-8", "cache-control": "no-store",
                "content-security-policy":
                    "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
                    + "frame-ancestors 'none'",
                "referrer-policy": "same-origin", "x-content-type-options": "nosniff",
            ], body: Array(html.utf8))
    }
}

extension ResendMail {
    /// What is searched, in lower case.
    fileprivate var searchText: String {
        let texts = [draft.from, draft.subject, id, lastEvent.rawValue] + draft.to + draft.cc + draft.bcc
        return (texts + draft.tags.map(\.value)).joined(separator: "\n").lowercased()
    }
}
