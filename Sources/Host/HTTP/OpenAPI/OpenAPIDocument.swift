/// The OpenAPI 3.1 document of a list of endpoints.
struct OpenAPIDocument {
    let endpoints: [Endpoint]
    /// Schemas that endpoints refer to by name.
    let components: [(name: String, schema: Schema)]
    let shared: SharedResponses

    init(endpoints: [Endpoint], components: [(name: String, schema: Schema)]) {
        self.endpoints = endpoints
        self.components = components
        shared = SharedResponses(
            endpoints.flatMap { Self.failures(of: $0) }.map { (codes: $0.codes, response: $0.response) })
    }

    var json: JSONValue {
        .object([
            ("openapi", .string("3.1.0")),
            (
                "info",
                .object([
                    ("title", .string("gemz")), ("version", .string(GemzVersion.current)),
                    (
                        "description",
                        .string(
                            "Finds creators on social platforms by keyword or by example. Every JSON answer has one "
                                + "envelope: `success`, then `data` and `meta`, or `error`, `code` and `details`. What "
                                + "is not listed is answered as `components.responses` says: other paths with "
                                + "`NotFound`, other methods with `MethodNotAllowed`.")
                    ),
                ])
            ),
            ("paths", paths),
            (
                "components",
                .object([
                    ("schemas", .object(allComponents.map { ($0.name, $0.schema.value) })),
                    ("headers", .object(Self.sharedHeaders.map { ($0.key, Self.header($0.header)) })),
                    ("examples", Self.errorExamples),
                    ("responses", .object(Self.unlisted + shared.written.map { ($0.key, $0.response) })),
                    ("securitySchemes", Self.securitySchemes),
                ])
            ),
        ])
    }

    var allComponents: [(name: String, schema: Schema)] {
        components + [("Meta", Self.meta), ("Error", Self.error)] + Self.details
    }

    /// Paths in the order of their first endpoint, each with its methods.
    private var paths: JSONValue {
        var order: [String] = []
        var byPath: [String: [(String, JSONValue)]] = [:]
        for endpoint in endpoints {
            if byPath[endpoint.path] == nil { order.append(endpoint.path) }
            byPath[endpoint.path, default: []].append((endpoint.method.rawValue.lowercased(), operation(endpoint)))
        }
        return .object(order.map { ($0, .object(byPath[$0] ?? [])) })
    }

    private func operation(_ endpoint: Endpoint) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("operationId", .string(Endpoint.operationID(endpoint.method, endpoint.path))),
            ("summary", .string(endpoint.summary)), ("tags", .array([.string(endpoint.tag)])),
        ]
        if !endpoint.allParameters.isEmpty {
            members.append(("parameters", .array(endpoint.allParameters.map(Self.parameter))))
        }
        if let body = endpoint.body {
            members.append(
                ("requestBody", .object([("required", .bool(true)), ("content", Self.content(body.value))])))
        }
        members.append(("responses", responses(of: endpoint)))
        members.append(("x-access", endpoint.access.json))
        members.append(("security", .array(Self.schemes(of: endpoint).map { .object([($0, .array([]))]) })))
        return .object(members)
    }

    static func links(of endpoint: Endpoint) -> [(String, JSONValue)] {
        guard !endpoint.links.isEmpty else { return [] }
        let links = endpoint.links.map { link -> (String, JSONValue) in
            let operation = Endpoint.operationID(link.method, link.path)
            return (
                operation,
                .object([
                    ("operationId", .string(operation)),
                    ("parameters", .object([(link.parameter, .string("$response.body#/data/\(link.member)"))])),
                ])
            )
        }
        return [("links", .object(links))]
    }

    private static func parameter(_ parameter: Parameter) -> JSONValue {
        .object([
            ("name", .string(parameter.name)), ("in", .string(parameter.place.rawValue)),
            ("required", .bool(parameter.isRequired)), ("description", .string(parameter.about)),
            ("schema", parameter.schema.value),
        ])
    }

    private static let meta = Schema.object([
        .optional(
            "pagination",
            .object([
                .required("limit", .count),
                .optional("nextCursor", .string().about("Send it back as `cursor`; absent on the last page so far.")),
                .optional("total", .count),
            ])),
        .optional("pollAfterMs", .count.about("How long a client does well to wait before it asks again.")),
        .required("requestId", .string().example(.string(exampleID))),
    ])
}
