/// The units of large counts in the languages that platforms speak.
enum CountScale {
    /// The scale at the beginning of a text, 1 where there is none, and what follows it.
    static func read(_ text: Substring) -> (scale: Double, rest: Substring) {
        let start = text.drop { $0.isWhitespace }
        // Scripts without spaces glue the unit to the noun: 12万次.
        for (unit, scale) in glued where start.hasPrefix(unit) { return (scale, start.dropFirst(unit.count)) }
        let word = start.prefix { $0.isLetter }
        let rest = start.dropFirst(word.count)
        if word == "mil" { return spanishThousand(rest) }
        guard let scale = words[String(word)] else { return (1, text) }
        return (scale, rest)
    }

    /// `mil` is a thousand in Spanish and Portuguese, and `mil M` a thousand millions. With a full stop it is a million
    /// in Czech and Romanian: who knows.
    private static func spanishThousand(_ rest: Substring) -> (scale: Double, rest: Substring) {
        if rest.first == "." { return (.nan, rest) }
        let next = rest.drop { $0.isWhitespace }.prefix { $0.isLetter }
        guard next == "m" || next == "mill" || next == "millones" || next == "milhões" else { return (1e3, rest) }
        return (1e9, rest[next.endIndex...])
    }

    private static let glued: [(String, Double)] = [
        ("千", 1e3), ("천", 1e3), ("万", 1e4), ("萬", 1e4), ("만", 1e4), ("億", 1e8), ("亿", 1e8), ("억", 1e8),
        ("พัน", 1e3), ("หมื่น", 1e4), ("แสน", 1e5), ("ล้าน", 1e6),
    ]

    private static let words: [String: Double] = {
        let names: [(Double, String)] = [
            (1e3, "k tsd tausend тыс тис rb ribu bin tys tis thousand thousands duizend nghìn n ngàn ألف آلاف हज़ार हजार"),
            (1e5, "l lakh lakhs lac लाख"),
            (
                1e6,
                """
                m mio mln mi mn mill milj million millions millionen millones millón milhão milhões milioni miljoen млн \
                jt juta milyon tr triệu مليون
                """
            ),
            (1e7, "cr crore crores करोड़"),
            (1e9, "b bn bi mrd md mld miliar milyar млрд milliard milliards milliarden billion billions tỷ مليار अरब"),
        ]
        return Dictionary(
            names.flatMap { scale, words in words.split(separator: " ").map { (String($0), scale) } },
            uniquingKeysWith: { first, _ in first })
    }()
}
