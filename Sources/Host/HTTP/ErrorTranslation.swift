import Postgres

/// Turns whatever a handler throws into what a client may see. The only place that does.
enum ErrorTranslation {
    static func shown(_ error: any Error) -> APIError {
        switch error {
        case let error as APIError: error
        case let error as PostgresError where error.isUnavailable || error.isOurs: .databaseUnavailable
        case let error as PostgresError where error.isForeignKeyViolation && error.isOfDeletedUser:
            .unauthenticated("The account of this session has just been deleted.")
        default: .unexpected
        }
    }

    /// Whether nobody waits for the answer any more.
    static func isCancellation(_ error: any Error) -> Bool {
        error is CancellationError || error as? PostgresError == .cancelled
    }

    /// How executing the request ended, as seen by whoever sends it again.
    static func execution(endedBy error: any Error) -> APIErrorCode.Execution {
        if isCancellation(error) || (error as? PostgresError)?.isOutcomeUnknown == true { return .unknown }
        return shown(error).code.execution
    }

    /// What the log may know: the type and the error's own words, never a parameter's value.
    static func inside(of error: any Error) -> String { "\(type(of: error)): \(error)" }
}

extension PostgresError {
    /// Something was to be written for a user who is gone.
    fileprivate var isOfDeletedUser: Bool { constraint?.hasSuffix("_user_id_fkey") == true }

    /// Ended from this side: the deadline passed, or the pool is closing.
    fileprivate var isOurs: Bool {
        switch self {
        case .deadline, .closed: true
        default: false
        }
    }
}
