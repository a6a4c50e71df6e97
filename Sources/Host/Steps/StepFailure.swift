import Domain
import PlatformAPI

/// What a provider's error means for a search. The taxonomy decides, in one place.
extension StepWork {
    /// The failure that an error means for the whole job, or `nil` where another attempt may help.
    static func failureOfJob(_ error: PlatformError) -> SearchState.Failure? {
        switch error {
        case .outOfCredits(let message):
            SearchState.Failure(
                code: .providerOutOfCredits,
                message: "The data provider is out of credits (\(message)). What was found is kept.")
        case .unauthorized:
            SearchState.Failure(
                code: .providerUnauthorized, message: "The data provider refused our key. What was found is kept.")
        case .badShape(let path, let reason):
            SearchState.Failure(
                code: .providerChanged,
                message: "The data provider's answer has changed\(path.isEmpty ? "" : " at \(path)"): \(reason).")
        case .invalidInput(let message):
            SearchState.Failure(code: .invalidInput, message: "The data provider refused the search: \(message)")
        case .forbidden(let message):
            SearchState.Failure(code: .invalidInput, message: "The data provider forbids this search: \(message)")
        case .notFound(let message):
            SearchState.Failure(code: .targetNotFound, message: message)
        case .privateAccount(let message):
            SearchState.Failure(code: .targetPrivate, message: message)
        case .rateLimited, .unavailable, .paused, .cancelled: nil
        }
    }

    /// Whether an error only says that a keyword has no results: no search fails for that.
    static func isKnownToNobody(_ error: PlatformError, _ subject: SearchRequest.Subject) -> Bool {
        if case (.notFound, .keyword) = (error, subject) { true } else { false }
    }

    /// The failure that an error means for one track of several, where the others may go on.
    static func failureOfTrack(_ error: PlatformError, subject: SearchRequest.Subject) -> SearchState.Failure? {
        switch (error, subject) {
        case (.notFound, .similar(to: let handle)):
            SearchState.Failure(code: .targetNotFound, message: "There is no account \(handle).")
        case (.privateAccount, .similar(to: let handle)):
            SearchState.Failure(
                code: .targetPrivate, message: "The account \(handle) is private and leads to no others.")
        case (.invalidInput(let message), _), (.forbidden(let message), _):
            SearchState.Failure(code: .invalidInput, message: "The data provider refused the search: \(message)")
        default: nil
        }
    }

    /// The failure of a step whose attempts are used up.
    static func failureAfterAttempts(_ error: any Error) -> SearchState.Failure {
        switch error as? PlatformError {
        case .rateLimited?:
            SearchState.Failure(
                code: .providerRateLimited, message: "The data provider kept refusing calls. What was found is kept.")
        case .some:
            SearchState.Failure(
                code: .providerUnavailable, message: "The data provider stayed away. What was found is kept.")
        case nil:
            SearchState.Failure(
                code: .internalError, message: "A step of this search kept failing. What was found is kept.")
        }
    }

    static func tooManyRuns(_ job: Job) -> SearchState.Failure {
        SearchState.Failure(
            code: .tooManyRuns,
            message: "The search read \(job.maxRuns) pages without reaching its target. What was found is kept.")
    }

    /// How a search ends whose pages are all read: with its first failure where every track failed and nothing came.
    static func endOfTracks(_ state: SearchState, results: Int) -> End {
        let failures = state.tracks.compactMap(\.failure)
        guard results == 0, failures.count == state.tracks.count, let first = failures.first else { return .ranDry }
        return .failed(first)
    }
}
