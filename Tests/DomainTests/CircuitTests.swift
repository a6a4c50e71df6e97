import Domain
import Foundation
import Testing

@Suite("Circuits")
struct CircuitTests {
    private static let start = Date(timeIntervalSince1970: 1_000_000)
    private static let pauses = Circuit.Pauses(base: .seconds(30), cap: .seconds(100))
    private static let away = Circuit.Reason(code: .providerUnavailable, message: "away")
    private static let unpaid = Circuit.Reason(code: .providerOutOfCredits, message: "unpaid")

    private static func circuit(
        _ state: Circuit.State, probeIn seconds: TimeInterval = 0, failedProbes: Int = 0
    ) -> Circuit {
        guard state != .closed else { return Circuit() }
        return Circuit(
            state: state, reason: away, since: start - 60, probeAt: start + seconds, failedProbes: failedProbes)
    }

    private static let opened = Circuit(
        state: .open, reason: away, since: start, probeAt: start + 30, failedProbes: 0)

    @Test(
        "what becomes of a circuit",
        arguments: [
            (circuit(.closed), .tripped(away), opened),
            (circuit(.closed), .probeBegan, nil), (circuit(.closed), .probeSucceeded, nil),
            (circuit(.closed), .probeFailed, nil), (circuit(.closed), .probeAbandoned, nil),
            (circuit(.open), .probeBegan, circuit(.halfOpen)),
            (circuit(.open, probeIn: 1), .probeBegan, nil),
            (circuit(.open), .tripped(unpaid), nil), (circuit(.open), .probeSucceeded, nil),
            (circuit(.open), .probeFailed, nil), (circuit(.open), .probeAbandoned, nil),
            (circuit(.halfOpen), .probeBegan, circuit(.halfOpen)),
            (circuit(.halfOpen), .probeSucceeded, circuit(.closed)),
            (circuit(.halfOpen), .probeFailed, circuit(.open, probeIn: 60, failedProbes: 1)),
            (
                circuit(.halfOpen, failedProbes: 1), .probeFailed,
                circuit(.open, probeIn: 100, failedProbes: 2)
            ),
            (
                circuit(.halfOpen, failedProbes: 5000), .probeFailed,
                circuit(.open, probeIn: 100, failedProbes: 5001)
            ),
            (
                circuit(.halfOpen, failedProbes: 3), .probeAbandoned,
                circuit(.open, probeIn: 30, failedProbes: 3)
            ),
            (circuit(.halfOpen), .tripped(unpaid), nil),
        ] as [(Circuit, Circuit.Event, Circuit?)])
    func transitions(before: Circuit, event: Circuit.Event, after: Circuit?) {
        #expect(before.after(event, at: Self.start, pauses: Self.pauses) == after)
    }

    @Test(
        "whom a circuit lets through",
        arguments: [
            (circuit(.closed), false, .pass),
            (circuit(.open, probeIn: 5), true, .wait(until: start + 5)), (circuit(.open), false, .probe),
            (circuit(.halfOpen), false, .wait(until: start + 30)), (circuit(.halfOpen), true, .probe),
        ] as [(Circuit, Bool, Circuit.Admission)])
    func admissions(circuit: Circuit, isProbeGone: Bool, admission: Circuit.Admission) {
        #expect(circuit.admission(at: Self.start, isProbeGone: isProbeGone, pauses: Self.pauses) == admission)
    }

    @Test("a call from before the circuit opened says nothing of it")
    func pastCalls() {
        let opened = Self.opened
        #expect(!opened.isOlder(than: Self.start - 0.001))
        #expect(opened.isOlder(than: Self.start))
        #expect(Circuit().isOlder(than: .distantPast))
    }

    @Test("those who do not probe rest for hours, apart from each other")
    func rest() {
        #expect([0, 0.5].map { Self.pauses.rest(jitter: $0) } == [1200, 1800])
    }

    /// The calls after which a circuit opens; `x` failed.
    private func trips(_ calls: String, enough: Int = 3, every seconds: TimeInterval = 1) -> [Int] {
        var window = CallWindow()
        return calls.enumerated().compactMap { index, call in
            let now = Self.start + Double(index) * seconds
            return window.note(hasFailed: call == "x", at: now, enough: enough) ? index + 1 : nil
        }
    }

    @Test("so many failures among the latest twice as many calls are enough, and the counting begins anew")
    func window() {
        #expect(trips("xxx") == [3])
        #expect(trips("xxxxxx") == [3, 6])
        #expect(trips("x.x.x") == [5])
        #expect(trips("x..x..x..x..x..x") == [])
        #expect(trips("x.....xx") == [], "the first failure is six calls ago")
        #expect(trips("xx....x") == [])
        #expect(trips("x", enough: 1) == [1])
    }

    @Test("failures that lie further apart than a window remembers do not add up")
    func memory() {
        #expect(trips("xxxx", every: 60) == [3])
        #expect(trips("xxxxxxxx", every: 61) == [])
    }
}
