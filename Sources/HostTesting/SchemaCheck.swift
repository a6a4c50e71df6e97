import Foundation
import PlatformAPI

/// JSON against the part of JSON Schema (2020-12) that the host prints. A keyword beyond that part is a finding itself,
/// so that nothing is taken for checked that is not.
struct SchemaCheck: Sendable {
    /// The schemas that `$ref` names.
    var components: JSONReader

    /// Says nothing about what is valid.
    private static let annotations: Set<String> = ["description", "examples", "default", "title"]

    func findings(in value: JSONReader, against schema: JSONReader) -> [String] {
        schema.members().flatMap { keyword, rule -> [String] in
            switch keyword {
            case "$ref": reference(rule, value)
            case "anyOf": anyOf(rule, value)
            case "type": type(rule.string() ?? "", value)
            case "const", "enum": words(rule, value)
            case "properties", "required", "additionalProperties": object(keyword, rule, value, schema)
            case "items": value.elements().flatMap { findings(in: $0, against: rule) }
            case "minItems":
                expect(value.kind != .array || value.elements().count >= rule.integer() ?? 0, value, keyword)
            case "maxItems":
                expect(value.kind != .array || value.elements().count <= rule.integer() ?? 0, value, keyword)
            case "minLength", "maxLength", "pattern", "format": text(keyword, rule, value)
            case "minimum": expect(value.double().map { $0 >= rule.double() ?? 0 } ?? true, value, keyword)
            case "maximum": expect(value.double().map { $0 <= rule.double() ?? 0 } ?? true, value, keyword)
            case let other: Self.annotations.contains(other) ? [] : ["the schema's keyword \(other) is not checked"]
            }
        }
    }

    private func expect(_ isFulfilled: Bool, _ value: JSONReader, _ problem: String) -> [String] {
        isFulfilled ? [] : ["\(value.path.isEmpty ? "the body" : value.path): \(problem)"]
    }

    private func reference(_ rule: JSONReader, _ value: JSONReader) -> [String] {
        let name = (rule.string() ?? "").split(separator: "/").last.map(String.init) ?? ""
        guard components.exists(name) else { return ["the schema \(name) does not exist"] }
        return findings(in: value, against: components[name])
    }

    private func anyOf(_ rule: JSONReader, _ value: JSONReader) -> [String] {
        let tries = rule.elements().map { findings(in: value, against: $0) }
        return tries.contains([]) ? [] : tries.min { $0.count < $1.count } ?? []
    }

    private func type(_ name: String, _ value: JSONReader) -> [String] {
        let isRight =
            switch name {
            case "boolean": value.kind == .bool
            case "integer": value.kind == .number && value.integer() != nil
            default: value.kind.rawValue == name
            }
        return expect(isRight, value, "is \(value.kind.rawValue), not \(name)")
    }

    private func words(_ rule: JSONReader, _ value: JSONReader) -> [String] {
        let allowed = rule.kind == .array ? rule.elements() : [rule]
        let isOneOf = allowed.contains { other in
            other.kind == value.kind && other.string() == value.string() && other.bool() == value.bool()
        }
        return expect(isOneOf, value, "'\(value.string() ?? value.kind.rawValue)' is none of the values allowed")
    }

    private func object(
        _ keyword: String, _ rule: JSONReader, _ value: JSONReader, _ schema: JSONReader
    ) -> [String] {
        guard value.kind == .object else { return [] }
        let members = value.members()
        switch keyword {
        case "properties":
            return rule.members().flatMap { name, schema in
                members.filter { $0.key == name }.flatMap { findings(in: $0.value, against: schema) }
            }
        case "required":
            return rule.elements().compactMap { $0.string() }.flatMap { name in
                expect(members.contains { $0.key == name }, value, "lacks \(name)")
            }
        default:
            let known = Set(schema.members("properties").map(\.key))
            return members.flatMap { expect(known.contains($0.key), value, "has an unknown member \($0.key)") }
        }
    }

    private func text(_ keyword: String, _ rule: JSONReader, _ value: JSONReader) -> [String] {
        guard value.kind == .string, let text = value.string() else { return [] }
        let isRight =
            switch (keyword, rule.string()) {
            case ("minLength", _): text.unicodeScalars.count >= rule.integer() ?? 0
            case ("maxLength", _): text.unicodeScalars.count <= rule.integer() ?? 0
            case ("pattern", let pattern?): text.range(of: pattern, options: .regularExpression) != nil
            case ("format", "uuid"): UUID(uuidString: text) != nil && text == text.lowercased()
            case ("format", "date-time"): Timestamp.date(from: text) != nil
            case ("format", "uri-reference"): URL(string: text) != nil
            default: false
            }
        return expect(isRight, value, "'\(text.prefix(80))' is against \(keyword) \(rule.string() ?? "")")
    }
}
