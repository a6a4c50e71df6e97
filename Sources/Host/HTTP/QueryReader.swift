import Foundation
import PlatformAPI

/// Reads a query's filters and remembers everything that is wrong, so that one answer names every bad parameter.
struct QueryReader {
    private let query: [String: String]
    private var issues: [FieldIssue] = []

    init(_ query: [String: String]) { self.query = query }

    /// Throws ``APIError`` with every bad parameter, if there are any.
    func finish() throws {
        guard issues.isEmpty else { throw APIError.validation(issues) }
    }

    /// Text that the database can keep: of this length, without NUL.
    mutating func text(_ name: String, length: ClosedRange<Int>) -> String? {
        guard let text = query[name] else { return nil }
        guard length.contains(text.unicodeScalars.count), !text.unicodeScalars.contains("\0") else {
            fail(name, accepted: "text of \(length.lowerBound) to \(length.upperBound) characters")
            return nil
        }
        return text
    }

    mutating func uuid(_ name: String) -> UUID? {
        guard let text = query[name] else { return nil }
        guard let id = UUID(uuidString: text) else {
            fail(name, accepted: "a UUID")
            return nil
        }
        return id
    }

    mutating func choice(_ name: String, of words: [String]) -> String? {
        guard let word = query[name] else { return nil }
        guard words.contains(word) else {
            fail(name, accepted: words.joined(separator: " or "))
            return nil
        }
        return word
    }

    mutating func timestamp(_ name: String) -> Date? {
        guard let text = query[name] else { return nil }
        guard let date = Timestamp.date(from: text) else {
            fail(name, accepted: "a timestamp of RFC 3339, such as 2026-01-02T03:04:05Z")
            return nil
        }
        return date
    }

    mutating func integer(_ name: String, in range: ClosedRange<Int>) -> Int? {
        guard let text = query[name] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            fail(name, accepted: "a whole number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    /// Which page of a list is asked for.
    mutating func page() -> PageRequest {
        PageRequest(limit: integer("limit", in: PageRequest.limits) ?? 50, cursor: query["cursor"])
    }

    private mutating func fail(_ name: String, accepted: String) {
        issues.append(FieldIssue(field: name, message: "is none of what it can be", accepted: accepted))
    }
}
