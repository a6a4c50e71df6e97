import Foundation
import PlatformAPI

/// Reads a request's fields and remembers everything that is wrong, so that one answer names every bad field.
///
/// Readers return a usable value or `nil`; ``finish()`` throws when anything was wrong.
struct FieldReader {
    private let json: JSONReader
    private let prefix: String
    private(set) var issues: [FieldIssue] = []
    private var known: Set<String> = []

    /// More than these are of no use to a reader.
    private static let mostIssues = 50

    init(_ json: JSONReader, prefix: String = "") {
        self.json = json
        self.prefix = prefix
    }

    /// Throws ``APIError`` with every bad and every unknown field, if there are any.
    mutating func finish() throws {
        refuseUnknown()
        guard issues.isEmpty else { throw APIError.validation(issues) }
    }

    mutating func fail(_ field: String, _ message: String, accepted: String) {
        issues.append(FieldIssue(field: prefix + field, message: message, accepted: accepted))
    }

    /// Text without surrounding space, of a length in Unicode scalars, as JSON Schema counts. NUL is refused: Postgres
    /// cannot keep it.
    mutating func string(_ field: String, length: ClosedRange<Int>, required: Bool = true) -> String? {
        let accepted = "text of \(length.lowerBound) to \(length.upperBound) characters"
        guard let value = take(field, .string, required: required, accepted: accepted) else { return nil }
        guard let text = Self.text(value, length) else {
            let count = value.string()?.unicodeScalars.count ?? 0
            fail(field, "is \(count) characters long, blank, or has a NUL in it", accepted: accepted)
            return nil
        }
        return text
    }

    /// An optional text in a merge patch (RFC 7396): `null` empties it, what is absent stays.
    mutating func change(_ field: String, length: ClosedRange<Int>) -> TextChange {
        if json.members().last(where: { $0.key == field })?.value.kind == .null {
            known.insert(field)
            return .clear
        }
        return string(field, length: length, required: false).map(TextChange.set) ?? .keep
    }

    private static func text(_ value: JSONReader, _ length: ClosedRange<Int>) -> String? {
        guard let given = value.string(), given.unicodeScalars.count <= length.upperBound,
            !given.unicodeScalars.contains("\0")
        else { return nil }
        let text = given.trimmingCharacters(in: .whitespacesAndNewlines)
        return text.unicodeScalars.count >= length.lowerBound ? text : nil
    }

    mutating func integer(_ field: String, in range: ClosedRange<Int>) -> Int? {
        let accepted = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        guard let value = take(field, .number, required: false, accepted: accepted) else { return nil }
        guard let number = value.integer(), range.contains(number) else {
            fail(field, "is out of range", accepted: accepted)
            return nil
        }
        return number
    }

    mutating func number(_ field: String, in range: ClosedRange<Double>) -> Double? {
        let accepted = "a number from \(range.lowerBound) to \(range.upperBound)"
        guard let value = take(field, .number, required: false, accepted: accepted) else { return nil }
        guard let number = value.double(), range.contains(number) else {
            fail(field, "is out of range", accepted: accepted)
            return nil
        }
        return number
    }

    mutating func bool(_ field: String) -> Bool? {
        take(field, .bool, required: false, accepted: "true or false")?.bool()
    }

    /// One of a few words.
    mutating func choice(_ field: String, of words: [String]) -> String? {
        let accepted = words.joined(separator: " or ")
        guard let value = take(field, .string, required: false, accepted: accepted) else { return nil }
        guard let word = value.string(), words.contains(word) else {
            fail(field, "is none of the words it can be", accepted: accepted)
            return nil
        }
        return word
    }

    mutating func uuid(_ field: String) -> UUID? {
        let accepted = "a UUID"
        guard let value = take(field, .string, required: true, accepted: accepted) else { return nil }
        guard let id = UUID(uuidString: value.string() ?? "") else {
            fail(field, "is not a UUID", accepted: accepted)
            return nil
        }
        return id
    }

    /// An instant, as RFC 3339 writes it.
    mutating func timestamp(_ field: String, required: Bool) -> Date? {
        let accepted = "a timestamp of RFC 3339, such as 2026-01-02T03:04:05Z"
        guard let value = take(field, .string, required: required, accepted: accepted) else { return nil }
        guard let date = Timestamp.date(from: value.string() ?? "") else {
            fail(field, "is no such timestamp", accepted: accepted)
            return nil
        }
        return date
    }

    /// Letters of a fixed length, such as a country code, in one case.
    mutating func code(_ field: String, letters: Int, upper: Bool, about: String) -> String? {
        guard let value = take(field, .string, required: false, accepted: about) else { return nil }
        let text = value.string() ?? ""
        guard text.utf8.count == letters, text.allSatisfy({ $0.isASCII && $0.isLetter }) else {
            fail(field, "is not \(about)", accepted: about)
            return nil
        }
        return upper ? text.uppercased() : text.lowercased()
    }

    /// A list of texts; each bad element is named by its index. `nil` where the field is absent or the list is bad.
    mutating func strings(_ field: String, count: ClosedRange<Int>, length: ClosedRange<Int>) -> [String]? {
        let accepted =
            "a list of \(count.lowerBound) to \(count.upperBound) texts of "
            + "\(length.lowerBound) to \(length.upperBound) characters"
        guard let value = take(field, .array, required: false, accepted: accepted) else { return nil }
        let elements = value.elements()
        guard count.contains(elements.count) else {
            fail(field, "has \(elements.count) elements", accepted: accepted)
            return nil
        }
        let texts = elements.enumerated().compactMap { index, element -> String? in
            guard let text = Self.text(element, length) else {
                fail("\(field)[\(index)]", "is not such a text", accepted: accepted)
                return nil
            }
            return text
        }
        return texts.count == elements.count ? texts : nil
    }

    /// Reads the fields of a nested object; its issues are named with the object's name before them.
    mutating func object<Value>(_ field: String, _ read: (inout FieldReader) -> Value) -> Value? {
        guard let value = take(field, .object, required: false, accepted: "an object") else { return nil }
        var nested = FieldReader(value, prefix: "\(prefix)\(field).")
        let result = read(&nested)
        nested.refuseUnknown()
        issues += nested.issues
        return result
    }

    /// A value of any kind, which the caller judges.
    mutating func value(_ field: String, accepted: String, required: Bool = true) -> JSONReader? {
        known.insert(field)
        let value = json.members().last(where: { $0.key == field })?.value
        if value == nil, required { fail(field, "is missing", accepted: accepted) }
        return value
    }

    /// Reads the objects of a list, which must be there; issues are named with the list's name and the index before them.
    mutating func objects<Value>(
        _ field: String, count: ClosedRange<Int>, _ read: (inout FieldReader) -> Value
    ) -> [Value]? {
        let accepted = "a list of \(count.lowerBound) to \(count.upperBound) objects"
        guard let value = take(field, .array, required: true, accepted: accepted) else { return nil }
        let elements = value.elements()
        guard count.contains(elements.count) else {
            fail(field, "has \(elements.count) elements", accepted: accepted)
            return nil
        }
        return elements.enumerated().compactMap { index, element -> Value? in
            guard element.kind == .object else {
                fail("\(field)[\(index)]", "is \(element.kind.rawValue)", accepted: "an object")
                return nil
            }
            var nested = FieldReader(element, prefix: "\(prefix)\(field)[\(index)].")
            let result = read(&nested)
            nested.refuseUnknown()
            issues += nested.issues
            return result
        }
    }

    private mutating func take(
        _ field: String, _ kind: JSONReader.Kind, required: Bool, accepted: String
    ) -> JSONReader? {
        known.insert(field)
        guard let value = json.members().last(where: { $0.key == field })?.value else {
            if required { fail(field, "is missing", accepted: accepted) }
            return nil
        }
        guard value.kind == kind else {
            fail(field, "is \(value.kind.rawValue)", accepted: accepted)
            return nil
        }
        return value
    }

    private mutating func refuseUnknown() {
        for member in json.members() where !known.contains(member.key) && issues.count < Self.mostIssues {
            fail(
                String(member.key.prefix(64)), "is not a field of this request",
                accepted: known.sorted().joined(separator: ", "))
        }
    }
}
