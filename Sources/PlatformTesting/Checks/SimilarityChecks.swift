import FixtureTape
import PlatformAPI

/// S: what holds for creators that resemble a target.
extension CheckBench {
    var similarityChecks: [Check<Checked>] {
        guard modes.contains(.similar) else { return [] }
        let similar = searches.filter { $0.mode == .similar }
        return [
            check("S1", "each creator has a score from 0 to 1 and a reason", of: similar) { search in
                creators(of: await search.whole(), search).compactMap { place, creator in
                    guard let similarity = creator.similarity else { return Finding(place, "has no similarity") }
                    if !(0...1).contains(similarity.score) {
                        return Finding(place, "the score \(similarity.score) is not from 0 to 1")
                    }
                    let isReasoned = !similarity.reasons.isEmpty && !similarity.reasons.contains("")
                    return isReasoned ? nil : Finding(place, "the score has no reason")
                }
            },
            check("S2", "equal creators have equal scores", of: similar) { search in
                let first = creators(of: await search.whole(), search)
                let second = creators(of: await search.run(), search)
                return zip(first, second).filter { $0.1.similarity != $1.1.similarity }.map { one, other in
                    let scores = [one.1, other.1].map { $0.similarity.map { "\($0.score)" } ?? "none" }
                    return Finding(one.0, "scores \(scores[0]), and \(scores[1]) the second time")
                }
            },
            check("S3", "the target is known, and not among its own results", of: similar) { search in
                await targetFindings(search)
                    + leavingOut(search, "the target", where: { $0.isSameAccount(as: $1) }, made: { $1 })
            },
            check("S4", "private accounts are left out", of: similar) { search in
                await leavingOut(search, "a private account", where: { creator, _ in creator.isPrivate == true }) {
                    creator, _ in
                    var hidden = creator
                    hidden.isPrivate = true
                    return hidden
                }
            },
        ]
    }

    private func creators(of run: SearchRun, _ search: CheckedSearch<Checked>) -> [(String, Creator)] {
        run.transcript.pages.enumerated().flatMap { index, page in
            page.creators.map { ("\(search.name) page \(index + 1), \($0.externalId)", $0) }
        }
    }

    /// Whether the first page tells the target, without whom nobody resembles anybody.
    private func targetFindings(_ search: CheckedSearch<Checked>) async -> [Finding] {
        guard let first = await search.whole().transcript.pages.first, first.target == nil else { return [] }
        return [
            Finding("\(search.name) page 1", "names no target", remedy: "Set target on a similar search's page one")
        ]
    }

    /// Whether results hold what they must not, and whether refinement lets through what is made to be such.
    ///
    /// - Parameter make: one that must be left out, of a result and the target.
    private func leavingOut(
        _ search: CheckedSearch<Checked>, _ name: String, where isWrong: (Creator, Creator) -> Bool,
        made make: (Creator, Creator) -> Creator
    ) async -> [Finding] {
        let pages = await search.whole().transcript.pages
        guard let target = pages.first?.target else { return [] }
        let found = creators(of: await search.whole(), search).filter { isWrong($0.1, target) }
            .map { Finding($0.0, "\(name) is among the results") }
        guard let creator = pages.flatMap(\.creators).first,
            Checked().searcher(for: .similar)?.refine(make(creator, target), as: Candidate(target: target)) != nil
        else { return found }
        return found + [Finding("\(search.name) refine", "lets \(name) through")]
    }
}
