import Foundation

/// A cron expression: five fields, optionally behind `CRON_TZ=Europe/Berlin `; UTC unless told.
///
/// `*`, numbers, names of months and days, ranges, steps and lists, and `@hourly` and its like. As in every cron, a day
/// fits when its date or its weekday does, if neither is `*`.
struct QStashCron: Hashable, Sendable {
    /// As it was written.
    let text: String
    private let zone: TimeZone
    private let minutes: Set<Int>
    private let hours: Set<Int>
    private let days: Set<Int>
    private let months: Set<Int>
    /// 0 is Sunday.
    private let weekdays: Set<Int>
    private let isAnyDay: Bool
    private let isAnyWeekday: Bool

    /// `nil` for what is no such expression.
    init?(_ text: String) {
        var words = text.split(separator: " ")
        var zone = TimeZone.gmt
        if let first = words.first, let name = Self.zoneName(first) {
            guard let named = TimeZone(identifier: name) else { return nil }
            zone = named
            words.removeFirst()
        }
        if words.count == 1, let long = Self.nicknames[words[0]] { words = long.split(separator: " ") }
        guard words.count == 5, let minutes = Self.values(words[0], 0...59),
            let hours = Self.values(words[1], 0...23), let days = Self.values(words[2], 1...31),
            let months = Self.values(words[3], 1...12, names: Self.monthNames, first: 1),
            let weekdays = Self.values(words[4], 0...7, names: Self.dayNames, first: 0)
        else { return nil }
        self.text = text
        self.zone = zone
        (self.minutes, self.hours, self.days, self.months) = (minutes, hours, days, months)
        self.weekdays = Set(weekdays.map { $0 % 7 })
        isAnyDay = words[2].hasPrefix("*")
        isAnyWeekday = words[4].hasPrefix("*")
    }

    private static func zoneName(_ word: Substring) -> String? {
        ["CRON_TZ=", "TZ="].first { word.hasPrefix($0) }.map { String(word.dropFirst($0.count)) }
    }

    // MARK: Fields

    private static let monthNames = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
    private static let dayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
    private static let nicknames: [Substring: String] = [
        "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0",
        "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
    ]

    private static func values(
        _ field: Substring, _ range: ClosedRange<Int>, names: [String] = [], first: Int = 0
    ) -> Set<Int>? {
        var all: Set<Int> = []
        for part in field.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = part.split(separator: "/", omittingEmptySubsequences: false)
            guard (1...2).contains(sides.count), let step = sides.count == 2 ? Int(sides[1]) : 1, step > 0,
                let span = span(sides[0], range, hasStep: sides.count == 2, names: names, first: first)
            else { return nil }
            all.formUnion(stride(from: span.lowerBound, through: span.upperBound, by: step))
        }
        return all
    }

    private static func span(
        _ text: Substring, _ range: ClosedRange<Int>, hasStep: Bool, names: [String], first: Int
    ) -> ClosedRange<Int>? {
        if text == "*" { return range }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { word in
            names.firstIndex(of: word.lowercased()).map { $0 + first } ?? (word.allSatisfy(\.isASCII) ? Int(word) : nil)
        }
        guard let low = ends[0], let high = ends.count == 1 ? (hasStep ? range.upperBound : low) : ends[1],
            ends.count <= 2, low <= high, range.contains(low), range.contains(high)
        else { return nil }
        return low...high
    }

    // MARK: Times

    /// The first instant after another that fits; `nil` where none comes within eight years (`0 0 30 2 *`).
    ///
    /// A clock that is put forward skips what would have been in the gap; one put back does not repeat it.
    func next(after instant: Date) -> Date? {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        var day = calendar.dateComponents([.year, .month, .day, .hour, .minute], from: instant)
        for _ in 0..<(8 * 366) {
            if fits(day, calendar), let found = time(on: day, after: instant, calendar) { return found }
            // Noon is on the same day in every zone's worst night.
            day.hour = 12
            guard let noon = calendar.date(from: day), let tomorrow = calendar.date(byAdding: .day, value: 1, to: noon)
            else { return nil }
            day = calendar.dateComponents([.year, .month, .day], from: tomorrow)
        }
        return nil
    }

    private func fits(_ parts: DateComponents, _ calendar: Calendar) -> Bool {
        let date = DateComponents(year: parts.year, month: parts.month, day: parts.day, hour: 12)
        guard let month = parts.month, let day = parts.day, months.contains(month),
            let noon = calendar.date(from: date)
        else { return false }
        let fitsDay = days.contains(day)
        let fitsWeekday = weekdays.contains(calendar.component(.weekday, from: noon) - 1)
        return isAnyDay || isAnyWeekday ? fitsDay && fitsWeekday : fitsDay || fitsWeekday
    }

    private func time(on day: DateComponents, after instant: Date, _ calendar: Calendar) -> Date? {
        for hour in hours.sorted() {
            for minute in minutes.sorted() {
                let wanted = DateComponents(
                    year: day.year, month: day.month, day: day.day, hour: hour, minute: minute)
                guard let found = calendar.date(from: wanted), found > instant else { continue }
                let parts = calendar.dateComponents([.hour, .minute], from: found)
                if parts.hour == hour, parts.minute == minute { return found }
            }
        }
        return nil
    }
}
