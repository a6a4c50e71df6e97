import FixtureTape
import Foundation
import PlatformAPI
import Synchronization

/// A search that checks run, as often as they need, and what answers it: a case's tape, or a simulator.
struct CheckedSearch<Checked: Platform>: Sendable {
    private enum Answers: Sendable {
        case tape(TapeCase)
        case simulator(SimulatorProvider.Answer)
    }

    /// Such as `tiktok/keyword/whole-search` or `simulated/keyword/vegan ramen`.
    let name: String
    let mode: SearchMode
    let request: SearchRequest
    let now: Date
    /// The folder of its case; `nil` for a simulated search.
    let folder: URL?
    /// After so many pages the search is cut off.
    private let maxPages: Int
    private let answers: Answers
    private let memory = RunMemory()

    /// `nil` for a case that cannot be run: ``problem(of:)`` says why.
    init?(_ fixture: FixtureCase) {
        guard Self.problem(of: fixture) == nil, case .success(let contents) = fixture.contents else { return nil }
        name = fixture.testDescription
        mode = contents.searchMode
        request = contents.searchRequest
        now = contents.now
        folder = fixture.folder
        maxPages = 100
        answers = .tape(contents)
    }

    private init(_ subject: SearchRequest.Subject, by simulator: @escaping SimulatorProvider.Answer, now: Date) {
        request = SearchRequest(subject: subject, wanted: 50)
        mode = request.mode
        name = "simulated/\(mode)/\(request.text)"
        self.now = now
        folder = nil
        maxPages = 3
        answers = .simulator(simulator)
    }

    /// A few searches that a simulator answers, in every mode of the platform.
    static func simulated(by simulator: @escaping SimulatorProvider.Answer, now: Date) -> [CheckedSearch] {
        let subjects: [SearchRequest.Subject] =
            ["vegan ramen", "🍜", "寿司"].map { .keyword($0) } + ["jane.cooks", "gemz"].map { .similar(to: $0) }
        return subjects.map { CheckedSearch($0, by: simulator, now: now) }
            .filter { Checked().searcher(for: $0.mode) != nil }
    }

    /// Why a case cannot be run.
    static func problem(of fixture: FixtureCase) -> Finding? {
        let place = fixture.testDescription
        switch fixture.contents {
        case .failure(let problem): return Finding(place, problem.description)
        case .success(let contents):
            guard let mode = SearchMode(rawValue: fixture.modeName), mode == contents.searchMode else {
                return Finding(place, "a \(contents.searchMode) search lies in the folder \(fixture.modeName)")
            }
            let isOffered = Checked().searcher(for: mode) != nil
            return isOffered ? nil : Finding(place, "\(Checked.descriptor.id) offers no \(mode) search")
        }
    }

    /// The case; `nil` for a simulated search.
    var contents: TapeCase? {
        guard case .tape(let contents) = answers else { return nil }
        return contents
    }

    /// What the search gives on a fresh platform, run once for all checks that only look at it.
    func whole() async -> SearchRun {
        if let known = memory.run { return known }
        let run = await run()
        memory.run = run
        return run
    }

    /// Runs the search.
    ///
    /// - Parameters:
    ///   - start: the page to go on from, as an earlier run told.
    ///   - pages: after so many pages it is cut off.
    ///   - replacements: what stands in place of the provider's answers, by the number of the call.
    ///   - platform: a fresh one, unless told otherwise.
    func run(
        from start: SearchRun.Start = .init(), pages: Int? = nil, replacing replacements: [Int: Tape.Answer] = [:],
        on platform: Checked = Checked()
    ) async -> SearchRun {
        guard let searcher = platform.searcher(for: mode) else { return SearchRun() }
        let log = CallLog()
        let player = TapePlayer((contents?.tape).map { [$0] } ?? [], at: start.position)
        let base: any ProviderClient =
            switch answers {
            case .tape: TapeProvider(player) { log.miss($0) }
            case .simulator(let answer): SimulatorProvider(answer)
            }
        let provider = WatchedProvider(base: base, log: log, asker: .searcher, replacements: replacements)
        let replay = SearchReplay(
            searcher: searcher, enricher: platform.enricher.map { WatchedEnricher(base: $0, log: log) },
            provider: provider, now: now, maxPages: pages ?? maxPages)
        var starts = [start]
        let transcript = await replay.run(request, after: start.cursor, target: start.target) { page in
            log.turnPage()
            guard let next = page.next else { return }
            let target = starts.last?.target ?? page.target
            starts.append(.init(page: starts.count, cursor: next, target: target, position: player.position))
        }
        return SearchRun(
            transcript: transcript, starts: starts, calls: log.calls, enrichments: log.enrichments, misses: log.misses,
            unused: player.unconsumed.map { "\($0.exchanges) of \($0.request)" })
    }
}

extension SearchRequest {
    /// The mode that serves it.
    var mode: SearchMode {
        switch subject {
        case .keyword: .keyword
        case .similar: .similar
        }
    }
}

/// Keeps a search's whole run for the checks that come after.
private final class RunMemory: Sendable {
    private let kept = Mutex<SearchRun?>(nil)

    var run: SearchRun? {
        get { kept.withLock { $0 } }
        set { kept.withLock { $0 = newValue } }
    }
}
