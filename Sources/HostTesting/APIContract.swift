import PlatformAPI

/// The API document of a running host, against which every answer that a test sees is held.
public struct APIContract: Sendable {
    let document: JSONReader
    private let paths: [(segments: [Substring], operations: JSONReader)]

    /// - Parameter bytes: what `/openapi.json` answers.
    public init(document bytes: [UInt8]) throws {
        document = try JSONReader(parsing: bytes, mending: .numbers)
        paths = document.members("paths").map { ($0.key.split(separator: "/"), $0.value) }
    }

    /// An answer and what was asked.
    public struct Exchange: Sendable {
        public var method: String
        /// As asked, with its query.
        public var path: String
        public var status: Int
        public var headers: [(name: String, value: String)]
        /// `nil` where it has still to come: then its type is looked at, and nothing else of it.
        public var body: [UInt8]?

        public init(
            method: String, path: String, status: Int, headers: [(name: String, value: String)], body: [UInt8]?
        ) {
            self.method = method
            self.path = path
            self.status = status
            self.headers = headers
            self.body = body
        }
    }

    /// What an answer has that the document does not say; empty where they agree.
    public func findings(_ exchange: Exchange) -> [String] {
        let path = exchange.path.prefix { $0 != "?" }.split(separator: "/")
        guard let operations = operations(at: path) else { return undocumented(exchange, "NotFound", status: 404) }
        let method = exchange.method == "HEAD" ? "get" : exchange.method.lowercased()
        guard let operation = operations.members().first(where: { $0.key == method })?.value else {
            return undocumented(exchange, "MethodNotAllowed", status: 405)
        }
        let responses = operation.members("responses")
        guard let response = responses.first(where: { $0.key == String(exchange.status) })?.value else {
            return ["status \(exchange.status) is not declared, only \(responses.map(\.key).joined(separator: ", "))"]
        }
        return findings(exchange, against: response)
    }

    /// A response, also where it is told by its name alone.
    func resolved(_ response: JSONReader) -> JSONReader {
        guard let name = response.string("$ref")?.split(separator: "/").last else { return response }
        return document.members("components.responses").first { $0.key == name }?.value ?? response
    }

    private func findings(_ exchange: Exchange, against declared: JSONReader) -> [String] {
        let response = resolved(declared)
        return HeaderCheck(document: document).findings(in: exchange.headers, against: response)
            + (exchange.method == "HEAD" ? [] : bodyFindings(exchange, against: response))
    }

    private func bodyFindings(_ exchange: Exchange, against response: JSONReader) -> [String] {
        let media = Self.media(exchange)
        let contents = response.members("content")
        if contents.isEmpty { return exchange.body ?? [] == [] ? [] : ["there is a body, and none is declared"] }
        guard let content = contents.first(where: { $0.key == media })?.value else {
            return ["content type '\(media)' is not declared, only \(contents.map(\.key).joined(separator: ", "))"]
        }
        guard media == "application/json", let body = exchange.body else { return [] }
        return findings(in: body, schema: content["schema"])
    }

    /// Literal segments win over templates.
    private func operations(at path: [Substring]) -> JSONReader? {
        let fitting = paths.filter { candidate in
            candidate.segments.count == path.count
                && zip(candidate.segments, path).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
        }
        return fitting.min { $0.segments.count { $0.hasPrefix("{") } < $1.segments.count { $0.hasPrefix("{") } }?
            .operations
    }

    private func undocumented(_ exchange: Exchange, _ response: String, status: Int) -> [String] {
        guard exchange.status == status else {
            return ["\(exchange.method) is not documented here, and was answered with \(exchange.status)"]
        }
        return findings(exchange, against: document["components.responses.\(response)"])
    }

    private func findings(in body: [UInt8], schema: JSONReader) -> [String] {
        do throws(PlatformError) {
            let value = try JSONReader(parsing: body, mending: .numbers)
            return SchemaCheck(components: document["components.schemas"]).findings(in: value, against: schema)
        } catch {
            return ["the body is no JSON"]
        }
    }

    private static func media(_ exchange: Exchange) -> String {
        let type = exchange.headers.first { $0.name.lowercased() == "content-type" }?.value
        return String((type ?? "").prefix { $0 != ";" }).lowercased()
    }
}
