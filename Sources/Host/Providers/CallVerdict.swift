import Domain
import PlatformAPI
import Vendors

/// What one attempt over the wire says about the endpoint it went to.
enum CallVerdict: Hashable, Sendable {
    /// It answers, though perhaps not as somebody would like.
    case answers
    case fails
    /// The vendor refuses the key, and with it every other call.
    case refusesKey(Circuit.Reason)
    /// Nothing: the call was cut short here, or was one too many.
    case silent

    /// - Parameter call: `nil` where nothing was sent.
    init(_ call: ProviderCall?) {
        guard let call else {
            self = .silent
            return
        }
        switch call.failure {
        case .unavailable: self = .fails
        case .unauthorized:
            self = .refusesKey(
                Circuit.Reason(code: .providerUnauthorized, message: "The data provider refuses our key."))
        case .outOfCredits(let words):
            self = .refusesKey(
                Circuit.Reason(
                    code: .providerOutOfCredits, message: "The data provider is out of credits (\(words))."))
        case .rateLimited, .cancelled, .paused: self = .silent
        case nil, .invalidInput, .forbidden, .notFound, .privateAccount, .badShape: self = .answers
        }
    }

    /// What it means for a circuit whose probe the attempt was.
    func event(forProbeOf key: CircuitKey) -> Circuit.Event {
        switch self {
        case .answers: .probeSucceeded
        case .fails: .probeFailed
        case .refusesKey: key.isKey ? .probeFailed : .probeAbandoned
        case .silent: .probeAbandoned
        }
    }
}
