import FoundationEssentials
import PlatformAPI

/// Where a search stands, as it travels in a cursor: JSON.
protocol SearchPosition: Codable {}

extension SearchPosition {
    /// - Throws: ``PlatformError/invalidInput(_:)`` for a cursor that another searcher made.
    init(reading cursor: Cursor) throws(PlatformError) {
        do {
            self = try JSONDecoder().decode(Self.self, from: Data(cursor.rawValue.utf8))
        } catch {
            throw .invalidInput("the cursor does not belong to this search")
        }
    }

    var asCursor: Cursor {
        // Values of numbers and strings always encode; a cursor that cannot be read back would stop the search.
        Cursor(rawValue: (try? GemzJSON.encoder().encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "")
    }
}
