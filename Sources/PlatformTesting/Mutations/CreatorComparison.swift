import FixtureTape

/// A creator of a changed body beside that of the body as it is: what is there must be equal, or explained.
///
/// Explained is what the bodies hold about the creator, unless the result shows it under another name already: a
/// caption is nobody's name.
struct CreatorComparison {
    let facts: KnownFacts
    /// The texts and numbers of the creator as it is, by their keys.
    let shown: [JSONValue: Set<String>]
    let kind: Mutation.Kind

    init(_ good: JSONValue, facts: KnownFacts, kind: Mutation.Kind) {
        self.facts = facts
        self.kind = kind
        shown = good.scalars(under: "").reduce(into: [:]) { $0[$1.value, default: []].insert($1.key) }
    }

    /// Scores follow from everything else, and ids are compared by who compares creators.
    private static let passedOver: Set = ["similarity", "externalId"]
    private static let identities = ["content": "id", "links": "url", "emails": "address", "related": "externalId"]

    func mistakes(from good: JSONValue, to got: JSONValue, key: String = "", at path: String = "") -> [String] {
        if good == got { return [] }
        switch (good, got) {
        case (.object, .object(let members)):
            return members.filter { !Self.passedOver.contains($0.key) }.flatMap { member in
                let inner = path.isEmpty ? member.key : "\(path).\(member.key)"
                guard let held = good[member.key] else {
                    return unexplained(member.value, member.key, inner, "nothing")
                }
                return mistakes(from: held, to: member.value, key: member.key, at: inner)
            }
        case (.array(let held), .array(let elements)):
            return elements.enumerated().flatMap { index, element in
                let inner = "\(path)[\(index)]"
                guard let name = Self.identities[key], let twin = Self.twin(of: element, named: name, in: held) else {
                    return held.contains(element) ? [] : unexplained(element, key, inner, "nothing")
                }
                return mistakes(from: twin, to: element, at: inner)
            }
        default: return unexplained(got, key, path, good.compact)
        }
    }

    /// The element of the same identity, or, for an account that goes by its handle for want of an id, the same handle.
    private static func twin(of element: JSONValue, named name: String, in held: [JSONValue]) -> JSONValue? {
        guard let id = element[name]?.string else { return nil }
        return held.first { $0[name]?.string == id } ?? held.first { $0["handle"]?.string?.lowercased() == id }
    }

    private func unexplained(_ value: JSONValue, _ key: String, _ path: String, _ before: String) -> [String] {
        // An emptied text may be the provider's way to say no.
        if kind == .emptied, case .bool = value { return [] }
        // A retyped body has this number itself; only a text made of it would be wrong.
        if kind == .retyped, value == .number(Mutation.oddNumber) { return [] }
        let isBorrowed = shown[value].map { !$0.contains(key) } ?? false
        return !isBorrowed && facts.explain(value, key: key) ? [] : ["\(path) is \(value.compact), and was \(before)"]
    }
}

extension JSONValue {
    /// The texts and numbers in it with the keys that they stand under.
    fileprivate func scalars(under key: String) -> [(key: String, value: JSONValue)] {
        switch self {
        case .string, .number: [(key, self)]
        case .array(let elements): elements.flatMap { $0.scalars(under: key) }
        case .object(let members): members.flatMap { $0.value.scalars(under: $0.key) }
        case .null, .bool: []
        }
    }
}
