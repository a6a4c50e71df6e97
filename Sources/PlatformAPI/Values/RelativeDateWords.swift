/// The words of relative dates, lower-case. English first; the others are what the platforms' own sites write.
enum RelativeDateWords {
    /// Whole texts that name a moment, in seconds ago.
    static let moments: [String: Double] = {
        var moments: [String: Double] = [:]
        for text in ["now", "just now", "right now", "today", "heute", "gerade eben", "hoy", "hoje", "oggi", "vandaag"]
        {
            moments[text] = 0
        }
        let yesterday = [
            "yesterday", "streamed yesterday", "premiered yesterday", "gestern", "ayer", "ontem", "hier", "ieri",
            "gisteren", "dün", "kemarin", "вчера", "昨日", "昨天", "어제",
        ]
        for text in yesterday { moments[text] = 86_400 }
        return moments
    }()

    static let articles: [String: Double] = [
        "a": 1, "an": 1, "one": 1, "einem": 1, "einer": 1, "un": 1, "una": 1, "une": 1, "um": 1, "uma": 1, "een": 1,
    ]

    /// Words that turn a text towards the future, or make its amount another one than it seems, wherever they stand.
    static let refusals: Set<String> = [
        "premieres", "scheduled", "starts", "starting", "until", "left", "next", "half", "dentro", "sonra", "lagi", "後",
        "后", "후",
    ]

    /// Words that do so right before the amount: `in 3 days`; but `transmitido em direto há 2 dias` is past.
    static let futures: Set<String> = ["in", "dans", "en", "em", "tra", "fra", "через", "over"]

    static let shortUnits: [String: Double] = [
        "s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800, "mo": 2_592_000, "y": 31_536_000,
    ]

    /// Months and years are what platforms mean by them: 30 and 365 days.
    static let units: [String: Double] = {
        let names: [(Double, String)] = [
            (
                1,
                """
                second seconds sec secs sekunde sekunden seconde secondes seconden segundo segundos secondo secondi saniye \
                detik секунду секунды секунд 秒前 초
                """
            ),
            (
                60,
                """
                minute minutes min mins minuten minuto minutos minuti minuut dakika menit минуту минуты минут 分前 分钟前 \
                分鐘前 분
                """
            ),
            (
                3600,
                """
                hour hours hr hrs std stunde stunden heure heures hora horas ora ore uur saat jam час часа часов 時間前 \
                小时前 小時前 시간
                """
            ),
            (
                86_400,
                """
                day days tag tage tagen jour jours día días dia dias giorno giorni dag dagen gün hari день дня дней 日前 天前 \
                일
                """
            ),
            (
                604_800,
                """
                week weeks wk wks woche wochen semaine semaines semana semanas settimana settimane weken hafta minggu \
                неделю недели недель 週間前 周前 週前 주
                """
            ),
            (
                2_592_000,
                """
                month months monat monate monaten mois mes meses mês mese mesi maand maanden ay bulan месяц месяца месяцев \
                か月前 ヶ月前 个月前 個月前 개월
                """
            ),
            (
                31_536_000,
                """
                year years yr yrs jahr jahre jahren an ans année années año años ano anos anno anni jaar yıl tahun год года \
                лет 年前 년
                """
            ),
        ]
        return Dictionary(
            names.flatMap { seconds, words in
                words.split { $0 == " " || $0 == "\n" }.map { (String($0), seconds) }
            }, uniquingKeysWith: { first, _ in first })
    }()
}
