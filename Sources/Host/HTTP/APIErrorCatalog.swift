/// What comes with each code, for the API document.
extension APIErrorCode {
    /// The headers of every answer with this code, or of some.
    var headers: [ResponseHeader] {
        switch self {
        case .unauthenticated: [.authenticate]
        case .signatureInvalid: [.sign]
        case .methodNotAllowed: [.allow]
        case .databaseUnavailable, .overloaded, .idempotencyInProgress: [.retryAfter]
        case .platformPaused, .conflict: [.retryAfter.ifAny]
        case .rateLimited: [.retryAfter] + ResponseHeader.rateLimit
        default: []
        }
    }

    /// What `details` holds, in components of this name; `nil` where there are none.
    var details: (name: String, schema: Schema)? {
        switch self {
        case .validationFailed: ("FieldIssues", FieldIssue.schema)
        case .unknownPlatform, .unknownMode: ("Available", Self.available)
        case .platformPaused: ("Reason", Self.reason)
        case .rateLimited: ("Limit", Self.limit)
        case .conflict: ("CurrentSetting", Self.currentSetting)
        default: nil
        }
    }

    private static let available = Schema.object([
        .required("available", .list(of: .string().example(.string("similar"))).about("What there is."))
    ])

    private static let reason = Schema.object([
        .required("reason", .string().about("Why, in a sentence; empty where that is not known."))
    ])

    private static let limit = Schema.object([
        .required("limit", .count.about("How many there may be.").example(.int(20)))
    ])

    private static let currentSetting = Schema.object([
        .required("key", .string().about("The setting that has been changed meanwhile.")),
        .required("value", ConfigJSON.schema.about("What it is now.")),
    ]).about("Only where a setting is not as expected.")

    /// An answer with this code.
    var example: APIError {
        switch self {
        case .validationFailed:
            .validation([
                FieldIssue(
                    field: "filters.minFollowers", message: "is out of range",
                    accepted: "a whole number from 0 to 2000000000")
            ])
        case .malformedJSON: .malformedJSON
        case .unsupportedMediaType: .unsupportedMediaType
        case .payloadTooLarge: .payloadTooLarge(most: 256 * 1024)
        case .methodNotAllowed: .methodNotAllowed(allowed: "GET, HEAD")
        case .unauthenticated: .unauthenticated("Sign in first.")
        case .forbidden: .adminsOnly
        case .notFound: .notFound("job")
        case .unknownPlatform: .unknown(.unknownPlatform, "platform", available: ["toy"])
        case .unknownMode: .unknown(.unknownMode, "mode", available: ["keyword", "similar"])
        case .conflict: APIError(.conflict, "This job has no failed step to retry.")
        case .idempotencyMismatch: IdempotencyService.mismatch
        case .idempotencyInProgress: IdempotencyService.inProgress
        case .rateLimited: .tooManyStreams(limit: 20)
        case .signatureInvalid: .signatureInvalid("it has expired")
        case .linkExpired: APIError(.linkExpired, "This link is too old. Ask whoever gave it to you for a new one.")
        case .databaseUnavailable: .databaseUnavailable
        case .vendorUnavailable:
            APIError(.vendorUnavailable, "The issuer of session tokens cannot be reached. Try again shortly.")
        case .platformPaused: .paused("Toy", reason: "The provider refuses the key.", wait: 60)
        case .overloaded: .overloaded
        case .internalError: .unexpected
        }
    }
}

/// Errors that more than one place has to know: who throws them, and the API document that shows them.
extension APIError {
    static let malformedJSON = APIError(
        .malformedJSON, "The body is not valid JSON. Send a JSON object as application/json.")

    static let unsupportedMediaType = APIError(
        .unsupportedMediaType, "Send the body with Content-Type: application/json.")

    /// - Parameter most: bytes.
    static func payloadTooLarge(most: Int) -> APIError {
        APIError(.payloadTooLarge, "The body is larger than \(most / 1024) KB.")
    }

    static func methodNotAllowed(allowed: String) -> APIError {
        APIError(
            .methodNotAllowed, "This method is not offered here; \(allowed) is.", headers: [("Allow", allowed)])
    }

    static let adminsOnly = APIError(.forbidden, "Only admins may do this.")

    /// - Parameter what: what the caller named, in words.
    static func unknown(_ code: APIErrorCode, _ what: String, available: [String]) -> APIError {
        APIError(
            code, "There is no such \(what). Available: \(available.joined(separator: ", ")).",
            details: .object([("available", .array(available.map(JSONValue.string)))]))
    }

    /// - Parameter wait: seconds until the vendor is asked again, where that is known.
    static func paused(_ platform: String, reason: String, wait: Int?) -> APIError {
        APIError(
            .platformPaused, "\(platform) cannot be searched for now. \(reason)",
            details: .object([("reason", .string(reason))]),
            headers: wait.map { [("Retry-After", String($0))] } ?? [])
    }

    static func tooManyStreams(limit: Int) -> APIError {
        tooMany("At most \(limit) streams of events at a time. Close one, or ask the job itself.", limit, wait: 15)
    }

    static func tooManyWaiting(limit: Int) -> APIError {
        tooMany(
            "At most \(limit) of your searches wait at a time. Start this one when another has ended, or cancel one.",
            limit, wait: 60)
    }

    /// - Parameter limit: searches in a minute.
    static func tooManySearches(limit: Int) -> APIError {
        tooMany(
            "At most \(limit) searches can be started in a minute. Start this one a little later.", limit,
            wait: max(1, 60 / limit))
    }

    /// - Parameter quota: the limit that was reached.
    static func tooManyRequests(_ quota: Quota) -> APIError {
        let wait = quota.wait ?? quota.reset
        return APIError(
            .rateLimited, "At most \(quota.limit) such requests a minute. Ask again in \(wait) s.",
            details: .object([("limit", .int(quota.limit))]),
            headers: [("Retry-After", String(wait))] + quota.headers)
    }

    /// - Parameter wait: seconds after which asking again makes sense.
    private static func tooMany(_ message: String, _ limit: Int, wait: Int) -> APIError {
        APIError(
            .rateLimited, message, details: .object([("limit", .int(limit))]),
            headers: [
                ("Retry-After", String(wait)), ("RateLimit-Limit", String(limit)), ("RateLimit-Remaining", "0"),
                ("RateLimit-Reset", String(wait)),
            ])
    }

    static let unknownMessage = APIError(
        .overloaded, "This host was not built for this message. Deliver it again.", headers: [("Retry-After", "5")])

    static let overloaded = APIError(
        .overloaded, "This host has no hand free. Deliver it again.", headers: [("Retry-After", "5")])

    static let unexpected = APIError(
        .internalError, "Something went wrong on our side. Quote the request id when you report it.")
}
