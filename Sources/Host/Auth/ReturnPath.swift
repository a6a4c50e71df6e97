/// Where a browser goes once it is signed in: a path of this host, never another site.
struct ReturnPath: Hashable, Sendable {
    let text: String

    /// The longest address that browsers, proxies and the issuer's page all carry along.
    private static let most = 2000

    /// A path that is too long to be carried leads to the start page: whoever signs in has done nothing wrong.
    ///
    /// - Parameter parameter: the path with its query as the browser's address bar has them; the start page without.
    /// - Throws: ``APIError`` with `VALIDATION_FAILED`.
    init(_ parameter: String?) throws {
        let text = parameter ?? "/"
        // `//host` and, to browsers, `/\host` lead elsewhere; so does either with a tab or a line break inside.
        let isPlain = text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }
        guard isPlain, text.hasPrefix("/"), !text.hasPrefix("//") else {
            throw APIError.validation([
                FieldIssue(
                    field: "return", message: "is no path of this site",
                    accepted: "a path such as /campaigns?sort=name, percent-encoded")
            ])
        }
        self.text = text.utf8.count <= Self.most ? text : "/"
    }
}
