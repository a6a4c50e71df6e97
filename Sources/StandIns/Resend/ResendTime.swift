import Foundation

/// Instants as the API writes and reads them. All are unix milliseconds.
enum ResendTime {
    /// `2026-01-02T03:04:05.000Z`.
    static func text(_ milliseconds: Int) -> String {
        // Whole seconds and the rest apart: a `Date` with a fraction is written a millisecond short now and then.
        let second = Date(timeIntervalSince1970: Double(milliseconds / 1000)).formatted(.iso8601)
        let rest = String(milliseconds % 1000)
        return second.dropLast() + "." + String(repeating: "0", count: 3 - rest.count) + rest + "Z"
    }

    /// What `scheduled_at` means: ISO 8601, `in 1 hour`, `tomorrow at 9am`, `Friday at 3pm ET`; `nil` for anything else.
    static func milliseconds(_ text: String, now: Int) -> Int? {
        let words = text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return instant(words) ?? pause(words).map { now + $0 } ?? timeOfDay(words, now: now)
    }

    /// ISO 8601; without an offset it is UTC.
    private static func instant(_ words: String) -> Int? {
        let form = /(\d{4})-(\d\d)-(\d\d)[t ](\d\d):(\d\d)(?::(\d\d)(\.\d{1,9})?)?(z|[+-]\d\d:?\d\d)?/
        guard let match = words.wholeMatch(of: form)?.output,
            let year = Int(match.1), let month = Int(match.2), let day = Int(match.3), let hour = Int(match.4),
            let minute = Int(match.5), let second = Int(match.6 ?? "0"), (1...12).contains(month),
            hour < 24, minute < 60, second < 60,
            let offset = offset(match.8 ?? "z"), let rest = Int(((match.7 ?? ".") + "000").dropFirst().prefix(3))
        else { return nil }
        let parts = DateComponents(
            year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        // The 31st of a shorter month would be a day of the next.
        guard let date = calendar(.gmt).date(from: parts), calendar(.gmt).component(.day, from: date) == day
        else { return nil }
        return (Int(date.timeIntervalSince1970) - offset) * 1000 + rest
    }

    /// Seconds ahead of UTC.
    private static func offset(_ text: Substring) -> Int? {
        if text == "z" { return 0 }
        let digits = text.dropFirst().filter(\.isNumber)
        guard let hours = Int(digits.prefix(2)), let minutes = Int(digits.suffix(2)), hours < 24, minutes < 60
        else { return nil }
        return (text.hasPrefix("-") ? -1 : 1) * (hours * 3600 + minutes * 60)
    }

    /// `in 5 minutes`.
    private static func pause(_ words: String) -> Int? {
        let form = /in (an?|[0-9]{1,6}) ?(s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)/
        guard let match = words.wholeMatch(of: form)?.output else { return nil }
        let units: [Character: Int] = [
            "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 7 * 86_400_000,
        ]
        guard let unit = match.2.first.flatMap({ units[$0] }) else { return nil }
        return (Int(match.1) ?? 1) * unit
    }

    /// `tomorrow at 9am`, `friday at 3:30 pm et`, `at 17:00`; in UTC where no zone is named.
    private static func timeOfDay(_ words: String, now: Int) -> Int? {
        let form = /(?:([a-z]+) )?(?:at )?([0-9]{1,2})(?::([0-9]{2}))? ?(am|pm)?(?: ([a-z]{2,3}))?/
        guard let match = words.wholeMatch(of: form)?.output,
            let hour = Int(match.2).flatMap({ hour($0, half: match.4) }), let minute = Int(match.3 ?? "0"),
            minute < 60, let zone = zone(match.5)
        else { return nil }
        // A bare number is no time.
        guard match.3 != nil || match.4 != nil else { return nil }
        let calendar = calendar(zone)
        let date = Date(timeIntervalSince1970: Double(now) / 1000)
        func time(daysAhead days: Int) -> Int? {
            guard let day = calendar.date(byAdding: .day, value: days, to: calendar.startOfDay(for: date)),
                let time = calendar.date(bySettingHour: hour, minute: minute, second: 0, of: day)
            else { return nil }
            return Int(time.timeIntervalSince1970) * 1000
        }
        switch match.1 {
        case "today": return time(daysAhead: 0)
        case "tomorrow": return time(daysAhead: 1)
        case nil, "at": return time(daysAhead: 0).flatMap { $0 > now ? $0 : time(daysAhead: 1) }
        case .some(let name):
            guard let weekday = weekdays.firstIndex(of: String(name)) else { return nil }
            let days = (weekday + 1 - calendar.component(.weekday, from: date) + 7) % 7
            return time(daysAhead: days).flatMap { $0 > now ? $0 : time(daysAhead: days + 7) }
        }
    }

    private static let weekdays = [
        "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
    ]

    private static func hour(_ hour: Int, half: Substring?) -> Int? {
        guard let half else { return hour < 24 ? hour : nil }
        return (1...12).contains(hour) ? hour % 12 + (half == "pm" ? 12 : 0) : nil
    }

    private static func zone(_ name: Substring?) -> TimeZone? {
        switch name {
        case nil, "utc", "gmt": .gmt
        case "et", "est", "edt": TimeZone(identifier: "America/New_York")
        case "ct", "cst", "cdt": TimeZone(identifier: "America/Chicago")
        case "mt", "mst", "mdt": TimeZone(identifier: "America/Denver")
        case "pt", "pst", "pdt": TimeZone(identifier: "America/Los_Angeles")
        default: nil
        }
    }

    private static func calendar(_ zone: TimeZone) -> Calendar {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        return calendar
    }
}
