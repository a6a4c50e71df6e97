import Foundation
import PlatformAPI

/// What a cursor must be to be kept.
enum CursorRules {
    /// Where a search's cursors are too long or come back.
    static func violations(in cursors: [Cursor?]) -> [(place: String, mistake: String)] {
        var seen: [Cursor: Int] = [:]
        return cursors.enumerated().flatMap { index, cursor -> [(String, String)] in
            guard let cursor else { return [] }
            let place = "page \(index + 1)"
            var found: [(String, String)] = []
            let size = cursor.rawValue.utf8.count
            if size > Cursor.maxBytes {
                found.append((place, "the cursor behind it has \(size) bytes, more than \(Cursor.maxBytes)"))
            }
            if let earlier = seen[cursor] {
                found.append((place, "the cursor behind it is that behind page \(earlier + 1)"))
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
}
