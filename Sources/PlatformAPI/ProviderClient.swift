/// The way to a provider. The host adds address, key, deadline, retries, limits and metering.
public protocol ProviderClient: Sendable {
    /// Sends one request and returns an answer with a 2xx status.
    ///
    /// - Throws: ``PlatformError`` for every other answer, after the retries it is worth.
    func send(_ request: ProviderRequest) async throws(PlatformError) -> ProviderResponse
}

/// A provider call as a plugin knows it: no host, no key.
public struct ProviderRequest: Hashable, Sendable {
    /// Begins with `/`, such as `/v1/tiktok/profile`.
    public var path: String
    /// Unencoded values.
    public var query: [String: String]

    public init(path: String, query: [String: String] = [:]) {
        self.path = path
        self.query = query
    }
}

/// A provider's answer.
public struct ProviderResponse: Sendable {
    /// The HTTP status.
    public var status: Int
    /// Names in lower case.
    public var headers: [String: String]
    /// The body, decompressed.
    public var body: [UInt8]

    public init(status: Int, headers: [String: String] = [:], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The body as JSON.
    ///
    /// - Throws: ``PlatformError/unavailable(_:)`` for a body that was cut off, which comes whole another time;
    ///   ``PlatformError/badShape(path:reason:)`` for HTML, an empty body, or anything else that is no JSON.
    public func json() throws(PlatformError) -> JSONReader {
        do throws(PlatformError) {
            return try JSONReader(parsing: body)
        } catch {
            throw JSONDocument.isCutOff(body) ? .unavailable("the answer's JSON is cut off") : error
        }
    }
}
