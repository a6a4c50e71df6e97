import HTTPTypes

/// Whose pages may call the API from a browser besides gemz's own: with a token in the `Authorization` header, never by
/// cookie.
struct CrossOrigin: Sendable {
    var allowed: Set<WebOrigin>

    /// Seconds for which a browser remembers what it was allowed.
    private static let memory = 600

    private static let requestHeaders = "Authorization, Content-Type, Idempotency-Key, Last-Event-ID, X-Request-Id"

    private static let exposed =
        ([
            "X-Request-Id", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "Retry-After", "Location",
            "Content-Disposition",
        ] + ResponseHeader.idempotency.map(\.name)).joined(separator: ", ")

    /// The answer to a browser that asks whether a page may send a request; `nil` where it does not ask, where the page
    /// may not, and where nothing is offered to pages of other sites.
    func preflight(_ request: HTTPRequest, of group: [Endpoint]) -> Answer? {
        let offered = group.filter(\.isOfferedToOtherSites)
        guard request.method == .options, !offered.isEmpty, let origin = admitted(request.headerFields[.origin]),
            request.headerFields[.accessControlRequestMethod] != nil
        else { return nil }
        return Answer(
            status: 204,
            headers: [
                ("Access-Control-Allow-Origin", origin),
                ("Access-Control-Allow-Methods", offered.map(\.method.rawValue).sorted().joined(separator: ", ")),
                ("Access-Control-Allow-Headers", Self.requestHeaders),
                ("Access-Control-Max-Age", String(Self.memory)), ("Vary", "Origin"),
            ], body: .bytes([]))
    }

    /// Lets the pages that may read an answer do so.
    func open(_ fields: inout HTTPFields, of endpoint: Endpoint, to origin: String?) {
        guard !allowed.isEmpty, endpoint.isOfferedToOtherSites else { return }
        fields.append(HTTPField(name: .vary, value: "Origin"))
        guard let origin = admitted(origin) else { return }
        fields[.accessControlAllowOrigin] = origin
        fields[.accessControlExposeHeaders] = Self.exposed
    }

    /// An origin as the browser spelled it, if it may.
    private func admitted(_ origin: String?) -> String? {
        guard let origin, let known = WebOrigin(origin), allowed.contains(known) else { return nil }
        return origin
    }
}

extension Endpoint {
    /// Whether a page of another site may call it: what is signed by a token alone.
    var isOfferedToOtherSites: Bool { access.needsSession }
}
