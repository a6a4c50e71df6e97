import ContactExtraction
import Foundation
import PlatformAPI
import Simulation
import Testing

/// Thousands of drawn texts. The seed is in every failure's message.
@Suite("E-mails in drawn texts")
struct PropertyTests {
    @Test("an address between any two neighbours is found exactly", arguments: 0..<40)
    func planted(seed: Int) {
        var draw = Draw(seed: seed)
        for _ in 0..<100 {
            let address = draw.address()
            let text =
                draw.filler() + draw.one(of: Draw.openers) + address.written + draw.one(of: Draw.closers)
                + draw.filler()
            let wanted = CreatorEmail(address: address.plain, source: .bio, confidence: address.confidence)
            #expect(
                ContactExtraction.emails(in: text, source: .bio) == [wanted], "seed \(seed): \(text.debugDescription)")
        }
    }

    @Test("several addresses are found in their order", arguments: 0..<20)
    func several(seed: Int) {
        var draw = Draw(seed: seed)
        for _ in 0..<50 {
            let addresses = (0...draw.below(5)).map { _ in draw.address() }
            let text = addresses.map { "\(draw.filler()) \($0.written) " }.joined()
            var seen: Set<String> = []
            let wanted = addresses.map(\.plain).filter { seen.insert($0).inserted }
            let found = ContactExtraction.emails(in: text, source: .bio).map(\.address)
            #expect(found == wanted, "seed \(seed): \(text.debugDescription)")
        }
    }

    @Test("a text without any sign for at holds no address", arguments: 0..<20)
    func signless(seed: Int) {
        var draw = Draw(seed: seed)
        for _ in 0..<100 {
            let text = (0..<30).map { _ in draw.one(of: Draw.signless) }.joined()
            #expect(ContactExtraction.emails(in: text, source: .bio) == [], "seed \(seed): \(text.debugDescription)")
        }
    }

    @Test("whatever is found stands in the text as its confidence says, openly or disguised", arguments: 0..<20)
    func nothingInvented(seed: Int) throws {
        var draw = Draw(seed: seed)
        for _ in 0..<100 {
            let text = (0..<20).map { _ in draw.one(of: Draw.pieces) }.joined()
            let plain = text.precomposedStringWithCompatibilityMapping.lowercased().replacing("\u{200B}", with: "")
                .replacing("。", with: ".")
            for email in ContactExtraction.emails(in: text, source: .bio) {
                let isOpen = email.confidence == 0.98
                let stands = try isOpen ? plain.contains(email.address) : plain.contains(disguise(of: email.address))
                #expect(stands, "seed \(seed): \(email.address) in \(text.debugDescription)")
                #expect(email.address.contains(#/^[a-z0-9._%+'&-]{1,64}@[^@\s]+\.[^@\s.]{2,}$/#))
            }
        }
    }

    /// The ways of writing an address that count as a disguise.
    private func disguise(of address: String) throws -> Regex<AnyRegexOutput> {
        let parts = address.split(separator: "@").map { $0.replacing("+", with: "\\+").split(separator: ".") }
        let dot = #" *(?:\.|[\[({<] *(?:dot|\.) *[\])}>]| dot ) *"#
        let at = #" *(?:@|[\[({<] *(?:at|@) *[\])}>]| at ) *"#
        return try Regex(parts[0].joined(separator: dot) + at + parts[1].joined(separator: dot))
    }

    @Test("any scalars and any bytes are read without harm, the same each time", arguments: 0..<20)
    func anything(seed: Int) {
        var draw = Draw(seed: seed)
        for _ in 0..<50 {
            for text in [draw.scalars(), draw.bytes()] {
                let found = ContactExtraction.emails(in: text, source: .bio)
                #expect(found == ContactExtraction.emails(in: text, source: .bio))
                #expect(
                    found.allSatisfy {
                        $0.address.contains("@") && $0.asciiAddress?.utf8.allSatisfy { $0 < 128 } ?? true
                    })
                #expect(ContactExtraction.links(in: text).allSatisfy { URL(string: $0) != nil }, "seed \(seed)")
            }
        }
    }
}
