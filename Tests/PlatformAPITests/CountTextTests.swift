import PlatformAPI
import Testing

@Suite("Counts in words")
struct CountTextTests {
    @Test(
        "units of many languages",
        arguments: [
            ("12 Tsd.", 12_000), ("1,2 Mrd. Aufrufe", 1_200_000_000), ("2,3 M de suscriptores", 2_300_000),
            ("1,2 mil", 1200), ("1,2 mil M de visualizaciones", 1_200_000_000), ("1,2 mi de inscritos", 1_200_000),
            ("1,2 Md d’abonnés", 1_200_000_000), ("12 k abonnés", 12_000), ("3,4 tys.", 3400), ("1,2 mln", 1_200_000),
            ("12 тыс. подписчиков", 12_000), ("1,2 млн подписчиков", 1_200_000), ("1,5 млрд", 1_500_000_000),
            ("350 rb", 350_000), ("1,5 jt subscriber", 1_500_000), ("5 bin abone", 5000), ("1,2 Mn abone", 1_200_000),
            ("12 N", 12_000), ("1,2 Tr người", 1_200_000), ("1.2 ล้าน", 1_200_000), ("3.5หมื่นคน", 35_000),
            ("12 ألف", 12_000), ("1.2 lakh subscribers", 120_000), ("1.2L", 120_000), ("3.5 Cr", 35_000_000),
            ("1.2万", 12_000), ("12.3만명", 123_000), ("1.5千", 1500), ("1億2000万", 120_000_000), ("1万2千", 12_000),
            ("조회수 1.2만회", 12_000), ("12万 次观看", 120_000), ("1.5億 回視聴", 150_000_000),
            ("1億2345万", 123_450_000), ("12萬位訂閱者", 120_000), ("1.2억", 120_000_000), ("3천명", 3000),
            ("1,2 Mio. Abonnenten", 1_200_000), ("3.4 lakh views", 340_000), ("2 crore subscribers", 20_000_000),
            ("1.2 million subscribers", 1_200_000), ("2 thousand", 2000), ("1.5k", 1500), ("7.5B views", 7_500_000_000),
            ("3,4 лакх", nil), ("१.२ लाख", 120_000), ("२ करोड़", 20_000_000), ("١٫٢ مليون", 1_200_000),
            ("1.2M\u{A0}followers", 1_200_000), ("\u{200F}12K\u{200F}", 12_000), ("\u{200F}١٢٬٣٤٥", 12_345),
            ("subscribers: 1.2K", 1200), ("1.2K • 30 videos", nil), ("12K\nsubscribers", 12_000), ("~1.2K", 1200),
            ("１２万人", 120_000), ("1,5 тыс", 1500), ("12\u{2009}345", 12_345), ("0.9K", 900), ("1.0M", 1_000_000),
            ("999.9K", 999_900), ("1.23456M", 1_234_560), ("2,5 mn", 2_500_000), ("1 Mrd.", 1_000_000_000),
        ] as [(String, Int?)])
    func units(text: String, wanted: Int?) { #expect(CountText.count(from: text) == wanted) }

    @Test(
        "ways to write a number",
        arguments: [
            ("1,234,567.89", 1_234_568), ("1.234.567,89", 1_234_568), ("1'234'567", 1_234_567),
            ("1\u{202F}234", 1234), ("16399999.999999998", 16_400_000), ("1.5e6", 1_500_000), ("+1.2K", 1200),
            ("1,000+", 1000), (".5M", 500_000), ("１.２Ｍ", 1_200_000), ("١٬٢٣٤", 1234), ("१२", 12), ("00012", 12),
            ("Videos: 3", 3), ("2147483648", 2_147_483_648), ("1,234", 1234), ("1.234.567", 1_234_567), ("12.0", 12),
            ("1,234 subscribers", 1234), ("1٬234", 1234), ("12,34,567 views", 1_234_567), ("  42  ", 42),
            ("8999999999999999", 8_999_999_999_999_999),
        ])
    func numbers(text: String, wanted: Int) { #expect(CountText.count(from: text) == wanted) }

    @Test(
        "none of what is counted is nought",
        arguments: [
            "No views", "No subscribers", "Keine Aufrufe", "Sin visualizaciones", "Нет просмотров", "0 views",
            "no views", "NO VIEWS", "No videos", "No views yet", "Aucune vue", "Nenhuma visualização",
            "Nessuna visualizzazione", "Geen weergaven", "Belum ditonton", "0", "0K",
        ])
    func none(text: String) { #expect(CountText.count(from: text) == 0) }

    @Test(
        "in doubt a count is unknown",
        arguments: [
            "No data", "No", "N/A", "null", "1,2 mil.", "1,2 xyz", "5K–10K", "5-10", "24/7", "Joined Dec 9, 2009",
            "2026-01-02", "v1.2.3", "a5", "1,23", "1,2,3", "12,3456", "-5", "−5", "-2147483648", "9e99", "1e400",
            "99999999999999999999", "1万2億", "½", "Ⅻ", "十二", "",
            "9000000000000000", "9000000 billion views", "-1.2M", "– 5", "∞", "NaN", "inf", "1:30", "12:34:56", "#1",
            "1/2", "50%", "12,5 %",
            "Nobody", "No.", "K", "M subscribers", "1..2", "1,,2", "1.2.3M", "10 of 20", "0x1F", "1 2", "true",
            "🔟", "@5",
        ])
    func unknown(text: String) { #expect(CountText.count(from: text) == nil) }
}
