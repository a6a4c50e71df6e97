import PlatformAPI
import Simulation
import Testing

@testable import ContactExtraction

@Suite("A quick look")
struct QuickLookTests {
    @Test("a scalar that is passed over never becomes a sign, nor an A or a T")
    func harmless() {
        let telling = Set("@[({<【〔%AT".unicodeScalars)
        let scalars = QuickLook.harmless.flatMap { $0.compactMap(Unicode.Scalar.init) }
        let wrong = scalars.filter { scalar in
            PlainText.prepared(String(scalar)).unicodeScalars.contains(where: telling.contains)
        }
        #expect(scalars.count > 50_000)
        #expect(wrong == [])
    }

    @Test(
        "a text that may hold an address is searched in full",
        arguments: [
            "jane@example.com", "jane＠example.com", "jane﹫example.com", "jane [at] example [dot] com",
            "jane（at）example.com", "jane【at】example.com", "jane AT example DOT com", "jane A\u{200B}T example DOT com",
            "jane\u{A0}AT example DOT com", "jane 𝐀𝐓 example DOT com", "jane \u{1}A\u{1}T example DOT com",
            "mailto:jane%40example.com", "日本 AT 例え", "é AT b", "jane \u{200B}AT example DOT com",
        ])
    func searched(_ text: String) { #expect(QuickLook.mayHoldAddress(text)) }

    @Test(
        "a text of words and pictures alone is not",
        arguments: [
            "", "Vegan recipes for every day ✨🌱 #vegan #plantbased", "WHAT A DAY. THATS ALL, FATIMA", "Größe, naïve",
            "日本語のキャプション 한국어 кириллица ελληνικά", "don't miss: 5/5 & more! $20 — “really” 👩‍🍳🇩🇪",
        ])
    func passed(_ text: String) { #expect(!QuickLook.mayHoldAddress(text)) }

    @Test("whatever is passed over holds no address", arguments: 0..<4)
    func noAddressLost(_ number: Int) {
        var generator = Seed("quick look")(number).generator()
        let pieces = [
            "jane", "AT", "at", " ", "A", "T", "example", ".com", " DOT ", "dot", "@", "[at]", "(at)", "【at】", "＠",
            "é", "✨", "\u{200B}", "\u{FE0F}", "日本", "ＡＴ", "\n", "%40", "mailto:", "👩‍🍳", "\u{A0}", "\u{1}", "ᴀᴛ", "🅰🆃",
        ]
        for _ in 0..<5000 {
            let text = (0..<Int.random(in: 1...9, using: &generator)).map { _ in
                pieces[Int.random(in: 0..<pieces.count, using: &generator)]
            }.joined()
            guard !QuickLook.mayHoldAddress(text) else { continue }
            #expect(ContactExtraction.searched(text, source: .bio) == [], "\(text.debugDescription)")
        }
    }
}
