/// Answers that several routes give word for word, written once among the components.
struct SharedResponses {
    private(set) var written: [(key: String, response: JSONValue)] = []
    private var keys: [[UInt8]: String] = [:]

    /// - Parameter responses: those of all routes, each with the codes that it may have.
    init(_ responses: [(codes: [APIErrorCode], response: JSONValue)]) {
        let all = responses.map { (name: Self.name($0.codes), response: $0.response, bytes: $0.response.bytes) }
        let counts = Dictionary(all.map { ($0.bytes, 1) }, uniquingKeysWith: +)
        for (name, response, bytes) in all where counts[bytes, default: 0] > 1 && keys[bytes] == nil {
            // The same codes come with other headers where a key can be given.
            let namesakes = written.count { $0.key.prefix { $0 != "-" } == name }
            let key = namesakes == 0 ? name : "\(name)-\(namesakes + 1)"
            keys[bytes] = key
            written.append((key, response))
        }
    }

    /// A response, by its name where it has one.
    func reference(to response: JSONValue) -> JSONValue {
        guard let key = keys[response.bytes] else { return response }
        return .object([("$ref", .string("#/components/responses/\(key)"))])
    }

    private static func name(_ codes: [APIErrorCode]) -> String {
        codes.map(\.rawValue).sorted().joined(separator: ".")
    }
}
