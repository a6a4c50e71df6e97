import ContactExtraction
import PlatformAPI
import Testing

/// Lines as creators write them, with invented people, each with the addresses that a careful reader finds.
@Suite("E-mails in biographies")
struct BiographyTests {
    @Test(
        "many languages",
        arguments: [
            ("Sourdough & sunsets 🌅 | 📩 jane.doe@example.com | Lisbon", ["jane.doe@example.com"]),
            (
                "Business: hello@jane.example.org\nPR: press@jane.example.org",
                ["hello@jane.example.org", "press@jane.example.org"]
            ),
            ("Anfragen gerne an anna@beispiel.example.net – danke!", ["anna@beispiel.example.net"]),
            ("Kooperation: lena(at)example.org oder DM", ["lena@example.org"]),
            ("Contacto/colaboraciones👉lucia.mar@example.com👈", ["lucia.mar@example.com"]),
            ("Escríbeme a pedro [arroba] example [punto] com", ["pedro@example.com"]),
            ("Contato: joao_silva@example.com.br 🇧🇷", ["joao_silva@example.com.br"]),
            ("Pro : camille@example.fr.example.com", ["camille@example.fr.example.com"]),
            ("Écris-moi→zoe@example.org", ["zoe@example.org"]),
            ("collaborazioni:giulia@example.net;grazie", ["giulia@example.net"]),
            ("Zakelijk: sanne@example.com/zakelijk", ["sanne@example.com"]),
            ("İş birliği için: ayse@example.com.tr", ["ayse@example.com.tr"]),
            ("Kerja sama: budi@example.co.id ya", ["budi@example.co.id"]),
            ("Реклама: olga@example.ru.example.org", ["olga@example.ru.example.org"]),
            ("По рекламе — ivan@example.com, спасибо", ["ivan@example.com"]),
            ("お仕事のご依頼はyuki@example.comまでお願いします", ["yuki@example.com"]),
            ("連絡先：ｙｕｋｉ＠ｅｘａｍｐｌｅ．ｊｐ．ｅｘａｍｐｌｅ．ｃｏｍ", ["yuki@example.jp.example.com"]),
            ("商务合作：mei@example.com。谢谢", ["mei@example.com"]), ("合作mei88@example.com邮件", ["mei88@example.com"]),
            ("문의jisoo@example.co.kr로 주세요", ["jisoo@example.co.kr"]),
            ("للتواصل والإعلان: sara@example.com", ["sara@example.com"]),
            ("\u{200F}sara@example.com\u{200F} إيميل", ["sara@example.com"]),
            ("לשיתופי פעולה: noa@example.co.il", ["noa@example.co.il"]),
            ("सहयोग के लिए: asha@example.in.example.net", ["asha@example.in.example.net"]),
            ("ติดต่องานnok@example.comได้เลย", ["nok@example.com"]),
            ("Liên hệ: linh@example.com.vn", ["linh@example.com.vn"]),
            ("Επικοινωνία: eleni@example.com", ["eleni@example.com"]),
            ("Współpraca: ola@example.com.pl", ["ola@example.com.pl"]),
            ("𝗯𝗼𝗼𝗸𝗶𝗻𝗴𝘀: 𝗺𝗶𝗮@𝗲𝘅𝗮𝗺𝗽𝗹𝗲.𝗰𝗼𝗺", ["mia@example.com"]), ("ⓜⓘⓐ@ⓔⓧⓐⓜⓟⓛⓔ.ⓒⓞⓜ", ["mia@example.com"]),
            ("mia@example.com\u{FE0F} 💌", ["mia@example.com"]), ("mia@example dot com", ["mia@example.com"]),
            ("MIA AT EXAMPLE DOT COM", ["mia@example.com"]), ("mia@example.test", ["mia@example.test"]),
        ])
    func languages(text: String, wanted: [String]) { #expect(addresses(text) == wanted) }

    @Test(
        "nobody's address is made of a part of another, a link, a file or a sentence",
        arguments: [
            "müller@example.com", "josé@example.com", "é.jane@example.com", "\u{430}nna@example.com",
            "почтаjane@example.com",
            "🅹ane@example.com", "ᴊane@example.com", "用户@example.com", "https://user:secret@example.com/x",
            "https://user@example.com/path", "https://www.tiktok.com/@jane.com", "https://example.com/@jane.doe.net",
            "find me at home dot com", "see you (at) studio.com", "Live AT studio DOT com", "deck@final.zip",
            "clip@holiday.mov", "icon@dark.svg", "react@18.2.0", "jane@example.invalid", "jane@host.internal",
            "jane @ example dot com", "jane@example .com", "jane@gmail,com", "jane@exa_mple.com",
            "0a1b2c3d4e5f60718293a4b5c6d7e8f9@o1234.ingest.sentry.io",
        ])
    func nothing(text: String) { #expect(addresses(text) == []) }

    @Test("plain and disguised addresses stand in the order of the text, with their own confidence")
    func mixed() {
        let text = "a(at)example.com b(at)example.org c@example.net d(at)example.com c@example.net"
        let found = ContactExtraction.emails(in: text, source: .content)
        #expect(
            found == [
                CreatorEmail(address: "a@example.com", source: .content, confidence: 0.7),
                CreatorEmail(address: "b@example.org", source: .content, confidence: 0.7),
                CreatorEmail(address: "c@example.net", source: .content, confidence: 0.98),
                CreatorEmail(address: "d@example.com", source: .content, confidence: 0.7),
            ])
    }

    private func addresses(_ text: String) -> [String] {
        ContactExtraction.emails(in: text, source: .bio).map(\.address)
    }
}
