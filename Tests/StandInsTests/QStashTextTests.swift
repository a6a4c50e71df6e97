import Foundation
import Testing

@testable import StandIns

@Suite("QStash: expressions")
struct QStashTextTests {
    @Test(
        "cron finds the next time",
        arguments: [
            ("* * * * *", "2026-01-02T03:05:00Z"), ("0 0 1 1 *", "2027-01-01T00:00:00Z"),
            ("*/15 * * * *", "2026-01-02T03:15:00Z"), ("5/20 * * * *", "2026-01-02T03:05:00Z"),
            ("0 9-17/4 * * 1-5", "2026-01-02T09:00:00Z"), ("0 0 * * sun", "2026-01-04T00:00:00Z"),
            ("0 0 * * 7", "2026-01-04T00:00:00Z"), ("30 4 29 2 *", "2028-02-29T04:30:00Z"),
            ("0 0 13 * fri", "2026-01-09T00:00:00Z"), ("0 12 */2 * mon", "2026-01-05T12:00:00Z"),
            ("4 3 2 JAN *", "2027-01-02T03:04:00Z"), ("@hourly", "2026-01-02T04:00:00Z"),
            ("1,2,4 3 * * *", "2026-01-03T03:01:00Z"),
            // Berlin: winter is an hour ahead, summer two; half past two is missing on 2026-03-29.
            ("CRON_TZ=Europe/Berlin 0 9 * * *", "2026-01-02T08:00:00Z"),
            ("CRON_TZ=Europe/Berlin 30 2 29 3 *", "2027-03-29T00:30:00Z"),
        ])
    func cron(text: String, next: String) throws {
        let cron = try #require(QStashCron(text))
        let start = Date(timeIntervalSince1970: 1_767_323_045)  // Friday, 2026-01-02 03:04:05
        #expect(cron.next(after: start) == (try Date(next, strategy: .iso8601)))
    }

    @Test("a time that never comes is none")
    func never() throws { #expect(try #require(QStashCron("0 0 30 2 *")).next(after: .now) == nil) }

    @Test("a clock that is put back repeats no time")
    func autumn() throws {
        let cron = try #require(QStashCron("CRON_TZ=Europe/Berlin 30 2 * * *"))
        let before = try Date("2026-10-24T12:00:00Z", strategy: .iso8601)
        let first = try #require(cron.next(after: before))
        #expect(first == (try Date("2026-10-25T00:30:00Z", strategy: .iso8601)))
        #expect(cron.next(after: first) == (try Date("2026-10-26T01:30:00Z", strategy: .iso8601)))
    }

    @Test(
        "what is no cron is refused",
        arguments: [
            "", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8",
            "5-1 * * * *",
            "*/0 * * * *", "1-2-3 * * * *", ", * * * *", "a * * * *", "-1 * * * *", "CRON_TZ=Nowhere/Land * * * * *",
            "@sometimes", "1/ * * * *",
        ])
    func badCron(text: String) { #expect(QStashCron(text) == nil) }

    @Test(
        "a retry delay is worked out",
        arguments: [
            ("200", 3, 200), ("1000 * (1 + retried)", 2, 3000), ("pow(2, retried) * 1000", 3, 8000),
            ("min(86400000, exp(2.5) * 1000)", 0, 12_182), ("max(10, 3 - retried * 5)", 1, 10), ("-5", 0, 0),
            ("10 - 2 - 3", 0, 5), ("100 / 5 / 2", 0, 10), ("2 + 3 * 4", 0, 14), ("-(2 - 12)", 0, 10),
            ("1/0", 0, 86_400_000),
            ("sqrt(-1)", 0, 0), ("floor(1.9) + ceil(1.1) + round(1.5) + abs(-4) + sqrt(9)", 0, 12),
            ("pow(10, 99)", 0, 86_400_000),
        ])
    func retryDelay(text: String, retried: Int, milliseconds: Int) throws {
        #expect(try #require(QStashRetryDelay(text)).milliseconds(retried: retried) == milliseconds)
    }

    @Test(
        "what is no retry delay is refused",
        arguments: [
            "", "1 +", "retry", "pow(1)", "sqrt(1, 2)", "(1", "1)", "1 2", "1..2", "system(1)", "retried()", "1;2",
        ])
    func badRetryDelay(text: String) { #expect(QStashRetryDelay(text) == nil) }

    @Test("an expression nested too deep is refused, not a crash")
    func depth() {
        #expect(QStashRetryDelay(String(repeating: "(", count: 400) + "1" + String(repeating: ")", count: 400)) == nil)
        #expect(QStashRetryDelay(String(repeating: "-", count: 900) + "1") == nil)
        #expect(QStashRetryDelay(String(repeating: "1+", count: 5000) + "1") == nil)
    }

    @Test(
        "lengths of time",
        arguments: [
            ("10s", 10_000), ("1d10h30m", 124_200_000), ("250ms", 250), ("1.5h", 5_400_000), ("6m5s", 365_000),
            ("0s", 0),
            ("", nil), ("10", nil), ("s", nil), ("-1s", nil), ("1y", nil), ("1s ", nil), ("1.2.3s", nil),
            ("99999d", nil),
        ] as [(String, Int?)])
    func durations(text: String, milliseconds: Int?) { #expect(QStashDuration.milliseconds(text) == milliseconds) }
}
