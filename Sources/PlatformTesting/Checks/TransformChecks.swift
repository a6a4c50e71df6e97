import FixtureTape
import Foundation
import PlatformAPI

/// T: what comes of the provider's answers.
extension CheckBench {
    var transformChecks: [Check<Checked>] {
        let unreadable = cases.compactMap { fixture in
            CheckedSearch<Checked>.problem(of: fixture).map { finding in
                Check<Checked>("T \(fixture.testDescription)", "a case can be run") { [finding] }
            }
        }
        let taped = checks("T", "gives what is expected, by the rules for values", of: taped) { search in
            let run = await search.whole()
            return try ruleFindings(run, of: search) + expectationFindings(run, of: search)
        }
        let simulated = checks(
            "T", "finds creators, with values by the rules", of: searches.filter { $0.contents == nil }
        ) { search in
            let run = await search.whole()
            return try ruleFindings(run, of: search) + fruitlessFindings(run, of: search)
        }
        return unreadable + taped + simulated
    }

    /// A simulator knows creators for every search: where it gives none, or an error, nothing of it was looked at.
    private func fruitlessFindings(_ run: SearchRun, of search: CheckedSearch<Checked>) -> [Finding] {
        if let failure = run.transcript.failure {
            return [Finding(search.name, "ends with \(failure.code) (\(failure.message ?? ""))")]
        }
        let isFruitful = run.transcript.pages.contains { !$0.creators.isEmpty }
        return isFruitful ? [] : [Finding(search.name, "finds nobody")]
    }

    private func ruleFindings(_ run: SearchRun, of search: CheckedSearch<Checked>) throws -> [Finding] {
        let rules = ResultRules(descriptor: Checked.descriptor, now: search.now)
        return rules.violations(in: try run.transcript.json()).map { Finding("\(search.name) \($0.path)", $0.mistake) }
    }

    private func expectationFindings(_ run: SearchRun, of search: CheckedSearch<Checked>) throws -> [Finding] {
        guard let file = search.folder?.appending(path: "expected.json") else { return [] }
        let got = try run.transcript.json()
        switch update {
        case .refused:
            return [Finding("\(search.name)/expected.json", "expectations are not rewritten where CI is set")]
        case .write:
            // What a tape could not answer would be written as the platform's own error.
            guard run.misses.isEmpty else { return [] }
            try Data((got.pretty + "\n").utf8).write(to: file)
            return []
        case .compare:
            // An expectation that is missing or no JSON is one to be written.
            guard let data = try? Data(contentsOf: file), let expected = try? JSONValue(parsing: Array(data)) else {
                return [
                    Finding(
                        "\(search.name)/expected.json", "is not there or no JSON",
                        remedy: "Write it: \(FixtureUpdate.command)")
                ]
            }
            let shown = JSONDifference.lines(from: expected, to: got, limit: 20)
            return shown.map { [Finding(search.name, "not as expected:\($0)", remedy: Finding.acceptance)] } ?? []
        }
    }
}
