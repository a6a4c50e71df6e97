import Domain
import Effects
import Foundation
import PlatformAPI

/// What becomes of a step that failed. The error decides, in this one place.
///
/// | error | verdict |
/// |---|---|
/// | the provider asks for a pause | wait as long as it says; no attempt is used up |
/// | the hosts had no hand free for a delivery until the carrier gave up | wait a little; no attempt is used up |
/// | the host was not built for this mode of search | wait a little for one that was; no attempt is used up |
/// | the provider's circuit is open, nothing was tried | the job pauses until it may be probed; no attempt is used up |
/// | the provider is away, refuses calls without saying how long, or something of gemz's own failed | again, backed off |
/// | the same, and the attempts are used up | the job ends, with a dead letter |
/// | no credits, a refused key, an answer that has changed | the job ends, with a dead letter to retry once that is mended |
/// | a search that cannot work: bad input, no such target, a private one | the job ends |
/// | a message that no host can work off | the job ends, with a dead letter |
enum StepVerdict: Sendable {
    /// One attempt is used up; again after so many seconds.
    case again(TimeInterval, words: String)
    /// No attempt is used up; again after so many seconds.
    case wait(TimeInterval, words: String)
    /// Nothing was tried: the job is paused.
    case pause(until: Date)
    /// The job ends; its last step is kept where an admin can retry it.
    case end(SearchState.Failure, isDeadLetter: Bool)

    /// - Parameters:
    ///   - attempt: failures before this one.
    ///   - maxAttempts: how many there may be.
    init(on error: any Error, attempt: Int, of maxAttempts: Int, backOff: BackOff) {
        if let error = error as? PlatformError {
            if case .paused(let until, _) = error {
                self = .pause(until: until)
                return
            }
            if let failure = StepWork.failureOfJob(error) {
                self = .end(failure, isDeadLetter: Self.canBeMended(error))
                return
            }
            if case .rateLimited(let after?) = error {
                self = .wait(
                    max(after.seconds, backOff.shortestPause),
                    words: "The data provider asked for a pause; going on after it.")
                return
            }
        }
        switch error {
        case is UnknownSearch:
            self = .wait(backOff.shortestPause, words: "Waits for a host that knows this search.")
        case let undelivered as UndeliveredMessage where undelivered.isRefused:
            self = .wait(backOff.shortestPause, words: "Waits for a host that has a hand free.")
        case _ where error is PoisonMessage || attempt + 1 >= maxAttempts:
            self = .end(StepWork.failureAfterAttempts(error), isDeadLetter: true)
        default:
            self = .again(
                backOff.delay(after: attempt),
                words: error is PlatformError
                    ? "The data provider is away; trying again." : "A step of this search failed; trying again.")
        }
    }

    /// Whether the same step may work later, once somebody has seen to the reason.
    private static func canBeMended(_ error: PlatformError) -> Bool {
        switch error {
        case .outOfCredits, .unauthorized, .badShape: true
        case .invalidInput, .forbidden, .notFound, .privateAccount, .rateLimited, .unavailable, .paused, .cancelled:
            false
        }
    }
}

/// How long to wait after a failure: full jitter under a ceiling that doubles, as in "Exponential Backoff And Jitter"
/// (AWS Architecture Blog, 2015).
struct BackOff: Sendable {
    /// The ceiling after the first failure.
    var base: TimeInterval
    /// The highest ceiling.
    var cap: TimeInterval
    /// In 0..<1.
    var jitter: Double

    /// Seconds to wait.
    ///
    /// - Parameter attempt: failures before the last one.
    func delay(after attempt: Int) -> TimeInterval { jitter * min(cap, base * Double(1 << min(attempt, 20))) }

    /// Who asks for no pause worth the name still gets one, or it would be asked without end.
    var shortestPause: TimeInterval { (1 + jitter) / 2 * min(cap, base) }
}

extension BackOff {
    init(config: ConfigSnapshot, jitter: Double) {
        self.init(
            base: config[JobConfig.retryBase].seconds, cap: config[JobConfig.retryCap].seconds, jitter: jitter)
    }
}
