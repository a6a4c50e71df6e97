/// Who may call, in the document's words.
extension OpenAPIDocument {
    /// The names of the schemes of which one must be met; none for routes that anybody may call.
    static func schemes(of endpoint: Endpoint) -> [String] {
        switch endpoint.access {
        case .anyone: []
        case .session, .owner, .admin: ["session", "sessionCookie"]
        case .signedURL: ["session", "sessionCookie", "signedUrl"]
        case .browser: ["refreshCookie"]
        case .signed(.qstash): ["qstashSignature"]
        case .signed(.clerk): ["svixSignature"]
        }
    }

    static let securitySchemes: JSONValue = {
        let bearer: [(String, JSONValue)] = [
            ("type", .string("http")), ("scheme", .string("bearer")), ("bearerFormat", .string("JWT")),
            ("description", .string("A session token of the configured issuer, RS256.")),
        ]
        return .object([
            ("session", .object(bearer)),
            (
                "sessionCookie",
                cookie(
                    SessionCookies.session,
                    "The same token, as browsers that signed in at `/auth/sign-in` have it. It counts where there is no "
                        + "`Authorization` header; a write by it needs an `Origin` header of this site.")
            ),
            (
                "signedUrl",
                .object([
                    ("type", .string("apiKey")), ("in", .string("query")), ("name", .string("signature")),
                    (
                        "description",
                        .string("A signature of the whole address, as a route that makes links gives it; for an hour.")
                    ),
                ])
            ),
            (
                "refreshCookie",
                cookie(
                    SessionCookies.client,
                    "Names the session of a browser that signed in. A write by it needs an `Origin` header of this site."
                )
            ),
            (
                "qstashSignature",
                .object([
                    ("type", .string("apiKey")), ("in", .string("header")), ("name", .string("Upstash-Signature")),
                    (
                        "description",
                        .string("QStash's signature of address and body (HS256), under its current or next key.")
                    ),
                ])
            ),
            (
                "svixSignature",
                .object([
                    ("type", .string("apiKey")), ("in", .string("header")), ("name", .string("svix-signature")),
                    (
                        "description",
                        .string(
                            "Svix's signatures (`v1`, HMAC-SHA256) of `svix-id`, `svix-timestamp` and body, which may be "
                                + "five minutes old. The headers may be named `webhook-…` as well.")
                    ),
                ])
            ),
        ])
    }()

    private static func cookie(_ name: String, _ about: String) -> JSONValue {
        .object([
            ("type", .string("apiKey")), ("in", .string("cookie")), ("name", .string(name)),
            ("description", .string(about)),
        ])
    }
}
