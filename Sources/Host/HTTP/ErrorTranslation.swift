import Postgres

/// Turns whatever a handler throws into what a client may see. The only place that does.
enum ErrorTranslation {
    static func shown(_ error: any Error) -> APIError {
        switch error {
        case let error as APIError: error
        case let error as PostgresError where error.isUnavailable: .databaseUnavailable
        default:
            APIError(
                .internalError, "Something went wrong on our side. Quote the request id when you report it.")
        }
    }

    /// What the log may know: the type and the error's own words, never a parameter's value.
    static func inside(of error: any Error) -> String { "\(type(of: error)): \(error)" }
}
