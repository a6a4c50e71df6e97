import Foundation

/// The page's text.
struct QStashHTML: Sendable {
    private let snapshot: QStashSnapshot

    init(_ snapshot: QStashSnapshot) { self.snapshot = snapshot }

    var page: String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>Messages · QStash stand-in</title>
        <link rel="stylesheet" href="qstash/qstash.css">
        </head>
        <body>
        <main>
        <h1>QStash stand-in</h1>
        <p class="quiet">As of \(time(snapshot.now)) UTC. \(snapshot.liveCount) still to be delivered.
        <a href="qstash">Look again</a></p>
        \(section("Messages", messages, none: "Nothing was published yet."))
        \(section("Dead letters (\(snapshot.deadLetterCount))", deadLetters, none: "None: nothing was given up."))
        \(section("Queues", queues, none: "None."))
        \(section("Schedules", schedules, none: "None."))
        </main>
        </body>
        </html>

        """
    }

    private func section(_ title: String, _ table: String, none: String) -> String {
        let body = table.isEmpty ? "<p class=\"quiet\">\(none)</p>" : "<div class=\"wide\">\(table)</div>"
        return "<section>\n<h2>\(title)</h2>\n\(body)\n</section>"
    }

    // MARK: Tables

    private var messages: String {
        table(
            ["State", "Message", "Destination", "Attempts", "Next delivery"],
            snapshot.messages.map { message in
                [
                    "<span class=\"state \(message.state.rawValue)\">\(message.state.rawValue)</span>",
                    "<code>\(escaped(message.id))</code><br><span class=\"quiet\">\(time(message.createdAt))</span>"
                        + headers(message),
                    destination(message), attempts(message), message.nextDelivery.map(time) ?? "–",
                ]
            })
    }

    private var deadLetters: String {
        table(
            ["Given up", "Message", "Destination", "Attempts", "Last answer"],
            snapshot.deadLetters.map { letter in
                let answer = letter.outcome.status.map { "\($0)" } ?? "no answer"
                let body = letter.outcome.error ?? String(decoding: letter.outcome.body.prefix(2000), as: UTF8.self)
                return [
                    time(letter.failedAt),
                    "<code>\(escaped(letter.message.id))</code><br><code>\(letter.id)</code>" + headers(letter.message),
                    destination(letter.message), attempts(letter.message),
                    "<strong>\(answer)</strong>" + (body.isEmpty ? "" : "<pre>\(escaped(body))</pre>"),
                ]
            })
    }

    private var queues: String {
        table(
            ["Queue", "Waiting", "At a time", ""],
            snapshot.queues.map { queue, lag in
                [escaped(queue.name), "\(lag)", "\(queue.parallelism)", queue.isPaused ? "paused" : ""]
            })
    }

    private var schedules: String {
        table(
            ["Schedule", "Cron", "Destination", "Last", "Next"],
            snapshot.schedules.map { schedule in
                [
                    escaped(schedule.id), "<code>\(escaped(schedule.cron.text))</code>",
                    escaped(schedule.order.destination),
                    (schedule.last.map(time) ?? "–") + (schedule.error.map { "<br>" + escaped($0) } ?? ""),
                    schedule.isPaused ? "paused" : schedule.next.map(time) ?? "never",
                ]
            })
    }

    /// Empty for no rows.
    private func table(_ heads: [String], _ rows: [[String]]) -> String {
        if rows.isEmpty { return "" }
        let head = heads.map { "<th scope=\"col\">\($0)</th>" }.joined()
        let body = rows.map { row in "<tr>" + row.map { "<td>\($0)</td>" }.joined() + "</tr>" }
        return """
            <table>
            <thead><tr>\(head)</tr></thead>
            <tbody>
            \(body.joined(separator: "\n"))
            </tbody>
            </table>
            """
    }

    // MARK: Cells

    private func destination(_ message: QStashMessage) -> String {
        let about = [message.group.map { "group \($0)" }, message.order.queue.map { "queue \($0)" }].compactMap { $0 }
        return "\(message.order.method) \(escaped(message.url))"
            + about.map { "<br><span class=\"quiet\">\(escaped($0))</span>" }.joined()
    }

    private func attempts(_ message: QStashMessage) -> String {
        if message.attempts.isEmpty { return "–" }
        let lines = message.attempts.map { attempt in
            let outcome = attempt.status.map { "\($0)" } ?? escaped(attempt.error ?? "")
            return "<li>\(outcome) <span class=\"quiet\">\(time(attempt.startedAt)), \(attempt.took) ms</span></li>"
        }
        return "<ol>\(lines.joined())</ol>"
    }

    /// Names and values; what may open something is masked.
    private func headers(_ message: QStashMessage) -> String {
        let lines = message.order.shownHeaders.map { header in
            let value = Self.isSecret(header.name) ? "••••" : escaped(header.value)
            return "<br><span class=\"quiet\">\(escaped(header.name)): \(value)</span>"
        }
        return lines.joined()
    }

    private static func isSecret(_ name: String) -> Bool {
        ["authorization", "cookie", "token", "secret", "key", "password", "signature", "session", "credential"]
            .contains { name.lowercased().contains($0) }
    }

    private func time(_ milliseconds: Int) -> String {
        Date(timeIntervalSince1970: Double(milliseconds) / 1000)
            .formatted(.iso8601.year().month().day().dateTimeSeparator(.space).time(includingFractionalSeconds: true))
    }

    private func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
    }
}
