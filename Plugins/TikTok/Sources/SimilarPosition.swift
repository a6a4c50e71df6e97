import PlatformAPI

/// Where a similar search stands: the target, and how far each of its terms has been searched.
struct SimilarPosition: SearchPosition, Hashable {
    /// One term of the users search.
    struct Term: Hashable, Codable {
        var text: String
        var cursor = 0
        /// True when the provider has no further users for the term.
        var isDone = false
    }

    var targetID: String
    var targetHandle: String
    var terms: [Term]
    /// The index of the term whose page comes next.
    var turn = 0

    init?(target: Creator) {
        let written = [target.displayName, target.bio].compactMap { $0.map(SearchTerms.ownWords) }
        let texts = written + [target.handle].compactMap(\.self)
        terms = SearchTerms.terms(from: texts, limit: 5).map { Term(text: $0) }
        guard !terms.isEmpty else { return nil }
        targetID = target.externalId
        targetHandle = target.handle ?? ""
    }

    /// The term to search now; `nil` when all are done.
    var term: Term? { terms.indices.contains(turn) && !terms[turn].isDone ? terms[turn] : nil }

    /// Where the search goes on after a page of the term whose turn it was; `nil` when every term is done.
    ///
    /// - Parameters:
    ///   - cursor: where the provider says that the term goes on; `nil` or an unchanged one ends the term.
    func next(after cursor: Int?) -> SimilarPosition? {
        guard terms.indices.contains(turn) else { return nil }
        var position = self
        if let cursor, cursor > terms[turn].cursor {
            position.terms[turn].cursor = cursor
        } else {
            position.terms[turn].isDone = true
        }
        let order = (1...terms.count).map { (turn + $0) % terms.count }
        guard let turn = order.first(where: { !position.terms[$0].isDone }) else { return nil }
        position.turn = turn
        return position
    }

    /// Whether a user found is the target itself.
    func isTarget(_ creator: Creator) -> Bool {
        creator.externalId == targetID || creator.handle?.lowercased() == targetHandle.lowercased()
    }
}
