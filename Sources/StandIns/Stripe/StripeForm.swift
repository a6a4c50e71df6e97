import FixtureTape

/// The parameters of a request, nested as their names say: `items[0][price]=x` is an object in an object in an object.
///
/// Lists are objects here, too: what a list is, the route's fields know. Of `name[]` each becomes a member without name.
enum StripeForm {
    static func nested(_ fields: [(name: String, value: String)]) -> JSONValue {
        var tree = JSONValue.object([])
        for field in fields { insert(field.value, at: path(of: field.name)[...], into: &tree) }
        return tree
    }

    /// The parts of a name. Brackets within the last pair belong to the key: `metadata[k[x]]`.
    static func path(of name: String) -> [String] {
        guard let open = name.firstIndex(of: "["), open != name.startIndex, name.hasSuffix("]") else { return [name] }
        let inner = name[name.index(after: open)...].dropLast()
        return [String(name[..<open])] + inner.split(separator: "][", omittingEmptySubsequences: false).map(String.init)
    }

    private static func insert(_ value: String, at path: ArraySlice<String>, into tree: inout JSONValue) {
        guard let key = path.first else {
            tree = .string(value)
            return
        }
        var members = tree.members ?? []
        let rest = path.dropFirst()
        if !key.isEmpty, let index = members.firstIndex(where: { $0.key == key }) {
            insert(value, at: rest, into: &members[index].value)
        } else {
            var inner = JSONValue.object([])
            insert(value, at: rest, into: &inner)
            members.append(JSONValue.Member(key, inner))
        }
        tree = .object(members)
    }
}
