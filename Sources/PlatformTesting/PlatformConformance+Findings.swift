import FixtureTape
import Foundation
import PlatformAPI
import Synchronization

extension PlatformConformance {
    /// Everything that the platform does wrong in a case; writes `expected.json` when told to.
    ///
    /// - Throws: what writing `expected.json` throws.
    func findings(in fixture: FixtureCase) async throws -> [Finding] {
        let contents: TapeCase
        switch fixture.contents {
        case .success(let read): contents = read
        case .failure(let problem): return [Finding(.fixture, problem.description)]
        }
        guard let mode = SearchMode(rawValue: fixture.modeName), mode == contents.searchMode else {
            return [Finding(.fixture, "a \(contents.searchMode) search lies in the folder \(fixture.modeName)")]
        }
        guard Checked().searcher(for: mode) != nil else {
            return [Finding(.fixture, "\(Checked.descriptor.id) offers no \(mode) search")]
        }
        let run = try await WholeRun<Checked>(contents, mode: mode)
        return run.requestFindings + run.consumptionFindings + run.cursorFindings + (try run.resultFindings)
            + (try await run.resumeFindings()) + (try expectationFindings(run, in: fixture))
    }

    private func expectationFindings(_ run: WholeRun<Checked>, in fixture: FixtureCase) throws -> [Finding] {
        let file = fixture.folder.appending(path: "expected.json")
        let got = try run.transcript.json()
        switch update {
        case .refused:
            return [Finding(.update, "expectations are not rewritten where CI is set")]
        case .write:
            // What a tape could not answer would be written as the platform's own error.
            guard run.misses.isEmpty else { return [] }
            try Data((got.pretty + "\n").utf8).write(to: file)
            return []
        case .compare:
            // An expectation that is missing or no JSON is one to be written.
            guard let data = try? Data(contentsOf: file), let expected = try? JSONValue(parsing: Array(data)) else {
                return [Finding(.expected, "there is no readable expected.json; write it: \(FixtureUpdate.command)")]
            }
            return Self.expectationFindings(JSONDifference.all(from: expected, to: got))
        }
    }

    private static func expectationFindings(_ differences: [JSONDifference]) -> [Finding] {
        if differences.isEmpty { return [] }
        let shown = differences.prefix(20).map { "\n  \($0)" }.joined()
        let more = differences.count > 20 ? "\n  … and \(differences.count - 20) more" : ""
        return [Finding(.expected, "not as expected:\(shown)\(more)\n  If this is right: \(FixtureUpdate.command)")]
    }

    /// Everything that the platform does wrong with a provider that answers any request.
    func findings(
        with provider: any ProviderClient, request: SearchRequest, now: Date, pages: Int
    ) async throws -> ([Finding], SearchTranscript) {
        let mode: SearchMode =
            switch request.subject {
            case .keyword: .keyword
            case .similar: .similar
            }
        guard let searcher = Checked().searcher(for: mode) else {
            return ([Finding(.fixture, "\(Checked.descriptor.id) offers no \(mode) search")], SearchTranscript())
        }
        func replay(_ searcher: any Searcher, pages: Int) -> SearchReplay {
            SearchReplay(
                searcher: searcher, enricher: Checked().enricher, provider: provider, now: now, maxPages: pages)
        }
        let transcript = await replay(searcher, pages: pages).run(request)
        var findings = CursorRules.violations(in: transcript.pages.map(\.next)).map { Finding(.cursor, $0) }
        findings += ResultRules.violations(in: try transcript.json(), areAddressesInvented: true)
            .map { Finding(.results, $0) }
        for (index, page) in transcript.pages.enumerated().dropLast() {
            guard let cursor = try CursorRules.reread(page.next), let fresh = Checked().searcher(for: mode) else {
                continue
            }
            let left = transcript.pages.count - index - 1 + (transcript.failure == nil ? 0 : 1)
            let rest = await replay(fresh, pages: left)
                .run(request, after: cursor, target: transcript.pages.first?.target)
            findings += try CursorRules.lossFinding(from: transcript, behind: index + 1, to: rest)
        }
        return (findings, transcript)
    }
}

/// A case's search, run once from its beginning to its end.
struct WholeRun<Checked: Platform>: Sendable {
    let contents: TapeCase
    let mode: SearchMode
    let transcript: SearchTranscript
    let misses: [String]
    let unconsumed: [String]
    /// Where the tape stood before each page, and at the end.
    let positions: [TapePlayer.Position]

    init(_ contents: TapeCase, mode: SearchMode) async throws {
        let player = TapePlayer([contents.tape])
        let missed = Mutex<[String]>([])
        let provider = TapeProvider(player) { message in missed.withLock { $0.append(message) } }
        var positions = [player.position]
        let replay = Self.replay(contents, mode: mode, provider: provider)
        transcript =
            await replay?.run(contents.searchRequest) { _ in positions.append(player.position) }
            ?? SearchTranscript()
        self.contents = contents
        self.mode = mode
        self.positions = positions
        misses = missed.withLock { $0 }
        unconsumed = player.unconsumed.map { "\($0.exchanges) of \($0.request)" }
    }

    /// A replay on a platform of its own; `nil` where it does not offer the mode.
    private static func replay(_ contents: TapeCase, mode: SearchMode, provider: any ProviderClient) -> SearchReplay? {
        let platform = Checked()
        guard let searcher = platform.searcher(for: mode) else { return nil }
        return SearchReplay(
            searcher: searcher, enricher: platform.enricher, provider: provider, now: contents.now)
    }

    var requestFindings: [Finding] { misses.map { Finding(.requests, $0) } }

    var consumptionFindings: [Finding] {
        if unconsumed.isEmpty || contents.unused != nil { return [] }
        let lines = unconsumed.map { "\n    \($0)" }.joined()
        return [Finding(.consumed, "the search never asked for:\(lines)\n  (or say why in case.json: \"unused\")")]
    }

    var cursorFindings: [Finding] {
        let broken = CursorRules.violations(in: transcript.pages.map(\.next)).map { Finding(.cursor, $0) }
        let endless = Finding(.ending, "the search has not ended after \(transcript.pages.count) pages")
        return broken + (transcript.isCutOff ? [endless] : [])
    }

    var resultFindings: [Finding] {
        get throws {
            ResultRules.violations(in: try transcript.json(), areAddressesInvented: true).map { Finding(.results, $0) }
        }
    }

    /// The search again: from its beginning, and from every page's cursor, each time in a fresh platform.
    func resumeFindings() async throws -> [Finding] {
        var findings: [Finding] = []
        let isEndless = transcript.isCutOff
        for (index, position) in positions.enumerated() where !isEndless {
            let cursor = index == 0 ? nil : try CursorRules.reread(transcript.pages[index - 1].next)
            if index > 0, cursor == nil { continue }
            let provider = TapeProvider(TapePlayer([contents.tape], at: position)) { _ in }
            let target = index == 0 ? nil : transcript.pages.first?.target
            guard let replay = Self.replay(contents, mode: mode, provider: provider) else { continue }
            let rest = await replay.run(contents.searchRequest, after: cursor, target: target)
            findings += try CursorRules.lossFinding(from: transcript, behind: index, to: rest)
        }
        return findings
    }
}
