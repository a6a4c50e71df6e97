import Domain
import Foundation
import PlatformAPI
import Testing

@testable import Host

@Suite("What becomes of a step that failed")
struct VerdictTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var error: any Error & Sendable
        var attempt = 0
        var verdict: String

        var testDescription: String { name }
    }

    private struct Broken: Error {}

    /// Of four attempts, with a base of 2 s, a cap of 10 s and half the jitter.
    private static let cases = [
        Case(name: "away", error: PlatformError.unavailable("503"), verdict: "again in 1.0"),
        Case(
            name: "away for the third time", error: PlatformError.unavailable(""), attempt: 2, verdict: "again in 4.0"),
        Case(
            name: "away once too often", error: PlatformError.unavailable(""), attempt: 3,
            verdict: "ends PROVIDER_UNAVAILABLE, dead letter"),
        Case(
            name: "calls refused without a word", error: PlatformError.rateLimited(retryAfter: nil),
            verdict: "again in 1.0"),
        Case(
            name: "calls refused without a word, once too often", error: PlatformError.rateLimited(retryAfter: nil),
            attempt: 3, verdict: "ends PROVIDER_RATE_LIMITED, dead letter"),
        Case(
            name: "a pause asked for uses up no attempt", error: PlatformError.rateLimited(retryAfter: .seconds(40)),
            attempt: 3, verdict: "waits 40.0"),
        Case(
            name: "a pause of nothing is a pause still", error: PlatformError.rateLimited(retryAfter: .zero),
            verdict: "waits 1.5"),
        Case(
            name: "an open circuit",
            error: PlatformError.paused(until: Date(timeIntervalSince1970: 60), reason: "no credits"), attempt: 3,
            verdict: "pauses until 60.0"),
        Case(
            name: "no credits", error: PlatformError.outOfCredits(""),
            verdict: "ends PROVIDER_OUT_OF_CREDITS, dead letter"),
        Case(
            name: "a refused key", error: PlatformError.unauthorized(""),
            verdict: "ends PROVIDER_UNAUTHORIZED, dead letter"),
        Case(
            name: "a changed answer", error: PlatformError.badShape(path: "a", reason: "is gone"),
            verdict: "ends PROVIDER_CHANGED, dead letter"),
        Case(name: "bad input", error: PlatformError.invalidInput(""), verdict: "ends INVALID_INPUT"),
        Case(name: "forbidden", error: PlatformError.forbidden(""), verdict: "ends INVALID_INPUT"),
        Case(name: "nobody there", error: PlatformError.notFound(""), verdict: "ends TARGET_NOT_FOUND"),
        Case(name: "a private target", error: PlatformError.privateAccount(""), verdict: "ends TARGET_PRIVATE"),
        Case(name: "a failure of gemz's own", error: Broken(), verdict: "again in 1.0"),
        Case(name: "the same, once too often", error: Broken(), attempt: 3, verdict: "ends INTERNAL, dead letter"),
        Case(
            name: "a delivery that hosts sent away uses up no attempt", error: UndeliveredMessage(status: 503),
            attempt: 3, verdict: "waits 1.5"),
        Case(
            name: "a delivery of a leased message uses up none either", error: UndeliveredMessage(status: 409),
            attempt: 3, verdict: "waits 1.5"),
        Case(name: "a delivery that reached nobody", error: UndeliveredMessage(status: 0), verdict: "again in 1.0"),
        Case(
            name: "a delivery that failed, once too often", error: UndeliveredMessage(status: 500), attempt: 3,
            verdict: "ends INTERNAL, dead letter"),
        Case(
            name: "poison", error: PoisonMessage(kind: "search.step", interruptions: 51),
            verdict: "ends INTERNAL, dead letter"),
        Case(
            name: "a mode from another build", error: UnknownSearch(platform: "toy", mode: .similar), attempt: 3,
            verdict: "waits 1.5"),
    ]

    @Test("the error decides", arguments: cases)
    func decides(_ given: Case) {
        let backOff = BackOff(base: 2, cap: 10, jitter: 0.5)
        let verdict = StepVerdict(on: given.error, attempt: given.attempt, of: 4, backOff: backOff)
        let words =
            switch verdict {
            case .again(let delay, _): "again in \(delay)"
            case .wait(let delay, _): "waits \(delay)"
            case .pause(let until): "pauses until \(until.timeIntervalSince1970)"
            case .end(let failure, let isDead): "ends \(failure.code.rawValue)\(isDead ? ", dead letter" : "")"
            }
        #expect(words == given.verdict)
    }

    @Test("the back-off doubles up to its cap, with full jitter")
    func backOff() {
        let delays = [0, 1, 2, 3, 60].map { BackOff(base: 2, cap: 10, jitter: 0.999).delay(after: $0) }
        #expect(delays == [1.998, 3.996, 7.992, 9.99, 9.99])
        #expect(BackOff(base: 2, cap: 10, jitter: 0).delay(after: 5) == 0)
    }
}
