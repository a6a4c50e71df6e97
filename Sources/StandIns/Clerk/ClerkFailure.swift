import FixtureTape

/// An error of the Backend API.
struct ClerkFailure: Error, Hashable, Sendable {
    let status: Int
    let code: String
    let message: String
    /// The parameter at fault.
    let parameter: String?
    private let longMessage: String

    init(_ status: Int, _ code: String, _ message: String, _ longMessage: String, parameter: String? = nil) {
        self.status = status
        self.code = code
        self.message = message
        self.longMessage = longMessage
        self.parameter = parameter
    }

    /// `long_message` is always there: Clerk's own clients refuse an error without it.
    func reply(trace: String) -> VendorReply {
        var error: [JSONValue.Member] = [
            .init("message", .string(message)), .init("long_message", .string(longMessage)),
            .init("code", .string(code)),
        ]
        if let parameter {
            error.append(.init("meta", .record(["param_name": .string(parameter)])))
        }
        return .json(
            .record(["errors": .array([.object(error)]), "clerk_trace_id": .string(trace)]), status: status)
    }

    static let missingSecret = ClerkFailure(
        401, "authorization_header_format_invalid", "Invalid Authorization header format",
        #"Invalid Authorization header format. Must be "Bearer <YOUR_API_KEY>""#)

    static let wrongSecret = ClerkFailure(
        401, "clerk_key_invalid", "The provided Clerk Secret Key is invalid.",
        "The provided Clerk Secret Key is invalid. Make sure that your Clerk Secret Key is correct.")

    static let malformedBody = ClerkFailure(
        400, "request_body_invalid", "Request body invalid",
        "The request body is invalid. Please consult the API documentation for more information.")

    /// - Parameter what: such as `No user was found with id user_1`.
    static func notFound(_ what: String) -> ClerkFailure { ClerkFailure(404, "resource_not_found", "not found", what) }

    static func missing(_ parameter: String) -> ClerkFailure {
        ClerkFailure(
            422, "form_param_missing", "\(parameter) is missing", "\(parameter) must be included.",
            parameter: parameter)
    }

    static func badFormat(_ parameter: String, _ reason: String) -> ClerkFailure {
        ClerkFailure(
            422, "form_param_format_invalid", "\(parameter) is invalid", "\(parameter) \(reason)",
            parameter: parameter)
    }

    static func taken(_ parameter: String) -> ClerkFailure {
        ClerkFailure(
            422, "form_identifier_exists", "That \(parameter) is taken.",
            "That \(parameter) is taken. Please try another.", parameter: parameter)
    }

    // MARK: Tickets, in the words of the Frontend API

    static let invalidTicket = ClerkFailure(400, "ticket_invalid_code", "ticket is invalid", "The ticket is invalid.")

    static let expiredTicket = ClerkFailure(
        400, "ticket_expired_code", "ticket has expired", "The ticket has expired. Please request a new one.")

    static let usedTicket = ClerkFailure(
        400, "sign_in_token_already_used_code", "sign in token has already been used",
        "This sign in token has already been used. Each token can only be used once.")

    static let revokedTicket = ClerkFailure(
        400, "sign_in_token_revoked_code", "sign in token has been revoked",
        "This sign in token has been revoked and cannot be used anymore.")
}
