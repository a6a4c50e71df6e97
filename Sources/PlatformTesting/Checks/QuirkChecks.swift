import FixtureTape
import Foundation
import PlatformAPI

/// D6: `Fixtures/<platform>/quirks.json`, an object of a provider's oddities by name, each told in a sentence, against
/// the cases that name them.
extension CheckBench {
    func quirkFindings() -> [Finding] {
        let file = folder.appending(path: "quirks.json")
        let place = "Fixtures/\(Checked.descriptor.id)/quirks.json"
        var told: [(name: String, sentence: String)] = []
        // A platform without quirks has no such file.
        if let data = try? Data(contentsOf: file) {
            guard let members = (try? JSONValue(parsing: Array(data)))?.members else {
                return [Finding(place, "is no JSON object of names and sentences")]
            }
            told = members.map { ($0.key, $0.value.string ?? "") }
        }
        let holders = Dictionary(grouping: holdings, by: \.quirk).mapValues { $0.map(\.search) }
        let strangers = holdings.filter { holding in !told.contains { $0.name == holding.quirk } }
        let findings =
            ResultRules.repeats(in: told.map(\.name)).map { Finding("\(place) \($0)", "is there twice") }
            + told.filter { $0.sentence.isEmpty }.map { Finding("\(place) \($0.name)", "has no sentence") }
            + told.filter { holders[$0.name] == nil }.map {
                Finding(
                    "\(place) \($0.name)", "no case names it",
                    remedy: #"Add it to the "quirks" of a case.json that fails where it is not handled"#)
            }
            + strangers.map {
                Finding("\($0.search)/case.json", "names the quirk \($0.quirk), which \(place) does not tell")
            }
        if findings.isEmpty, !told.isEmpty { say(Self.table(of: told.map(\.name), holders: holders)) }
        return findings
    }

    private var holdings: [(quirk: String, search: String)] {
        taped.flatMap { search in (search.contents?.quirks ?? []).map { ($0, search.name) } }
    }

    private static func table(of quirks: [String], holders: [String: [String]]) -> String {
        let width = quirks.map(\.count).max() ?? 0
        let lines = quirks.sorted().map { quirk in
            "  \(quirk.padding(toLength: width, withPad: " ", startingAt: 0))  "
                + (holders[quirk] ?? []).joined(separator: ", ")
        }
        return (["\(Checked.descriptor.id): \(quirks.count) quirks and their cases"] + lines).joined(separator: "\n")
    }
}
