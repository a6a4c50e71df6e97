import FixtureTape
import Foundation
import PlatformAPI

/// All that checks of one platform stand on: its cases, its simulator, and the searches that both give.
struct CheckBench<Checked: Platform>: Sendable {
    /// `Fixtures/<platform>`.
    let folder: URL
    let cases: [FixtureCase]
    /// The searches of the cases that can be run, then those of the simulator.
    let searches: [CheckedSearch<Checked>]
    let update: FixtureUpdate
    /// Takes what is worth reading of checks that pass: the number of mutations, the table of quirks.
    let say: @Sendable (String) -> Void

    init(
        simulator: SimulatorProvider.Answer?, now: Date, update: FixtureUpdate, filePath: String,
        say: @escaping @Sendable (String) -> Void
    ) {
        let id = Checked.descriptor.id
        folder = FixtureCase.folder(of: id, filePath: filePath)
        cases = FixtureCase.all(for: id, filePath: filePath)
        let taped = cases.compactMap { CheckedSearch<Checked>($0) }
        let simulated = simulator.map { CheckedSearch<Checked>.simulated(by: $0, now: now) } ?? []
        searches = taped + simulated
        self.update = update
        self.say = say
    }

    var taped: [CheckedSearch<Checked>] { searches.filter { $0.contents != nil } }

    var modes: [SearchMode] { Checked.descriptor.modes.map(\.mode) }

    var checks: [Check<Checked>] {
        descriptorChecks + requestChecks + pagingChecks + transformChecks + mutationChecks + errorChecks
            + concurrencyChecks + enrichmentChecks + similarityChecks
    }

    /// A check of every search.
    func check(
        _ id: String, _ sentence: String, of searches: [CheckedSearch<Checked>],
        findings: @escaping @Sendable (CheckedSearch<Checked>) async throws -> [Finding]
    ) -> Check<Checked> {
        Check(id, sentence) {
            var all: [Finding] = []
            for search in searches { all += try await findings(search) }
            return all
        }
    }

    /// One check for each search, told apart by the search's name.
    func checks(
        _ letter: String, _ sentence: String, of searches: [CheckedSearch<Checked>],
        findings: @escaping @Sendable (CheckedSearch<Checked>) async throws -> [Finding]
    ) -> [Check<Checked>] {
        searches.map { search in
            Check("\(letter) \(search.name)", sentence) { try await findings(search) }
        }
    }

    /// The first search of a mode whose case has so many pages and ends well.
    func example(
        of mode: SearchMode, pages: Int
    ) async -> (search: CheckedSearch<Checked>, run: SearchRun)? {
        for search in taped where search.mode == mode {
            let run = await search.whole()
            if run.transcript.failure == nil, run.transcript.pages.count >= pages { return (search, run) }
        }
        return nil
    }
}
