/// A language with the scraps of text that invented people of it write.
struct InventedCulture: Sendable {
    /// ISO 639-1, lower-case.
    let language: String
    /// ISO 3166-1 alpha-2, upper-case.
    let countries: [String]
    /// Given names in this script; empty where names are made from the handle.
    let names: [String]
    /// Openings of a biography; `%` stands for a topic.
    let openings: [String]
    let closings: [String]
    /// What stands before an address.
    let contacts: [String]
    /// Captions; `%` stands for the topic.
    let captions: [String]
}

extension InventedCulture {
    /// English comes several times: it is the language of about every second biography.
    static let all: [InventedCulture] = [
        english, english, english, english, spanish, german, portuguese, arabic, japanese,
    ]

    static let english = InventedCulture(
        language: "en", countries: ["US", "US", "GB", "CA", "AU", "IE", "NZ"], names: [],
        openings: [
            "% every day", "All things % ✨", "Your daily dose of %", "Teaching % since 2014", "% | travel | coffee ☕️",
            "Certified % coach 🧘‍♀️", "Just a person who loves %", "👩🏽‍🔬 % explained", "Dad of two. % on weekends",
        ],
        closings: [
            "new video every Friday", "🇺🇸 ➡️ 🌍", "opinions are mine", "DMs open", "don't take it too seriously 😅",
            "as seen nowhere", "👇 free guide",
        ],
        contacts: ["Collabs:", "Business inquiries:", "📧", "Contact", "For work →", "PR:"],
        captions: [
            "My honest take on %", "5 things nobody tells you about %", "POV: your first week of %",
            "Wait for it… %!", "% for beginners, part 2", "I tried % for 30 days and this happened 😳",
            "Would you do this? \"%\" gone wrong", "Save this for later 📌 %",
        ])

    static let spanish = InventedCulture(
        language: "es", countries: ["ES", "MX", "AR", "CO", "CL"], names: [],
        openings: ["Amante de %", "Todo sobre % 💛", "% para todos", "Aprendiendo % cada día", "¿% hoy? ¡Claro!"],
        closings: ["vídeo nuevo cada lunes", "📍 en algún lugar", "con cariño ❤️"],
        contacts: ["Contacto:", "Colaboraciones:", "📩"],
        captions: ["Mi rutina de %", "¿Sabías esto de %? 🤔", "% en 60 segundos", "Esto cambió mi % para siempre"])

    static let german = InventedCulture(
        language: "de", countries: ["DE", "AT", "CH"], names: [],
        openings: ["% für Anfänger", "Täglich %, täglich müde", "Alles über % 🥨", "% – ehrlich & ungefiltert"],
        closings: ["neue Folge jeden Sonntag", "Größe zeigt sich im Kleinen", "Werbung | Anzeige"],
        contacts: ["Kooperationen:", "Anfragen an", "✉️"],
        captions: ["So geht % wirklich", "Ich übe % – Tag 12", "% im Schnee ❄️", "Der größte Fehler bei %"])

    static let portuguese = InventedCulture(
        language: "pt", countries: ["BR", "PT"], names: [],
        openings: ["Apaixonada por % 💚", "Dicas de % todo dia", "% sem segredo", "Vivendo de % e café"],
        closings: ["vídeos às terças", "🇧🇷", "ação e coração"],
        contacts: ["Parcerias:", "Contato:", "📥"],
        captions: ["Três dicas de %", "Não faça isso no seu %!", "Meu dia com % ☀️", "% é vida"])

    static let arabic = InventedCulture(
        language: "ar", countries: ["AE", "SA", "EG", "MA"],
        names: ["ميلورا", "تاسفين", "ريلانو", "زيفارا", "نوليما", "كاردين"],
        openings: ["أحب % كل يوم", "كل شيء عن % ✨", "% للجميع"],
        closings: ["فيديو جديد كل جمعة", "🇦🇪", "شكرا لكم ❤️"],
        contacts: ["للتواصل:", "للإعلانات"],
        captions: ["تجربتي مع %", "خمس نصائح عن %", "% في دقيقة"])

    static let japanese = InventedCulture(
        language: "ja", countries: ["JP"], names: ["ミロラ", "タスベン", "レラノ", "ジファラ", "のりま", "かるでん"],
        openings: ["毎日%しています", "%のある暮らし🍵", "%大好き！"],
        closings: ["毎週金曜に更新", "無言フォロー失礼します", "東京のどこか"],
        contacts: ["お仕事のご依頼は", "連絡先："],
        captions: ["%をやってみた", "初心者でもできる%", "【保存版】%のコツ"])
}
