import FoundationEssentials
import PlatformAPI
import Testing

@Suite("Timestamps")
struct TimestampTests {
    @Test("a text is the same after it has been read and written")
    func roundTrip() {
        var generator = SystemRandomNumberGenerator()
        let milliseconds = (0..<20_000).map { _ in Int.random(in: 0...4_102_444_800_000, using: &generator) }
        let lost = milliseconds.filter { number in
            let text = Timestamp.string(from: Date(timeIntervalSince1970: Double(number) / 1000))
            return Timestamp.date(from: text).map(Timestamp.string) != text
                || Timestamp.date(from: text).map { Int(($0.timeIntervalSince1970 * 1000).rounded()) } != number
        }
        #expect(lost == [])
    }

    @Test("dates are the calendar's")
    func calendar() {
        let style = Date.ISO8601FormatStyle()
        let days = stride(from: 0, through: 253_402_300_799, by: 86_400 * 13 + 3607).map(Double.init)
        let wrong = days.filter { day in
            let date = Date(timeIntervalSince1970: day)
            let expected = date.formatted(style).dropLast() + ".000Z"
            return Timestamp.string(from: date) != expected || Timestamp.date(from: String(expected)) != date
        }
        #expect(wrong == [])
    }

    @Test(
        "other forms are read as before",
        arguments: [
            ("2026-01-02T03:04:05Z", 1_767_323_045.0), ("2026-01-02T03:04:05.678Z", 1_767_323_045.678),
            ("2026-01-02T05:04:05+02:00", 1_767_323_045.0), ("2024-02-29T00:00:00Z", 1_709_164_800.0),
            ("1969-12-31T23:59:59Z", -1.0),
        ])
    func forms(_ text: String, _ seconds: Double) {
        #expect(Timestamp.date(from: text)?.timeIntervalSince1970 == seconds)
    }

    @Test(
        "what is no instant is none",
        arguments: [
            "", "yesterday", "2026-01-02", "2026-01-02 03:04:05", "2026-13-02T03:04:05Z", "2026-01-0xT03:04:05Z",
        ])
    func none(_ text: String) { #expect(Timestamp.date(from: text) == nil) }

    @Test("an instant before 1970 is written too")
    func before1970() { #expect(Timestamp.string(from: Date(timeIntervalSince1970: -1)) == "1969-12-31T23:59:59.000Z") }
}
