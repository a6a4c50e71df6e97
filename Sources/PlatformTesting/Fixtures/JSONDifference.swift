public import FixtureTape

/// One place where two JSON values differ.
public struct JSONDifference: Hashable, Sendable, CustomStringConvertible {
    /// Such as `pages[0].creators[2].followers`; empty for the values themselves.
    public let path: String
    /// `nil` where there should be nothing.
    public let expected: JSONValue?
    /// `nil` where there is nothing.
    public let got: JSONValue?

    /// All differences, in the order of the expected value. Members are compared by key, elements by index.
    public static func all(from expected: JSONValue, to got: JSONValue, at path: String = "") -> [JSONDifference] {
        switch (expected, got) {
        case (.object(let members), .object(let others)):
            let own = members.flatMap { member in
                let inner = path.isEmpty ? member.key : "\(path).\(member.key)"
                return got[member.key].map { all(from: member.value, to: $0, at: inner) }
                    ?? [JSONDifference(path: inner, expected: member.value, got: nil)]
            }
            let strangers = others.filter { expected[$0.key] == nil }.map {
                JSONDifference(path: path.isEmpty ? $0.key : "\(path).\($0.key)", expected: nil, got: $0.value)
            }
            return own + strangers
        case (.array(let elements), .array(let others)):
            return (0..<max(elements.count, others.count)).flatMap { index in
                let inner = "\(path)[\(index)]"
                guard index < elements.count else {
                    return [JSONDifference(path: inner, expected: nil, got: others[index])]
                }
                guard index < others.count else {
                    return [JSONDifference(path: inner, expected: elements[index], got: nil)]
                }
                return all(from: elements[index], to: others[index], at: inner)
            }
        default:
            return expected == got ? [] : [JSONDifference(path: path, expected: expected, got: got)]
        }
    }

    public var description: String {
        """
        \(path.isEmpty ? "(root)" : path)
            expected \(Self.short(expected))
            got      \(Self.short(got))
        """
    }

    private static func short(_ value: JSONValue?) -> String {
        guard let text = value?.compact else { return "nothing" }
        return text.count <= 160 ? text : "\(text.prefix(160))…"
    }
}

extension JSONDifference {
    /// The differences of two values as indented lines; `nil` where there are none.
    static func lines(from expected: JSONValue, to got: JSONValue, limit: Int) -> String? {
        let differences = all(from: expected, to: got)
        if differences.isEmpty { return nil }
        let shown = differences.prefix(limit).map { "\n  \($0)" }.joined()
        return shown + (differences.count > limit ? "\n  … and \(differences.count - limit) more" : "")
    }
}
