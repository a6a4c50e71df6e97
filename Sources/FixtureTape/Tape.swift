/// What a provider answered, exchange by exchange, in the order it was asked.
public struct Tape: Hashable, Sendable {
    /// Names the tape in messages, such as `tiktok/keyword/two-pages`.
    public var name: String
    public var exchanges: [Exchange]

    public init(name: String, exchanges: [Exchange]) {
        self.name = name
        self.exchanges = exchanges
    }

    public struct Exchange: Hashable, Sendable {
        public var request: Request
        public var answer: Answer

        public init(_ request: Request, _ answer: Answer) {
            self.request = request
            self.answer = answer
        }
    }

    /// A GET request: neither host nor key.
    public struct Request: Hashable, Sendable, CustomStringConvertible {
        /// Begins with `/`.
        public var path: String
        /// Unencoded values.
        public var query: [String: String]

        public init(path: String, query: [String: String] = [:]) {
            self.path = path
            self.query = query
        }

        /// Such as `/v1/tiktok/search/keyword?cursor=30&query=trek`, unencoded, parameters in alphabetical order.
        public var description: String {
            let parameters = query.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            return parameters.isEmpty ? path : path + "?" + parameters.joined(separator: "&")
        }
    }

    public enum Answer: Hashable, Sendable {
        case response(Response)
        case fault(Fault)
    }

    public struct Response: Hashable, Sendable {
        public var status: Int
        /// Names in lower case, those of ``allowedHeaders`` only. `content-type` is always there.
        public var headers: [String: String]
        public var body: [UInt8]

        /// - Parameter headers: where `content-type` is missing, it is told from the body's first character.
        public init(status: Int, headers: [String: String] = [:], body: [UInt8]) {
            self.status = status
            self.headers = headers
            self.body = body
            if self.headers["content-type"] == nil { self.headers["content-type"] = Self.contentType(of: body) }
        }

        /// What a tape may hold of an answer's headers. Others say more of the recorder than of the provider.
        public static let allowedHeaders: Set<String> = ["content-type", "retry-after"]

        private static func contentType(of body: [UInt8]) -> String {
            switch body.first(where: { $0 > 0x20 }) {
            case UInt8(ascii: "{"), UInt8(ascii: "["): "application/json; charset=utf-8"
            case UInt8(ascii: "<"): "text/html; charset=utf-8"
            default: "text/plain; charset=utf-8"
            }
        }
    }

    /// What may stand for an answer.
    public enum Fault: String, Hashable, Sendable, CaseIterable {
        /// No answer until the caller gives up.
        case timeout
        /// The connection breaks off.
        case reset
    }
}

/// Why a tape cannot be read.
public struct TapeProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file, by its last path components.
    public let file: String
    public let reason: String

    public init(file: String, reason: String) {
        self.file = file
        self.reason = reason
    }

    public var description: String { "\(file): \(reason)" }
}
