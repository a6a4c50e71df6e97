import Foundation

/// How long to wait before a message is delivered again.
enum QStashBackOff {
    private static let day = 86_400_000

    /// What the destination asks for, else the message's own expression, else QStash's curve.
    static func milliseconds(before message: QStashMessage, after outcome: QStashOutcome, now: Date) -> Int {
        for name in ["retry-after", "x-ratelimit-reset", "x-ratelimit-reset-requests", "x-ratelimit-reset-tokens"] {
            guard let text = outcome.headers.first(where: { $0.name == name })?.value else { continue }
            if let asked = wait(text, now: now), (0...day).contains(asked) { return asked }
        }
        if let own = message.order.retryDelay { return own.milliseconds(retried: message.retried) }
        return min(day, Int(exp(2.5 * Double(min(message.retried + 1, 10)))) * 1000)
    }

    /// Seconds, Go's `6m5s`, or an HTTP date.
    private static func wait(_ text: String, now: Date) -> Int? {
        if let seconds = Double(text) { return seconds.magnitude < 1e9 ? Int(seconds * 1000) : nil }
        if let duration = QStashDuration.milliseconds(text) { return duration }
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = .gmt
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return format.date(from: text).map { max(0, Int($0.timeIntervalSince(now) * 1000)) }
    }
}
