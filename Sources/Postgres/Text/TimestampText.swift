import Foundation

/// Timestamps in the server's ISO text form, exact to the microsecond.
///
/// Days are counted by the proleptic Gregorian rule that Postgres itself uses ("days from civil", Howard Hinnant),
/// since Foundation's calendars are slow and switch to the Julian one in 1582.
enum TimestampText {
    /// Postgres stores 4713 BC to 294276 AD (manual, table 8.9).
    static let years = -4712...294_276
    private static let microsecondsPerDay = 86_400_000_000

    /// For example `2026-11-23 09:15:00.000001+00`; nil outside of what Postgres stores.
    static func format(_ date: Date) -> String? {
        let seconds = date.timeIntervalSince1970
        guard seconds.isFinite, abs(seconds) < 1e13 else { return nil }
        // The fraction is taken where a Date is stored, 2001: it is finer there than counted from 1970.
        let reference = date.timeIntervalSinceReferenceDate
        let whole = reference.rounded(.down)
        let micros =
            (Int(whole) + Int(Date.timeIntervalBetween1970AndReferenceDate)) * 1_000_000
            + Int(((reference - whole) * 1e6).rounded())
        let day = floorDivide(micros, microsecondsPerDay)
        let time = micros - day * microsecondsPerDay
        let (year, month, dayOfMonth) = civil(fromDays: day)
        guard years.contains(year) else { return nil }
        let clock = time / 1_000_000
        let shownYear = year > 0 ? year : 1 - year
        return "\(pad(shownYear, 4))-\(pad(month, 2))-\(pad(dayOfMonth, 2)) "
            + "\(pad(clock / 3600, 2)):\(pad(clock / 60 % 60, 2)):\(pad(clock % 60, 2))"
            + ".\(pad(time % 1_000_000, 6))+00" + (year > 0 ? "" : " BC")
    }

    /// Reads `timestamptz`, `timestamp` and `date` as the server writes them; the latter two are taken as UTC.
    static func parse(_ text: UnsafeBufferPointer<UInt8>) -> Date? {
        var cursor = Cursor(bytes: text)
        guard var year = cursor.number(digits: 4...6), cursor.skip("-"), let month = cursor.number(digits: 2...2),
            cursor.skip("-"), let day = cursor.number(digits: 2...2)
        else { return nil }
        var time = Time()
        if cursor.skip(" "), !cursor.rest("BC") {
            guard let read = cursor.time() else { return nil }
            time = read
            _ = cursor.skip(" ")
        }
        if cursor.rest("BC") { year = 1 - year } else if !cursor.isAtEnd { return nil }
        let days = daysFromCivil(year: year, month: month, day: day)
        let whole = days * 86_400 + time.seconds - time.offset - Int(Date.timeIntervalBetween1970AndReferenceDate)
        return Date(timeIntervalSinceReferenceDate: Double(whole) + Double(time.micros) / 1e6)
    }

    private static func floorDivide(_ value: Int, _ by: Int) -> Int {
        value >= 0 ? value / by : -((by - 1 - value) / by)
    }

    private static func pad(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return digits.count >= width ? digits : String(repeating: "0", count: width - digits.count) + digits
    }

    private static func civil(fromDays days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (
            yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1
        )
    }

    private static func daysFromCivil(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = floorDivide(shifted, 400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    private struct Time {
        var seconds = 0
        var micros = 0
        /// Seconds east of UTC.
        var offset = 0
    }

    private struct Cursor {
        let bytes: UnsafeBufferPointer<UInt8>
        var position = 0

        var isAtEnd: Bool { position == bytes.count }

        mutating func skip(_ character: Unicode.Scalar) -> Bool {
            guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
            position += 1
            return true
        }

        func rest(_ text: StaticString) -> Bool {
            bytes.count - position == text.utf8CodeUnitCount
                && text.withUTF8Buffer { $0.elementsEqual(bytes[position...]) }
        }

        mutating func number(digits: ClosedRange<Int>) -> Int? {
            var value = 0
            var count = 0
            while position < bytes.count, count < digits.upperBound, case 48...57 = bytes[position] {
                value = value * 10 + Int(bytes[position] - 48)
                position += 1
                count += 1
            }
            return count >= digits.lowerBound ? value : nil
        }

        /// `09:15:00`, a fraction of up to six digits, an offset such as `+05:30`.
        mutating func time() -> Time? {
            guard let hour = number(digits: 2...2), skip(":"), let minute = number(digits: 2...2), skip(":"),
                let second = number(digits: 2...2)
            else { return nil }
            var time = Time(seconds: hour * 3600 + minute * 60 + second)
            if skip(".") {
                let start = position
                guard var fraction = number(digits: 1...6) else { return nil }
                for _ in (position - start)..<6 { fraction *= 10 }
                time.micros = fraction
            }
            let sign = skip("+") ? 1 : skip("-") ? -1 : 0
            guard sign != 0 else { return time }
            guard let hours = number(digits: 2...2) else { return nil }
            time.offset = hours * 3600
            if skip(":") { time.offset += (number(digits: 2...2) ?? 0) * 60 }
            if skip(":") { time.offset += number(digits: 2...2) ?? 0 }
            time.offset *= sign
            return time
        }
    }
}
