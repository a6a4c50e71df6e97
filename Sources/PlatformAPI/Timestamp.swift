public import FoundationEssentials

/// Instants as gemz writes them everywhere: RFC 3339 in UTC with milliseconds, `2026-01-02T03:04:05.678Z`.
public enum Timestamp {
    private static let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    private static let wholeSeconds = Date.ISO8601FormatStyle()

    /// An instant as text, rounded down to the millisecond.
    ///
    /// Written here rather than by `ISO8601FormatStyle`, which takes tens of times as long, and of an instant read from
    /// text loses a millisecond to the binary fraction.
    public static func string(from date: Date) -> String {
        let milliseconds = (date.timeIntervalSince1970 * 1000 + 0.001).rounded(.down)  // a binary fraction falls short
        guard writable.contains(milliseconds) else { return date.formatted(style) }
        let (day, time) = Int(milliseconds).quotientAndRemainder(dividingBy: 86_400_000)
        let date = CivilDate(daysSince1970: day)
        return String(unsafeUninitializedCapacity: 24) { text in
            write(date.year, digits: 4, at: 0, before: "-", to: text)
            write(date.month, digits: 2, at: 5, before: "-", to: text)
            write(date.day, digits: 2, at: 8, before: "T", to: text)
            write(time / 3_600_000, digits: 2, at: 11, before: ":", to: text)
            write(time / 60_000 % 60, digits: 2, at: 14, before: ":", to: text)
            write(time / 1000 % 60, digits: 2, at: 17, before: ".", to: text)
            write(time % 1000, digits: 3, at: 20, before: "Z", to: text)
            return 24
        }
    }

    /// Reads RFC 3339 with or without a fraction; `nil` for anything else.
    public static func date(from text: String) -> Date? {
        var text = text
        let usual = text.withUTF8 { instant(in: $0) }
        return usual ?? (try? Date(text, strategy: style)) ?? (try? Date(text, strategy: wholeSeconds))
    }

    /// 1970 to 9999, in milliseconds.
    private static let writable = 0.0..<253_402_300_800_000

    private static func write(
        _ number: Int, digits: Int, at place: Int, before mark: Unicode.Scalar,
        to text: UnsafeMutableBufferPointer<UInt8>
    ) {
        var rest = number
        for index in (place..<place + digits).reversed() {
            text[index] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        }
        text[place + digits] = UInt8(ascii: mark)
    }

    /// The usual case: `2026-01-02T03:04:05Z`, with three digits of a fraction or none. `nil` for every other form.
    private static func instant(in text: UnsafeBufferPointer<UInt8>) -> Date? {
        let marks: [(Int, Unicode.Scalar)] = [(4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":")]
        guard text.count == 24 && text[19] == UInt8(ascii: ".") || text.count == 20,
            text[text.count - 1] == UInt8(ascii: "Z"), marks.allSatisfy({ text[$0] == UInt8(ascii: $1) }),
            let year = number(in: text, 0..<4), let month = number(in: text, 5..<7), let day = number(in: text, 8..<10),
            let hour = number(in: text, 11..<13), let minute = number(in: text, 14..<16),
            let second = number(in: text, 17..<19), year >= 1970, hour < 24, minute < 60, second < 60,
            let milliseconds = text.count == 24 ? number(in: text, 20..<23) : 0
        else { return nil }
        let date = CivilDate(year: year, month: month, day: day)
        guard CivilDate(daysSince1970: date.daysSince1970) == date else { return nil }  // 31 June
        let seconds = date.daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second
        return Date(timeIntervalSince1970: Double(seconds * 1000 + milliseconds) / 1000)
    }

    private static func number(in text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int? {
        var number = 0
        for index in range {
            let digit = Int(text[index]) - 48
            guard (0...9).contains(digit) else { return nil }
            number = number * 10 + digit
        }
        return number
    }
}

/// A day of the Gregorian calendar; after Howard Hinnant's `chrono`-compatible date algorithms, for days from 1970 on.
private struct CivilDate: Equatable {
    var year: Int
    var month: Int
    var day: Int

    init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    init(daysSince1970 days: Int) {
        let shifted = days + 719_468  // counted from 1 March of the year 0
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    var daysSince1970: Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let yearOfEra = shiftedYear % 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return shiftedYear / 400 * 146_097 + dayOfEra - 719_468
    }
}
