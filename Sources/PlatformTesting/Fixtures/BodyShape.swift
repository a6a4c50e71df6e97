import FixtureTape

/// Every path and type that bodies hold: what `Fixtures/<platform>/shape.txt` lists, so that a provider's rename of a
/// key shows as one line less and one line more.
///
/// Indices are left out: `users[].user_info.uid string`. So are keys that are data and not names, which would grow the
/// list with every body; `*` stands for them. They are told by two rules: a key that is no identifier (`1280`,
/// `new:_membership`) is data, and so are all keys of a place where three or more objects were seen that have no key
/// in common. A place is an endpoint and a path.
struct BodyShape {
    private struct Place {
        var kinds: Set<String> = []
        /// How many objects have each key.
        var keys: [String: Int] = [:]
        /// Objects that have keys.
        var objects = 0

        var isMap: Bool { objects >= 3 && keys.values.allSatisfy { $0 == 1 } }
    }

    private var bodies: [(endpoint: String, body: JSONValue)] = []

    mutating func add(_ body: JSONValue, from endpoint: String) { bodies.append((endpoint, body)) }

    /// Such as `/v1/tiktok/profile user.id string`, sorted, each once.
    var lines: [String] {
        var maps: Set<String> = []
        // Merging a map's members may show further maps below it.
        while true {
            var places: [String: Place] = [:]
            for (endpoint, body) in bodies { Self.visit(body, at: endpoint + " ", maps, &places) }
            let further = maps.union(places.filter { $0.value.isMap }.map(\.key))
            if further == maps {
                return places.flatMap { place in place.value.kinds.map { "\(place.key) \($0)" } }.sorted()
            }
            maps = further
        }
    }

    private static func visit(
        _ value: JSONValue, at path: String, _ maps: Set<String>, _ places: inout [String: Place]
    ) {
        if !path.hasSuffix(" ") { places[path, default: Place()].kinds.insert(value.kindName) }
        switch value {
        case .array(let elements):
            for element in elements { visit(element, at: path + "[]", maps, &places) }
        case .object(let members):
            if !members.isEmpty { places[path, default: Place()].objects += 1 }
            for member in members {
                places[path, default: Place()].keys[member.key, default: 0] += 1
                let name = maps.contains(path) || !isIdentifier(member.key) ? "*" : member.key
                visit(member.value, at: path.hasSuffix(" ") ? path + name : "\(path).\(name)", maps, &places)
            }
        case .null, .bool, .number, .string: break
        }
    }

    private static func isIdentifier(_ key: String) -> Bool {
        guard let first = key.utf8.first, first == UInt8(ascii: "_") || first.isASCIILetter else { return false }
        return key.utf8.allSatisfy { $0.isASCIILetter || $0 == UInt8(ascii: "_") || (0x30...0x39).contains($0) }
    }
}

extension UInt8 {
    fileprivate var isASCIILetter: Bool { (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) }
}

extension JSONValue {
    /// The name of its type.
    var kindName: String {
        switch self {
        case .null: "null"
        case .bool: "bool"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}
