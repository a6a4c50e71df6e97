import FixtureTape
import Foundation
import PlatformAPI

/// What a host relies on when it keeps a cursor and comes back with it.
enum CursorRules {
    /// Where a search's cursors are too long or come back.
    static func violations(in cursors: [Cursor?]) -> [String] {
        var seen: [Cursor: Int] = [:]
        return cursors.enumerated().flatMap { index, cursor -> [String] in
            guard let cursor else { return [] }
            var found: [String] = []
            let size = cursor.rawValue.utf8.count
            if size > Cursor.maxBytes {
                found.append("the cursor behind page \(index + 1) has \(size) bytes, more than \(Cursor.maxBytes)")
            }
            if let earlier = seen[cursor] {
                found.append("the cursor behind page \(index + 1) is that behind page \(earlier + 1)")
            }
            seen[cursor] = seen[cursor] ?? index
            return found
        }
    }

    /// The cursor as a host reads it back from a row.
    static func reread(_ cursor: Cursor?) throws -> Cursor? {
        guard let cursor else { return nil }
        return try GemzJSON.decoder().decode([Cursor].self, from: GemzJSON.encoder().encode([cursor])).first
    }

    /// What is otherwise when a search goes on behind some pages of a whole one, rather than running through.
    static func lossFinding(
        from whole: SearchTranscript, behind pages: Int, to rest: SearchTranscript
    ) throws -> [Finding] {
        let expected = SearchTranscript(pages: Array(whole.pages.dropFirst(pages)), failure: whole.failure)
        let differences = JSONDifference.all(from: try expected.json(), to: try rest.json())
        guard !differences.isEmpty else { return [] }
        let place = pages == 0 ? "the same search again" : "the search from the cursor behind page \(pages)"
        let shown = differences.prefix(5).map { "\n  \($0)" }.joined()
        return [Finding(.resume, "\(place) gives other pages (counted from there):\(shown)")]
    }
}
