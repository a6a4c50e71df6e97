/// What routes answer: bodies and headers of success and of every failure, as the endpoint values have them.
extension OpenAPIDocument {
    func responses(of endpoint: Endpoint) -> JSONValue {
        let headers = Self.headers(endpoint.allHeaders)
        let instead = endpoint.bodiless.sorted { $0.key < $1.key }.map { status, about in
            (String(status), JSONValue.object([("description", .string(about)), headers]))
        }
        let failures = Self.failures(of: endpoint).map { (String($0.status), shared.reference(to: $0.response)) }
        return .object([(String(endpoint.status), success(of: endpoint, headers))] + instead + failures)
    }

    private func success(of endpoint: Endpoint, _ headers: (String, JSONValue)) -> JSONValue {
        guard !endpoint.isRedirect else {
            return .object([("description", .string("Go on at `Location`.")), headers])
        }
        let schema = endpoint.isEnveloped ? Self.enveloped(endpoint.result) : endpoint.result
        let content = endpoint.contentTypes.map { type in
            let example = type == Endpoint.json ? [("example", example(of: endpoint))] : []
            return (Self.media(type), JSONValue.object([("schema", schema.value)] + example))
        }
        return .object(
            [("description", .string("Done.")), headers, ("content", .object(content))] + Self.links(of: endpoint))
    }

    static func failures(of endpoint: Endpoint) -> [(status: Int, codes: [APIErrorCode], response: JSONValue)] {
        let byStatus = Dictionary(grouping: endpoint.allErrors, by: \.status)
        return byStatus.sorted { $0.key < $1.key }.map { status, codes in
            (status, codes, failure(codes, endpoint.headers(with: codes)))
        }
    }

    private static func failure(_ codes: [APIErrorCode], _ headers: [ResponseHeader]) -> JSONValue {
        let names = codes.map(\.rawValue).sorted()
        let details = Set(codes.compactMap(\.details?.name)).sorted().map(Schema.named)
        let told =
            [("code", Schema.oneOf(names).value)]
            + (details.isEmpty ? [] : [("details", Schema.any(of: details).value)])
        let schema = JSONValue.object(Schema.named("Error").json + [("properties", .object(told))])
        let examples = names.map { ($0, JSONValue.object([("$ref", .string("#/components/examples/\($0)"))])) }
        let content = JSONValue.object([("schema", schema), ("examples", .object(examples))])
        return .object([
            ("description", .string(names.map { "`\($0)`" }.joined(separator: ", "))), Self.headers(headers),
            ("content", .object([(media(Endpoint.json), content)])),
        ])
    }

    /// What is answered where no route is.
    static let unlisted = [
        ("NotFound", failure([.notFound], unlistedHeaders([.notFound]))),
        ("MethodNotAllowed", failure([.methodNotAllowed], unlistedHeaders([.methodNotAllowed]))),
    ]

    private static func unlistedHeaders(_ codes: [APIErrorCode]) -> [ResponseHeader] {
        [.requestID, .cacheControl(Endpoint.noStore)] + codes.flatMap(\.headers)
    }

    // MARK: Headers

    /// What nearly every answer has, written once.
    static let sharedHeaders: [(key: String, header: ResponseHeader)] =
        [("X-Request-Id", .requestID), ("No-Store", .cacheControl(Endpoint.noStore))]
        + (ResponseHeader.rateLimit + ResponseHeader.idempotency).map { ($0.name, $0) }

    private static let sharedKeys = Dictionary(
        uniqueKeysWithValues: sharedHeaders.map { (header($0.header).bytes, $0.key) })

    private static func headers(_ headers: [ResponseHeader]) -> (String, JSONValue) {
        let written = headers.map { declared -> (String, JSONValue) in
            let value = header(declared)
            guard let key = sharedKeys[value.bytes] else { return (declared.name, value) }
            return (declared.name, .object([("$ref", .string("#/components/headers/\(key)"))]))
        }
        return ("headers", .object(written))
    }

    static func header(_ header: ResponseHeader) -> JSONValue {
        .object([
            ("description", .string(header.about)), ("required", .bool(header.isRequired)),
            ("schema", header.schema.value),
        ])
    }

    // MARK: Bodies

    static func content(_ schema: JSONValue) -> JSONValue {
        .object([(media(Endpoint.json), .object([("schema", schema)]))])
    }

    private static func media(_ type: String) -> String { String(type.prefix { $0 != ";" }) }

    private static func enveloped(_ result: Schema) -> Schema {
        .object([
            .required("success", Schema([("const", .bool(true))])), .required("data", result),
            .required("meta", .named("Meta")),
        ])
    }

    /// Every code with its one status.
    private static let codes = APIErrorCode.allCases.map { "`\($0.rawValue)` (\($0.status))" }.joined(separator: ", ")

    static let error = Schema.object([
        .required("success", Schema([("const", .bool(false))])),
        .required("error", .string().about("A sentence for people.")),
        .required("code", .oneOf(APIErrorCode.allCases.map(\.rawValue)).about(Self.codes)),
        .optional("details", .any(of: details.map { .named($0.name) }).about(codesWithDetails)),
        .required("requestId", .string().about("Quote it when you report a problem.")),
    ])

    /// What `details` may hold, each kind once.
    static let details = APIErrorCode.allCases.compactMap(\.details).reduce(into: [(name: String, schema: Schema)]()) {
        kinds, kind in
        if !kinds.contains(where: { $0.name == kind.name }) { kinds.append(kind) }
    }

    private static let codesWithDetails =
        APIErrorCode.allCases.compactMap { code in
            code.details.map { "`\(code.rawValue)`: `\($0.name)`" }
        }.joined(separator: ", ") + "."
}
