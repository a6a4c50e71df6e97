/// The OpenAPI 3.1 document of a list of endpoints.
struct OpenAPIDocument {
    var endpoints: [Endpoint]
    /// Schemas that endpoints refer to by name.
    var components: [(name: String, schema: Schema)]

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
                                + "envelope: `success`, then `data` and `meta`, or `error`, `code` and `details`.")
                    ),
                ])
            ),
            ("paths", paths),
            (
                "components",
                .object([
                    ("schemas", .object(allComponents.map { ($0.name, $0.schema.value) })),
                    ("securitySchemes", Self.securitySchemes),
                ])
            ),
        ])
    }

    private var allComponents: [(name: String, schema: Schema)] {
        components + [("Meta", Self.meta), ("Error", Self.error)]
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
                ("requestBody", .object([("required", .bool(true)), ("content", Self.content(body))])))
        }
        members.append(("responses", responses(of: endpoint)))
        members.append(("security", .array(Self.schemes(of: endpoint).map { .object([($0, .array([]))]) })))
        return .object(members)
    }

    private func responses(of endpoint: Endpoint) -> JSONValue {
        if endpoint.isRedirect { return .object([Self.redirect(endpoint)] + failures(of: endpoint)) }
        let schema = endpoint.isEnveloped ? Self.success(of: endpoint.result) : endpoint.result
        let success = JSONValue.object(
            [("description", .string("Done.")), ("content", Self.content(schema, endpoint.contentType))]
                + Self.links(of: endpoint))
        let nothing = endpoint.nothingMore.map { ("204", JSONValue.object([("description", .string($0))])) }
        return .object([(String(endpoint.status), success)] + [nothing].compactMap { $0 } + failures(of: endpoint))
    }

    private func failures(of endpoint: Endpoint) -> [(String, JSONValue)] {
        let byStatus = Dictionary(grouping: endpoint.allErrors, by: \.status)
        return byStatus.sorted { $0.key < $1.key }.map { status, codes in
            let names = codes.map { "`\($0.rawValue)`" }.sorted().joined(separator: ", ")
            return (
                String(status),
                .object([("description", .string(names)), ("content", Self.content(.named("Error")))])
            )
        }
    }

    private static func redirect(_ endpoint: Endpoint) -> (String, JSONValue) {
        let location = JSONValue.object([("required", .bool(true)), ("schema", Schema.url.value)])
        return (
            String(endpoint.status),
            .object([
                ("description", .string("Go on at `Location`.")), ("headers", .object([("Location", location)])),
            ])
        )
    }

    private static func links(of endpoint: Endpoint) -> [(String, JSONValue)] {
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

    private static func content(_ schema: Schema, _ type: String = Endpoint.json) -> JSONValue {
        let name = type.prefix { $0 != ";" }
        return .object([(String(name), .object([("schema", schema.value)]))])
    }

    private static func success(of result: Schema) -> Schema {
        .object([
            .required("success", Schema([("const", .bool(true))])), .required("data", result),
            .required("meta", .named("Meta")),
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
        .required("requestId", .string()),
    ])

    /// Every code with its one status.
    private static let codes = APIErrorCode.allCases.map { "`\($0.rawValue)` (\($0.status))" }.joined(separator: ", ")

    private static let error = Schema.object([
        .required("success", Schema([("const", .bool(false))])),
        .required("error", .string().about("A sentence for people.")),
        .required("code", .oneOf(APIErrorCode.allCases.map(\.rawValue)).about(Self.codes)),
        .optional(
            "details",
            Schema([]).about(
                "`VALIDATION_FAILED`: a list of `{field, message, accepted}`, every bad field at once. "
                    + "`UNKNOWN_PLATFORM`, `UNKNOWN_MODE`: `{available}`.")),
        .required("requestId", .string().about("Quote it when you report a problem.")),
    ])
}
