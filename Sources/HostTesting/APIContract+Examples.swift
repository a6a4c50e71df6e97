import PlatformAPI

extension APIContract {
    /// What is wrong with the document's own examples: a JSON answer or an error code without one, or one that its
    /// schema does not admit.
    public func exampleFindings() -> [String] {
        document.members("paths").flatMap { path, operations in
            operations.members().flatMap { method, operation in
                operation.members("responses").flatMap { status, response in
                    contents(of: response).flatMap { examples(in: $0) }.map { "\(method) \(path) \(status): \($0)" }
                }
            }
        }
    }

    private func contents(of response: JSONReader) -> [JSONReader] {
        resolved(response).members("content").filter { $0.key == "application/json" }.map(\.value)
    }

    private func examples(in content: JSONReader) -> [String] {
        let schema = content["schema"]
        let codes = schema.elements("properties.code.enum").compactMap { $0.string() }
        guard !codes.isEmpty else {
            guard content.exists("example") else { return ["no example"] }
            return SchemaCheck(components: document["components.schemas"])
                .findings(in: content["example"], against: schema)
        }
        let examples = content.members("examples")
        return codes.flatMap { code -> [String] in
            guard let example = examples.first(where: { $0.key == code })?.value else {
                return ["no example of \(code)"]
            }
            let name = example.string("$ref")?.split(separator: "/").last ?? ""
            let value = document.members("components.examples").first { $0.key == name }?.value["value"]
            guard let value, value.string("code") == code else { return ["\(code)'s example is of another code"] }
            return SchemaCheck(components: document["components.schemas"]).findings(in: value, against: schema)
        }
    }
}
