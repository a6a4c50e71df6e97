public import struct FoundationEssentials.Date

/// Dates as platforms write them for people: `3 weeks ago`, `Streamed 2 days ago`. Always approximate.
public enum RelativeDate {
    /// The instant that a text means, counted back from `now`; `nil` where it says nothing of the kind.
    public static func date(from text: String, now: Date) -> Date? {
        let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
        if words.contains("now") || words.contains("today") { return now }
        if words.contains("yesterday") { return now.addingTimeInterval(-86_400) }
        for (index, word) in words.enumerated() {
            guard let seconds = seconds(of: word) else { continue }
            let amount = index > 0 ? (Double(words[index - 1]) ?? articles[words[index - 1]]) : nil
            if let amount { return now.addingTimeInterval(-amount * seconds) }
        }
        return nil
    }

    private static let articles: [String: Double] = [
        "a": 1, "an": 1, "einem": 1, "einer": 1, "un": 1, "una": 1, "une": 1,
    ]

    private static func seconds(of word: String) -> Double? { units.first { $0.names.contains(word) }?.seconds }

    /// Months and years are what platforms mean by them: 30 and 365 days.
    private static let units: [(names: Set<String>, seconds: Double)] = [
        (["second", "seconds", "sekunden", "sekunde", "secondes", "segundos"], 1),
        (["minute", "minutes", "minuten", "minutos", "min"], 60),
        (["hour", "hours", "stunde", "stunden", "heure", "heures", "hora", "horas"], 3600),
        (["day", "days", "tag", "tage", "tagen", "jour", "jours", "día", "días", "dia", "dias"], 86_400),
        (["week", "weeks", "woche", "wochen", "semaine", "semaines", "semana", "semanas"], 604_800),
        (["month", "months", "monat", "monate", "monaten", "mois", "mes", "meses", "mês"], 2_592_000),
        (["year", "years", "jahr", "jahre", "jahren", "an", "ans", "año", "años", "ano", "anos"], 31_536_000),
    ]
}
