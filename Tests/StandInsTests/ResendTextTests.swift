import Foundation
import Testing

@testable import StandIns

@Suite("Resend: texts")
struct ResendTextTests {
    /// Friday, 2026-01-02 03:04:05 UTC.
    private static let now = 1_767_323_045_000

    @Test(
        "a time is read as ISO 8601 and as people say it",
        arguments: [
            ("2026-01-02T04:00:00Z", "2026-01-02T04:00:00.000Z"),
            ("2026-01-02T04:00:00.123456+00:00", "2026-01-02T04:00:00.123Z"),
            ("2026-01-02 04:00+02:00", "2026-01-02T02:00:00.000Z"),
            ("2026-01-02T04:00:00-0530", "2026-01-02T09:30:00.000Z"),
            ("2026-01-02T04:00:00", "2026-01-02T04:00:00.000Z"), ("in 1 min", "2026-01-02T03:05:05.000Z"),
            ("In an hour", "2026-01-02T04:04:05.000Z"), ("in 2 hours", "2026-01-02T05:04:05.000Z"),
            ("in  3 days", "2026-01-05T03:04:05.000Z"), ("in 90s", "2026-01-02T03:05:35.000Z"),
            ("tomorrow at 9am", "2026-01-03T09:00:00.000Z"), ("today at 17:30", "2026-01-02T17:30:00.000Z"),
            ("Friday at 3pm ET", "2026-01-02T20:00:00.000Z"), ("friday at 3pm", "2026-01-02T15:00:00.000Z"),
            ("friday at 3am", "2026-01-09T03:00:00.000Z"), ("sunday at 12am", "2026-01-04T00:00:00.000Z"),
            ("at 3:04 am", "2026-01-03T03:04:00.000Z"), ("12pm pt", "2026-01-02T20:00:00.000Z"),
        ])
    func times(text: String, time: String) {
        #expect(ResendTime.milliseconds(text, now: Self.now).map(ResendTime.text) == time)
    }

    @Test(
        "what is no time is none",
        arguments: [
            "", "soon", "in", "in five minutes", "in 1 fortnight", "9", "tomorrow", "yesterday at 9am", "at 25:00",
            "at 13pm", "at 9:60", "friday at 3pm xyz", "2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z",
            "2026-01-02T24:00:00Z", "2026-01-02", "1767323045", "2026-01-02T04:00:00+25:00",
        ])
    func noTimes(text: String) { #expect(ResendTime.milliseconds(text, now: Self.now) == nil) }

    @Test(
        "an address is one with or without a name",
        arguments: [
            ("jane@example.com", "jane@example.com"), ("Jane <JANE@Example.com>", "jane@example.com"),
            ("\"Doe, Jane\" <j+x@a.example.com>", "j+x@a.example.com"), ("jane", nil), ("jane@example", nil),
            ("<jane@example.com>", nil), ("Jane jane@example.com", nil), ("a@b@example.com", nil),
            ("@example.com", nil), ("jane@.com", nil), ("jane@example.com\r\nBcc: x@example.com", nil),
            ("Jane <jane@example.com", nil), ("jane@example.com, joe@example.com", nil), ("", nil),
        ] as [(String, String?)])
    func addresses(text: String, bare: String?) { #expect(ResendAddress.bare(text) == bare) }

    @Test("a signature is that of the published example")
    func signature() throws {
        let secret = try #require(SvixSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
        let headers = secret.headers(
            of: "msg_p5jXN8AQM9LWM0D4loKWxJek", body: Array(#"{"test": 2432232314}"#.utf8),
            now: Date(timeIntervalSince1970: 1_614_265_330))
        #expect(headers.map(\.0) == ["svix-id", "svix-timestamp", "svix-signature"])
        #expect(headers.last?.1 == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test("due things come in the order of time, then of number, and only when they are due")
    func dueList() {
        var list = ResendDueList<String>()
        for (id, due, number) in [("d", 7, 4), ("b", 5, 2), ("a", 5, 1), ("e", 9, 5), ("c", 5, 3)] {
            list.insert(id, due: due, number: number)
        }
        list.remove(due: 5, number: 2)
        list.remove(due: 5, number: 9)
        #expect(list.next == 5)
        #expect(list.take(until: 4) == [])
        #expect(list.take(until: 8, atMost: 2) == ["a", "c"])
        #expect(list.take(until: 8) == ["d"])
        #expect(list.count == 1 && list.next == 9)
    }
}
