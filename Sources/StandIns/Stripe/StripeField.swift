import FixtureTape

/// What a parameter may hold.
indirect enum StripeField: Sendable {
    /// A text that is not empty.
    case word
    /// A text; an empty one unsets.
    case text
    case integer(ClosedRange<Int>)
    case flag
    /// Unix seconds.
    case time
    /// Unix seconds, or one of these words; an empty text unsets.
    case timeOr([String])
    case choice([String])
    case list(StripeField)
    case record([String: StripeField])
    /// Keys and texts of the caller's own.
    case metadata
    /// Unix seconds, or an object of `gt`, `gte`, `lt` and `lte`.
    case span

    /// The value with its type, where a request may send it.
    ///
    /// - Parameter path: the parameter's name as a client writes it.
    func checked(_ value: JSONValue, at path: String) throws(StripeFailure) -> JSONValue {
        switch self {
        case .word:
            let text = try Self.text(value, at: path)
            if text.isEmpty { throw .empty(path) }
            return .string(text)
        case .text:
            let text = try Self.text(value, at: path)
            return text.isEmpty ? .null : .string(text)
        case .integer(let range): return try Self.integer(value, range, at: path)
        case .time: return try Self.integer(value, 0...Self.latest, at: path)
        case .timeOr(let words):
            let text = try Self.text(value, at: path)
            if text.isEmpty { return .null }
            return try words.contains(text) ? value : Self.integer(value, 0...Self.latest, at: path)
        case .flag:
            switch try Self.text(value, at: path) {
            case "true", "1": return .bool(true)
            case "false", "0": return .bool(false)
            case "": throw .empty(path)
            case let text: throw .invalid(path, "Invalid boolean: \(text)")
            }
        case .choice(let words):
            let text = try Self.text(value, at: path)
            if text.isEmpty { throw .empty(path) }
            guard words.contains(text) else {
                throw .invalid(path, "Invalid \(path): must be one of \(words.joined(separator: ", "))")
            }
            return value
        case .list(let field): return try Self.list(value, of: field, at: path)
        case .record(let fields):
            if value == .string("") { return .null }
            guard value.members != nil else { throw .invalid(path, "Invalid object") }
            return try Self.checked(value, fields, within: path)
        case .metadata: return try Self.metadata(value, at: path)
        case .span:
            if value.members == nil { return try Self.integer(value, 0...Self.latest, at: path) }
            return try Self.checked(value, ["gt": .time, "gte": .time, "lt": .time, "lte": .time], within: path)
        }
    }

    /// The members of an object, each with its type.
    ///
    /// - Parameter path: the object's own name; `nil` for a whole request.
    static func checked(
        _ tree: JSONValue, _ fields: [String: StripeField], within path: String? = nil
    ) throws(StripeFailure) -> JSONValue {
        var members: [JSONValue.Member] = []
        for member in tree.members ?? [] {
            let name = path.map { "\($0)[\(member.key)]" } ?? member.key
            guard let field = fields[member.key] else { throw .unknown(name) }
            members.append(JSONValue.Member(member.key, try field.checked(member.value, at: name)))
        }
        return .object(members)
    }

    /// The end of the year 9999.
    private static let latest = 253_402_300_799

    private static func text(_ value: JSONValue, at path: String) throws(StripeFailure) -> String {
        guard let text = value.string else { throw .invalid(path, "Invalid string: \(value.compact)") }
        return text
    }

    private static func integer(
        _ value: JSONValue, _ range: ClosedRange<Int>, at path: String
    ) throws(StripeFailure) -> JSONValue {
        let text = try text(value, at: path)
        if text.isEmpty { throw .empty(path) }
        guard let number = Int(text) else { throw .notInteger(path, "Invalid integer: \(text)") }
        guard range.contains(number) else {
            let isSmall = number < range.lowerBound
            throw .notInteger(
                path,
                isSmall
                    ? "This value must be greater than or equal to \(range.lowerBound)."
                    : "This value must be less than or equal to \(range.upperBound).")
        }
        return .integer(number)
    }

    /// The members of `value` in the order of their numbers.
    private static func list(
        _ value: JSONValue, of field: StripeField, at path: String
    ) throws(StripeFailure) -> JSONValue {
        if value == .string("") { return .null }
        guard let members = value.members else { throw .invalid(path, "Invalid array") }
        let sorted = members.enumerated().sorted { one, other in
            (Int(one.element.key) ?? 0, one.offset) < (Int(other.element.key) ?? 0, other.offset)
        }
        var elements: [JSONValue] = []
        for (index, (_, member)) in sorted.enumerated() {
            elements.append(try field.checked(member.value, at: "\(path)[\(index)]"))
        }
        return .array(elements)
    }

    private static func metadata(_ value: JSONValue, at path: String) throws(StripeFailure) -> JSONValue {
        if value == .string("") { return .null }
        guard let members = value.members, members.allSatisfy({ $0.value.string != nil }) else {
            throw .invalid(path, "Invalid object: metadata is a flat set of keys and strings.")
        }
        guard members.count <= 50, members.allSatisfy({ $0.key.count <= 40 && ($0.value.string ?? "").count <= 500 })
        else {
            throw .invalid(path, "Metadata has at most 50 keys of 40 characters, with values of 500 characters.")
        }
        return value
    }
}
