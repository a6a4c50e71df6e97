/// Where a job stands. The last four are final.
public enum JobStatus: String, Hashable, Codable, Sendable, CaseIterable {
    case pending
    case processing
    case paused
    case completed
    case error
    case timeout
    case cancelled

    public var isFinal: Bool {
        switch self {
        case .pending, .processing, .paused: false
        case .completed, .error, .timeout, .cancelled: true
        }
    }

    /// The statuses that may follow this one.
    public var successors: Set<JobStatus> {
        switch self {
        case .pending: [.processing, .paused, .error, .timeout, .cancelled]
        case .processing: [.paused, .completed, .error, .timeout, .cancelled]
        case .paused: [.processing, .completed, .error, .timeout, .cancelled]
        case .completed, .error, .timeout, .cancelled: []
        }
    }
}

/// Why a job ended in error or timeout, or is paused: what its `error.code` says.
public enum JobErrorCode: String, Hashable, Codable, Sendable, CaseIterable {
    case providerUnavailable = "PROVIDER_UNAVAILABLE"
    case providerRateLimited = "PROVIDER_RATE_LIMITED"
    case providerOutOfCredits = "PROVIDER_OUT_OF_CREDITS"
    case providerUnauthorized = "PROVIDER_UNAUTHORIZED"
    case providerChanged = "PROVIDER_CHANGED"
    case targetNotFound = "TARGET_NOT_FOUND"
    case targetPrivate = "TARGET_PRIVATE"
    case invalidInput = "INVALID_INPUT"
    case tooManyRuns = "TOO_MANY_RUNS"
    case jobTimeout = "JOB_TIMEOUT"
    case platformPaused = "PLATFORM_PAUSED"
    case internalError = "INTERNAL"
}
