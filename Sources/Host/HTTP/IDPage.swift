import Foundation

/// A page of a list that is ordered by ids, the newest first.
struct IDPage: Sendable {
    /// Only what has a smaller id is on the page.
    let before: UUID
    /// How many rows to read: one more than the page has, which tells whether another follows.
    let limit: Int
    private let scope: String
    private let cursors: CursorCodec

    /// - Parameter scope: names the list, who sees it, and what it is filtered by.
    /// - Throws: ``PageRequest/badCursor``.
    init(_ page: PageRequest, scope: String, cursors: CursorCodec) throws {
        let text = try page.cursor.map { try cursors.open($0, scope: scope) } ?? Self.newest
        guard let before = UUID(uuidString: text) else { throw PageRequest.badCursor }
        (self.before, limit, self.scope, self.cursors) = (before, page.limit + 1, scope, cursors)
    }

    /// The page's rows, and the cursor of the next one if there is one.
    func cut<Row>(_ rows: [Row], id: (Row) -> String) -> (rows: [Row], next: String?) {
        guard rows.count == limit else { return (rows, nil) }
        let kept = rows.dropLast()
        return (Array(kept), kept.last.map { cursors.seal(id($0), scope: scope) })
    }

    /// Above every UUID that is in use.
    private static let newest = "ffffffff-ffff-ffff-ffff-ffffffffffff"
}
