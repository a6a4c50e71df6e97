import FixtureTape
import Foundation

/// What the pages have in common.
enum StripeHTML {
    static func page(_ title: String, isWide: Bool = false, _ body: String) -> String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>\(escaped(title)) · Stripe stand-in</title>
        <link rel="stylesheet" href="/_dev/stripe/stripe.css">
        </head>
        <body\(isWide ? " class=\"all\"" : "")>
        <main>
        \(body)
        </main>
        </body>
        </html>

        """
    }

    static let nothingHere = page(
        "Nothing here",
        """
        <h1>Nothing here</h1>
        <p>There is no such page, or not any more. Begin at the application.</p>
        """)

    static let note = """
        <p class="note" role="note"><strong>Development stand-in.</strong> This page stands for Stripe’s. No money moves,
        only test cards are taken, and it answers on this machine only.</p>
        """

    /// Something that went wrong, for a person; empty for nothing.
    static func alert(_ problem: String?) -> String {
        problem.map { "<p class=\"error\" id=\"problem\" role=\"alert\">\(escaped($0))</p>" } ?? ""
    }

    /// A choice of test cards, and a place for the number of another.
    ///
    /// - Parameter chosen: a number or `none`.
    static func cards(chosen: String?, mayBeNone: Bool = false) -> String {
        let chosen = chosen ?? StripeCard.all[0].number
        var choices = StripeCard.all.map { card in
            choice(card.number, grouped(card.number) + " – " + card.about, isChosen: chosen == card.number)
        }
        if mayBeNone { choices.append(choice("none", "No card for now", isChosen: chosen == "none")) }
        return """
            <fieldset>
            <legend>Test card</legend>
            \(choices.joined(separator: "\n"))
            </fieldset>
            <label for="number">Or its number</label>
            <input id="number" name="number" inputmode="numeric" autocomplete="off" spellcheck="false"
            placeholder="4242 4242 4242 4242">
            """
    }

    private static func choice(_ value: String, _ text: String, isChosen: Bool) -> String {
        """
        <label class="choice"><input type="radio" name="card" value="\(value)"\(isChosen ? " checked" : "")>
        <span>\(text)</span></label>
        """
    }

    private static func grouped(_ number: String) -> String {
        var groups: [Substring] = []
        var rest = number[...]
        while !rest.isEmpty {
            groups.append(rest.prefix(4))
            rest = rest.dropFirst(4)
        }
        return groups.joined(separator: " ")
    }

    /// - Parameter seconds: unix time.
    static func day(_ seconds: Int?) -> String {
        guard let seconds else { return "–" }
        return Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601.year().month().day())
    }

    /// - Parameter seconds: unix time.
    static func time(_ seconds: Int?) -> String {
        guard let seconds else { return "–" }
        return Date(timeIntervalSince1970: Double(seconds))
            .formatted(.iso8601.year().month().day().dateTimeSeparator(.space).time(includingFractionalSeconds: false))
    }

    /// Empty for no rows.
    static func table(_ heads: [String], _ rows: [[String]]) -> String {
        if rows.isEmpty { return "" }
        let head = heads.map { "<th scope=\"col\">\($0)</th>" }.joined()
        let body = rows.map { row in "<tr>" + row.map { "<td>\($0)</td>" }.joined() + "</tr>" }
        return """
            <div class="wide"><table>
            <thead><tr>\(head)</tr></thead>
            <tbody>
            \(body.joined(separator: "\n"))
            </tbody>
            </table></div>
            """
    }

    static func status(_ text: String) -> String {
        let mood =
            switch text {
            case "active", "paid", "complete", "enabled", "ready": "good"
            case "past_due", "unpaid", "canceled", "incomplete_expired", "uncollectible": "bad"
            default: "busy"
            }
        return "<span class=\"state \(mood)\">\(escaped(text.replacing("_", with: " ")))</span>"
    }

    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
    }
}

extension StripeObject {
    /// An amount among its members, for people.
    func money(_ key: String) -> String { StripeMoney.text(integer(key) ?? 0, text("currency") ?? "") }
}
