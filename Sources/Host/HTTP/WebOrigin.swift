/// Scheme, host and port of an address: what browsers call an origin (RFC 6454).
struct WebOrigin: Hashable, Sendable, CustomStringConvertible {
    let scheme: String
    /// In lower case; IPv6 in brackets.
    let host: String
    let port: Int

    /// Reads an `Origin` header; `nil` for anything but `http` or `https` with a host, such as `null`.
    init?(_ text: String) {
        let pattern = /(https?):\/\/([0-9a-z._-]+|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?/
        guard let parts = text.lowercased().wholeMatch(of: pattern) else { return nil }
        let usual = parts.1 == "https" ? 443 : 80
        guard let port = parts.3.map({ Int($0) }) ?? usual, (1...65535).contains(port) else { return nil }
        (scheme, host, self.port) = (String(parts.1), String(parts.2), port)
    }

    var description: String {
        "\(scheme)://\(host)" + (port == (scheme == "https" ? 443 : 80) ? "" : ":\(port)")
    }
}

/// Tells the requests of gemz's own pages from those that another site makes a browser send.
struct OwnOrigin: Sendable {
    /// Where people find gemz, if that was said.
    var site: WebOrigin?
    /// How browsers reach the host: by `https` in production, where something before it ends TLS.
    var scheme: String

    /// Where a browser that asked for this `Host` is to come back to.
    ///
    /// - Throws: ``APIError`` with `VALIDATION_FAILED` for a `Host` that is none.
    func home(host: String?) throws -> WebOrigin {
        if let home = site ?? asked(host: host) { return home }
        throw APIError.validation([
            FieldIssue(field: "Host", message: "is missing or no host", accepted: "a host name, with a port if need be")
        ])
    }

    /// Refuses a write that a browser sends for a page of another site, or does not say for which.
    ///
    /// - Throws: ``APIError`` with `FORBIDDEN`.
    func check(origin: String?, host: String?) throws {
        guard let origin else {
            throw APIError(.forbidden, "A change that is signed by a cookie needs an Origin header.")
        }
        if let origin = WebOrigin(origin), origin == site || origin == asked(host: host) { return }
        throw APIError(.forbidden, "A change that is signed by a cookie must come from gemz's own pages.")
    }

    private func asked(host: String?) -> WebOrigin? { host.flatMap { WebOrigin("\(scheme)://\($0)") } }
}
