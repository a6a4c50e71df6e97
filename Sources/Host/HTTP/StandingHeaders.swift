import HTTPTypes

/// What every answer tells browsers: to take it for nothing else than it says, to run nothing in it, and to show it in
/// nobody's frame. The console's page says its own, which count in place of these.
enum StandingHeaders {
    /// - Parameter isSecure: whether browsers are to come by `https` alone.
    static func fields(isSecure: Bool) -> HTTPFields {
        var fields = HTTPFields()
        fields[.cacheControl] = Endpoint.noStore
        fields[.contentTypeOptions] = "nosniff"
        fields[.contentSecurityPolicy] =
            "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
        fields[.frameOptions] = "DENY"
        fields[.referrerPolicy] = "no-referrer"
        fields[.resourcePolicy] = "same-origin"
        if isSecure { fields[.strictTransportSecurity] = "max-age=31536000" }
        return fields
    }
}

extension HTTPField.Name {
    /// A name that is spelled correctly in this file; the initialiser only refuses illegal characters.
    private static func standard(_ name: StaticString) -> HTTPField.Name {
        HTTPField.Name("\(name)") ?? .server
    }

    static let requestID = standard("X-Request-Id")
    static let idempotencyKey = standard("Idempotency-Key")
    static let forwardedFor = standard("X-Forwarded-For")
    static let rateLimitLimit = standard("RateLimit-Limit")
    static let rateLimitRemaining = standard("RateLimit-Remaining")
    static let rateLimitReset = standard("RateLimit-Reset")
    fileprivate static let contentTypeOptions = standard("X-Content-Type-Options")
    fileprivate static let frameOptions = standard("X-Frame-Options")
    fileprivate static let referrerPolicy = standard("Referrer-Policy")
    fileprivate static let resourcePolicy = standard("Cross-Origin-Resource-Policy")
}
