import PlatformAPI

/// Where a keyword search stands.
struct KeywordPosition: SearchPosition, Hashable {
    /// What the provider said to ask for next. It grows by 30 a page, whatever number of videos came.
    var cursor: Int
    /// How often running the provider has said `has_more: 0`. Once is not final: further pages do follow; twice is.
    var endings: Int

    static let start = KeywordPosition(cursor: 0, endings: 0)

    /// Where the search goes on after a page with videos; `nil` at its end.
    func next(after body: JSONReader) -> KeywordPosition? {
        guard let cursor = body.count("cursor"), cursor > self.cursor else { return nil }
        let endings = body.bool("has_more") == false ? self.endings + 1 : 0
        return endings < 2 ? KeywordPosition(cursor: cursor, endings: endings) : nil
    }
}
