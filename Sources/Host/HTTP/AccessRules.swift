/// What a route's access must agree with in the rest of its declaration. A host with a route that does not agree does
/// not start.
enum AccessRules {
    /// - Throws: ``AccessError`` naming every route that is wrong.
    static func check(_ endpoints: [Endpoint]) throws {
        let problems = endpoints.flatMap { endpoint in
            Self.problems(of: endpoint).map { "\(endpoint.method.rawValue) \(endpoint.path) \($0)" }
        }
        guard problems.isEmpty else { throw AccessError(problems: problems) }
    }

    static func problems(of endpoint: Endpoint) -> [String] {
        var problems: [String] = []
        if endpoint.path.hasPrefix("/api/admin/"), endpoint.access != .admin {
            problems.append("is below /api/admin, and not for admins alone")
        }
        switch endpoint.access {
        case .anyone(let because):
            if because.isEmpty { problems.append("is for anyone, and does not say why that does no harm") }
            if endpoint.method.isWrite { problems.append("is for anyone, and may change something") }
        case .session:
            let named = names(of: endpoint)
            if !named.isEmpty { problems.append("does not say whose \(named.joined(separator: ", ")) is") }
        case .signedURL where endpoint.method.isWrite:
            problems.append("changes something, by an address that may be handed on")
        case .owner, .signedURL, .admin, .browser, .signed: break
        }
        if let owned = endpoint.access.owned, !declares(owned, in: endpoint) {
            problems.append(
                "has no \(owned.name) in its \(owned.place.rawValue), which is to name what is the caller's own")
        }
        return problems
    }

    private static func declares(_ owned: Endpoint.Owned, in endpoint: Endpoint) -> Bool {
        switch owned.place {
        case .path, .query:
            endpoint.parameters.contains { $0.place.rawValue == owned.place.rawValue && $0.name == owned.name }
        case .body: endpoint.body.map { fields(in: $0.value) }?.contains { $0.name == owned.name } ?? false
        }
    }

    /// The parameter in which callers repeat their own id, so that nothing is removed by mistake.
    private static let confirmation = "confirm"

    /// What of somebody's a request names by its id.
    private static func names(of endpoint: Endpoint) -> [String] {
        let parameters = endpoint.parameters.filter {
            $0.name != confirmation && (isID($0.schema.value) || $0.place == .path && !isChoice($0.schema.value))
        }.map(\.name)
        return parameters + (endpoint.body.map { fields(in: $0.value) } ?? []).filter { isID($0.schema) }.map(\.name)
    }

    private static func isID(_ schema: JSONValue) -> Bool {
        if case .string("uuid")? = schema["format"] { true } else { false }
    }

    /// Whether a schema lists all that it takes, which is nobody's.
    private static func isChoice(_ schema: JSONValue) -> Bool { schema["enum"] != nil }

    /// The fields of a body, of each of its forms.
    private static func fields(in schema: JSONValue) -> [(name: String, schema: JSONValue)] {
        if case .array(let forms)? = schema["anyOf"] { return forms.flatMap { fields(in: $0) } }
        if case .object(let members)? = schema["properties"] { return members.map { (name: $0.0, schema: $0.1) } }
        return []
    }
}

/// Routes whose access does not fit what they are.
struct AccessError: Error, CustomStringConvertible, Sendable {
    var problems: [String]

    var description: String { problems.joined(separator: "\n") }
}
