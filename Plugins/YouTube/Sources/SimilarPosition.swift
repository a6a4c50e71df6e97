import PlatformAPI

/// Where a similar search stands: whom it leaves out, and how far each of its terms has been searched.
struct SimilarPosition: Hashable, Codable {
    /// One term of the video search.
    struct Term: Hashable, Codable {
        var text: String
        /// `nil` when the term has no further page.
        var continuation: Continuation? = .start
    }

    /// The target's channel id.
    var target: String
    var terms: [Term]
    /// The index of the term whose page comes next.
    var turn = 0

    /// `nil` when there is nothing to search with.
    init?(target: String, terms: [String]) {
        guard !terms.isEmpty else { return nil }
        self.target = target
        self.terms = terms.map { Term(text: $0) }
    }

    /// What to search now; `nil` when the term is done.
    var current: (text: String, continuation: Continuation)? {
        guard terms.indices.contains(turn), let continuation = terms[turn].continuation else { return nil }
        return (terms[turn].text, continuation)
    }

    /// Where the search goes on after a page of the term whose turn it was; `nil` when every term is done.
    ///
    /// - Parameters:
    ///   - continuation: where that term goes on; `nil` ends it.
    func next(after continuation: Continuation?) -> Cursor? {
        guard terms.indices.contains(turn) else { return nil }
        var position = self
        position.terms[turn].continuation = continuation
        while true {
            let order = (1...terms.count).map { (turn + $0) % terms.count }
            guard let next = order.first(where: { position.terms[$0].continuation != nil }) else { return nil }
            position.turn = next
            if let cursor = position.asCursor { return cursor }
            // Five tokens of the usual length fit a cursor. Where they don't, the term that takes most of it ends.
            guard let longest = position.longest else { return nil }
            position.terms[longest].continuation = nil
        }
    }

    /// The term that takes most room among those that go on.
    private var longest: Int? {
        terms.indices.filter { terms[$0].continuation != nil }.max { length(of: $0) < length(of: $1) }
    }

    private func length(of index: Int) -> Int { terms[index].continuation?.token?.utf8.count ?? 0 }
}
