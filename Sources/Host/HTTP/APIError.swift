/// The machine-readable codes that a response may carry, each with its one status.
enum APIErrorCode: String, CaseIterable, Sendable {
    case validationFailed = "VALIDATION_FAILED"
    case malformedJSON = "MALFORMED_JSON"
    case unsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE"
    case payloadTooLarge = "PAYLOAD_TOO_LARGE"
    case methodNotAllowed = "METHOD_NOT_ALLOWED"
    case unauthenticated = "UNAUTHENTICATED"
    case forbidden = "FORBIDDEN"
    case notFound = "NOT_FOUND"
    case unknownPlatform = "UNKNOWN_PLATFORM"
    case unknownMode = "UNKNOWN_MODE"
    case conflict = "CONFLICT"
    case idempotencyMismatch = "IDEMPOTENCY_MISMATCH"
    case idempotencyInProgress = "IDEMPOTENCY_IN_PROGRESS"
    case rateLimited = "RATE_LIMITED"
    case signatureInvalid = "SIGNATURE_INVALID"
    case linkExpired = "LINK_EXPIRED"
    case databaseUnavailable = "DATABASE_UNAVAILABLE"
    case vendorUnavailable = "VENDOR_UNAVAILABLE"
    case platformPaused = "PLATFORM_PAUSED"
    case overloaded = "OVERLOADED"
    case internalError = "INTERNAL"

    var status: Int {
        switch self {
        case .validationFailed, .malformedJSON: 400
        case .unauthenticated, .signatureInvalid: 401
        case .forbidden: 403
        case .notFound, .unknownPlatform, .unknownMode: 404
        case .methodNotAllowed: 405
        case .conflict, .idempotencyInProgress: 409
        case .linkExpired: 410
        case .payloadTooLarge: 413
        case .unsupportedMediaType: 415
        case .idempotencyMismatch: 422
        case .rateLimited: 429
        case .internalError: 500
        case .vendorUnavailable: 502
        case .databaseUnavailable, .platformPaused, .overloaded: 503
        }
    }

    /// What an answer with this code tells of the request's execution.
    enum Execution {
        /// It never began: the request can be mended and sent again.
        case refused
        /// This is how it ended, and would end again.
        case ended
        /// Nobody knows: the same request does well to be sent again.
        case unknown
    }

    var execution: Execution {
        switch self {
        case .notFound, .conflict, .vendorUnavailable, .internalError: .ended
        case .databaseUnavailable: .unknown
        default: .refused
        }
    }
}

/// An error as a client sees it. Whatever else is thrown becomes `INTERNAL` and keeps its inside to the log.
struct APIError: Error, Sendable {
    var code: APIErrorCode
    /// A sentence for people, with what to do about it.
    var message: String
    var details: JSONValue?
    var headers: [(name: String, value: String)] = []

    init(
        _ code: APIErrorCode, _ message: String, details: JSONValue? = nil,
        headers: [(name: String, value: String)] = []
    ) {
        self.code = code
        self.message = message
        self.details = details
        self.headers = headers
    }
}

extension APIError {
    /// The answer for rows that do not exist and for rows of another user alike.
    static func notFound(_ what: String) -> APIError { APIError(.notFound, "There is no such \(what).") }

    static func validation(_ issues: [FieldIssue]) -> APIError {
        APIError(
            .validationFailed, "Some fields need another look: " + issues.map(\.field).joined(separator: ", ") + ".",
            details: .array(issues.map(\.json)))
    }

    static func unauthenticated(_ why: String) -> APIError {
        APIError(.unauthenticated, why, headers: [("WWW-Authenticate", "Bearer realm=\"gemz\"")])
    }

    /// - Parameter why: what is wrong with it, to follow a colon.
    static func signatureInvalid(_ why: String) -> APIError {
        APIError(
            .signatureInvalid, "The signature was refused: \(why).",
            headers: [("WWW-Authenticate", "Signature realm=\"gemz\"")])
    }

    static let databaseUnavailable = APIError(
        .databaseUnavailable, "The database is away. Try again in a few seconds.", headers: [("Retry-After", "2")])
}

/// One bad field of a request.
struct FieldIssue: Hashable, Sendable {
    /// Such as `filters.minFollowers` or `keywords[2]`.
    var field: String
    var message: String
    /// What would be accepted.
    var accepted: String

    var json: JSONValue {
        .object([("field", .string(field)), ("message", .string(message)), ("accepted", .string(accepted))])
    }

    static let schema = Schema.list(
        of: .object([
            .required("field", .string().about("Its path in the body, or the parameter's name.")),
            .required("message", .string().about("What is wrong with it.")),
            .required("accepted", .string().about("What would be accepted.")),
        ])
    ).about("Every bad field at once.")
}
