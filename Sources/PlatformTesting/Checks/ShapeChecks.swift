import FixtureTape
import Foundation
import PlatformAPI

/// D7: `Fixtures/<platform>/shape.txt`, told at ``BodyShape``.
extension CheckBench {
    func shapeFindings() async throws -> [Finding] {
        let lines = await shape().lines
        let file = folder.appending(path: "shape.txt")
        let place = "Fixtures/\(Checked.descriptor.id)/shape.txt"
        if lines.isEmpty { return [Finding(place, "no case has a good JSON body")] }
        switch update {
        case .refused: return [Finding(place, "is not rewritten where CI is set")]
        case .write:
            try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file)
            return []
        case .compare:
            // A list that is missing is one to be written.
            guard let text = try? String(contentsOf: file, encoding: .utf8) else {
                return [Finding(place, "is not there", remedy: "Write it: \(FixtureUpdate.command)")]
            }
            let change = Set(lines).symmetricDifference(text.split(separator: "\n").map(String.init))
            if change.isEmpty { return [] }
            let shown = change.sorted().prefix(40).map { "\n  \(lines.contains($0) ? "+" : "-") \($0)" }.joined()
            return [
                Finding(place, "bodies hold other things than it lists:\(shown)", remedy: Finding.acceptance)
            ]
        }
    }

    /// What the good bodies of all cases hold: those with status 200 that pages or profiles were made of.
    private func shape() async -> BodyShape {
        var shape = BodyShape()
        for search in taped {
            let run = await search.whole()
            for call in run.goodCalls {
                if let body = call.call.goodBody { shape.add(body, from: call.call.request.path) }
            }
        }
        return shape
    }
}

extension SearchRun {
    /// The calls, with their numbers, whose answers pages or profiles were made of.
    var goodCalls: [(number: Int, call: ProviderCall)] {
        let failed = Set(
            enrichments.filter { enrichment in
                guard case .failure = enrichment.after else { return false }
                return true
            }.flatMap { enrichment in enrichment.calls.map(\.request) })
        return calls.enumerated().filter { _, call in
            guard case .success = call.answer, call.page < transcript.pages.count else { return false }
            return call.asker == .searcher || !failed.contains(call.request)
        }.map { ($0, $1) }
    }
}
