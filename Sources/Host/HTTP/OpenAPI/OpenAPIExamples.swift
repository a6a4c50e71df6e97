/// What answers look like.
extension OpenAPIDocument {
    static let exampleID = "0196f3a2-5d10-4000-8000-0123456789ab"

    /// The body of an endpoint's success.
    func example(of endpoint: Endpoint) -> JSONValue {
        let components = Dictionary(uniqueKeysWithValues: allComponents.map { ($0.name, $0.schema) })
        let data = ExampleMaker(components: components).value(of: endpoint.result.value)
        guard endpoint.isEnveloped else { return data }
        var result = APIResult(data: [])
        if endpoint.parameters.contains(where: { $0.name == "cursor" }) {
            result.pagination = APIResult.Pagination(limit: 50, nextCursor: "WzQyXQ.c2lnbmVk")
        }
        return .object([
            ("success", .bool(true)), ("data", data), ("meta", Envelope.meta(of: result, requestID: Self.exampleID)),
        ])
    }

    /// An answer with each code.
    static let errorExamples = JSONValue.object(
        APIErrorCode.allCases.map { code in
            (code.rawValue, .object([("value", Envelope.failure(code.example, requestID: exampleID))]))
        })
}

/// Makes a value that a schema admits: the schema's own example, or what its parts' examples make together.
struct ExampleMaker {
    /// The schemas that `$ref` names.
    var components: [String: Schema]

    func value(of schema: JSONValue) -> JSONValue {
        if case .array(let examples)? = schema["examples"], let own = examples.first { return own }
        if case .string(let name)? = schema["$ref"] { return value(of: component(name)) }
        for keyword in ["const", "default"] { if let own = schema[keyword] { return own } }
        if case .array(let words)? = schema["enum"], let first = words.first { return first }
        if case .array(let choices)? = schema["anyOf"], let first = choices.first { return value(of: first) }
        guard case .string(let type)? = schema["type"] else { return .object([]) }
        switch type {
        case "object": return object(schema)
        case "array": return .array([value(of: schema["items"] ?? .object([]))])
        case "boolean": return .bool(true)
        case "integer", "number": return schema["minimum"] ?? .int(1)
        default: return text(schema)
        }
    }

    /// What is required, and what else states an example of its own: so a schema says which of its members go together.
    private func object(_ schema: JSONValue) -> JSONValue {
        guard case .object(let properties)? = schema["properties"] else { return .object([]) }
        var required: Set<String> = []
        if case .array(let names)? = schema["required"] {
            for case .string(let name) in names { required.insert(name) }
        }
        let shown = properties.filter { required.contains($0.0) || $0.1["examples"] != nil }
        return .object(shown.map { ($0.0, value(of: $0.1)) })
    }

    private func text(_ schema: JSONValue) -> JSONValue {
        guard case .string(let format)? = schema["format"] else { return .string("…") }
        switch format {
        case "uuid": return .string("019a7c3e-5d10-7000-8000-000000000001")
        case "date-time": return .string("2026-01-02T03:04:05.678Z")
        default: return .string("https://example.com/jane.cooks")
        }
    }

    private func component(_ reference: String) -> JSONValue {
        let name = reference.split(separator: "/").last.map(String.init) ?? ""
        return components[name]?.value ?? .object([])
    }
}
