import FixtureTape

/// One thing that the API keeps.
struct StripeObject: Hashable, Sendable {
    let kind: StripeKind
    let id: String
    /// Grows with every object: the order in which they were made.
    let order: Int
    /// What the API shows of it.
    var body: JSONValue
    /// What the API keeps to itself, such as a webhook endpoint's secret.
    var notes: JSONValue = .object([])

    /// A member of the body; `null` where there is none.
    subscript(key: String) -> JSONValue {
        get { body[key] ?? .null }
        set { body.set(key, to: newValue) }
    }

    func text(_ key: String) -> String? { body[key]?.string }

    func integer(_ key: String) -> Int? { body[key]?.integer }

    func isSet(_ key: String) -> Bool { body[key]?.bool == true }

    /// Whether nothing is left of it but its id.
    var isDeleted: Bool { isSet("deleted") }

    /// What is answered when it is gone.
    var stub: JSONValue {
        .record(["id": .string(id), "object": .string(kind.rawValue), "deleted": .bool(true)])
    }
}

extension JSONValue {
    /// Gives a member of an object another value, at its old place or behind the others.
    mutating func set(_ key: String, to value: JSONValue) {
        var members = self.members ?? []
        if let index = members.firstIndex(where: { $0.key == key }) {
            members[index].value = value
        } else {
            members.append(Member(key, value))
        }
        self = .object(members)
    }

    /// What stands at the end of a way through objects; `nil` where the way breaks off.
    func value(at path: String...) -> JSONValue? {
        var value: JSONValue? = self
        for key in path { value = value?[key] }
        return value
    }

    /// Takes over members of a request, those that are named here and there.
    ///
    /// Objects are laid over what is there; of `metadata`, an empty text takes its key away, and `null` takes all.
    mutating func adopt(_ parameters: JSONValue, _ names: [String]) {
        for name in names {
            guard let value = parameters[name] else { continue }
            if name == "metadata" {
                set(name, to: value == .null ? .object([]) : Self.metadata(self[name], value))
            } else if case .object = value, let old = self[name], case .object = old {
                var merged = old
                merged.adopt(value, (value.members ?? []).map(\.key))
                set(name, to: merged)
            } else {
                set(name, to: value)
            }
        }
    }

    private static func metadata(_ old: JSONValue?, _ changes: JSONValue) -> JSONValue {
        var members = old?.members ?? []
        for change in changes.members ?? [] {
            members.removeAll { $0.key == change.key }
            if change.value != .string("") { members.append(change) }
        }
        return .object(members)
    }

    /// What an object had before it became another: its members that changed, as they were.
    func previous(to after: JSONValue) -> JSONValue {
        let changes = (after.members ?? []).compactMap { member -> Member? in
            let before = self[member.key] ?? .null
            if before == member.value { return nil }
            if case .object = before, case .object = member.value, before["object"] == nil {
                return Member(member.key, before.previous(to: member.value))
            }
            return Member(member.key, before)
        }
        return .object(changes)
    }
}
