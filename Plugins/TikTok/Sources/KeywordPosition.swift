import FoundationEssentials
import PlatformAPI

/// Where a keyword search stands.
struct KeywordPosition: Hashable, Codable {
    /// What the provider said to ask for next. It grows by 30 a page, whatever number of videos came.
    var cursor: Int
    /// How often running the provider has said `has_more: 0`. Once is not final: further pages do follow; twice is.
    var endings: Int

    static let start = KeywordPosition(cursor: 0, endings: 0)

    /// Where the search goes on after a page with videos; `nil` at its end.
    func next(after body: JSONReader) -> KeywordPosition? {
        guard let cursor = body.integer("cursor"), cursor > self.cursor else { return nil }
        let endings = body.bool("has_more") == false ? self.endings + 1 : 0
        return endings < 2 ? KeywordPosition(cursor: cursor, endings: endings) : nil
    }
}

extension Decodable where Self: Encodable {
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
