import ContactExtraction
import Foundation
import PlatformAPI
import Testing

@Suite("E-mails in labelled texts")
struct CorpusTests {
    private static let corpus = LabelledText.western + LabelledText.world + LabelledText.forms + LabelledText.traps

    @Test("every address is found as it is labelled, and nothing else")
    func labelled() {
        var score = Score()
        var expression = Score()
        for row in Self.corpus {
            let found = ContactExtraction.emails(in: row.text, source: .bio)
            score.add(found: found, wanted: row.wanted)
            #expect(found == row.wanted, "\(row)")
            expression.add(found: Self.byExpression(row.text), wanted: row.wanted.map(\.address))
        }
        print("e-mails: \(score) in \(Self.corpus.count) lines; one plain expression: \(expression)")
    }

    @Test("the labelled texts are many, and many of them hold nothing")
    func size() {
        #expect(Self.corpus.count >= 250)
        #expect(Self.corpus.count { $0.wanted.isEmpty } >= 100)
        #expect(Set(Self.corpus.map(\.text)).count == Self.corpus.count, "a text stands here twice")
    }

    @Test("order of appearance, each once, whatever stands between: the whole corpus as one text")
    func joined() {
        var seen: Set<String> = []
        let wanted = Self.corpus.flatMap(\.wanted).map(\.address).filter { seen.insert($0).inserted }
        let text = Self.corpus.map(\.text).joined(separator: "\n")
        #expect(ContactExtraction.emails(in: text, source: .bio).map(\.address) == wanted)
    }

    /// What the system that gemz replaces found, for comparison.
    private static func byExpression(_ text: String) -> [String] {
        text.matches(of: /[a-zA-Z0-9._%+-]+@[a-zA-Z0-9.-]+\.[a-zA-Z]{2,}/).map { $0.output.lowercased() }
    }
}

/// How many of the wanted things were found, over many texts.
private struct Score: CustomStringConvertible {
    private var found = 0
    private var missed = 0
    private var wrong = 0

    var description: String { "\(found) found, \(missed) missed, \(wrong) wrong" }

    mutating func add<Value: Hashable>(found: [Value], wanted: [Value]) {
        let right = Set(found).intersection(wanted).count
        self.found += right
        missed += wanted.count - right
        wrong += Set(found).count - right
    }
}
