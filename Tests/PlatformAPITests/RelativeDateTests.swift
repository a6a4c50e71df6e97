import Foundation
import PlatformAPI
import Testing

@Suite("Relative dates")
struct RelativeDateTests {
    private static let now = Date(timeIntervalSince1970: 1_767_323_045)

    private func secondsAgo(_ text: String) -> Double? {
        RelativeDate.date(from: text, now: Self.now).map { Self.now.timeIntervalSince($0) }
    }

    @Test(
        "seconds to years, in many languages",
        arguments: [
            ("5 seconds ago", 5), ("1 minute ago", 60), ("5 mins ago", 300), ("2 hrs ago", 7200),
            ("an hour ago", 3600), ("Premiered 5 hours ago", 18_000), ("Streamed live 3 months ago", 7_776_000),
            ("3w", 1_814_400), ("5mo ago", 12_960_000), ("10 h", 36_000), ("1y", 31_536_000),
            ("vor 3 Wochen", 1_814_400), ("vor einem Jahr", 31_536_000), ("il y a 1 an", 31_536_000),
            ("hace 2 años", 63_072_000), ("Emitido en directo hace 2 días", 172_800), ("há 3 dias", 259_200),
            ("Transmitido em direto há 1 ano", 31_536_000), ("2 giorni fa", 172_800), ("3 weken geleden", 1_814_400),
            ("2 yıl önce", 63_072_000), ("3 minggu yang lalu", 1_814_400), ("5 лет назад", 157_680_000),
            ("3 недели назад", 1_814_400), ("3 週間前", 1_814_400), ("1年前", 31_536_000), ("2天前", 172_800),
            ("5 分钟前", 300), ("2개월 전", 5_184_000), ("gestern", 86_400), ("вчера", 86_400), ("Just now", 0),
            ("3 weeks ago", 1_814_400), ("Streamed 2 days ago", 172_800), ("1 day ago", 86_400),
            ("10 years ago", 315_360_000),
            ("STREAMED 2 DAYS AGO", 172_800), ("3 weeks ago\u{200F}", 1_814_400), ("3\u{A0}weeks\u{A0}ago", 1_814_400),
            ("Premiered Yesterday", 86_400), ("2d", 172_800), ("5h", 18_000), ("45m", 2700), ("30s", 30),
            ("2 d ago", 172_800),
            ("11 months ago", 28_512_000), ("a week ago", 604_800), ("one year ago", 31_536_000),
            ("há 2 semanas", 1_209_600), ("il y a 3 mois", 7_776_000), ("3 週間前 に配信済み", 1_814_400), ("3週間前", 1_814_400),
            ("2周前", 1_209_600), ("3個月前", 7_776_000), ("4시간 전", 14_400), ("2주 전", 1_209_600),
            ("Edited 3 days ago", 259_200),
            ("0 seconds ago", 0), ("today", 0),
        ] as [(String, Double)])
    func past(text: String, wanted: Double) { #expect(secondsAgo(text) == wanted) }

    @Test(
        "the future, other sentences and nonsense are no date",
        arguments: [
            "Premieres in 5 hours", "in 3 days", "in 3 Tagen", "dans 2 jours", "через 2 дня", "Scheduled for 1/2/26",
            "3 days left", "watch now", "Updated today", "3 ago", "weeks ago", "-3 days ago", "1.5 years ago",
            "1,000 days ago", "half a year ago", "99999999999999999999 years ago", "nan days ago", "5 m of cloth", "",
            "soon", "tomorrow", "In 3 Weeks", "LIVE", "3 fortnights ago", "51 years ago", "3-4 days ago",
            "5 days left", "1767323045", "2026-01-02", "3:45",
        ])
    func notPast(text: String) { #expect(secondsAgo(text) == nil) }
}
