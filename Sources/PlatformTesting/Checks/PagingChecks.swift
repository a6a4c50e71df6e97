import FixtureTape
import PlatformAPI

/// P: what a host relies on when it keeps a cursor and comes back with it.
extension CheckBench {
    var pagingChecks: [Check<Checked>] {
        checks("P", "goes on from every cursor in a fresh platform, and ends", of: searches) { search in
            let run = await search.whole()
            let cursors = run.transcript.pages.map(\.next)
            let broken = CursorRules.violations(in: cursors).map { Finding("\(search.name) \($0.place)", $0.mistake) }
            guard search.contents == nil || !run.transcript.isCutOff else {
                let pages = run.transcript.pages.count
                return broken + [Finding(search.name, "the search has not ended after \(pages) pages")]
            }
            return broken + (try await resumeFindings(run, of: search))
        }
    }

    /// The search again: from its beginning, and from every page's cursor, each time in a fresh platform.
    private func resumeFindings(_ run: SearchRun, of search: CheckedSearch<Checked>) async throws -> [Finding] {
        var findings: [Finding] = []
        for start in run.starts {
            let left = run.transcript.pages.count - start.page
            // A simulated search is cut off: behind its last page nothing is known.
            if left == 0, run.transcript.failure == nil { continue }
            var reread = start
            reread.cursor = try CursorRules.reread(start.cursor)
            let rest = await search.run(from: reread, pages: left + (run.transcript.failure == nil ? 0 : 1))
            let expected = SearchTranscript(
                pages: Array(run.transcript.pages.dropFirst(start.page)), failure: run.transcript.failure)
            if rest.transcript == expected || rest.transcript.isCutOff && rest.transcript.pages == expected.pages {
                continue
            }
            let place = start.page == 0 ? "from the beginning again" : "from the cursor behind page \(start.page)"
            if let lines = JSONDifference.lines(
                from: try expected.json(), to: try rest.transcript.json(), limit: 5)
            {
                findings.append(Finding("\(search.name) \(place)", "gives other pages (counted from there):\(lines)"))
            }
        }
        return findings
    }
}
