import Effects
public import Foundation

/// Whether calls to one of a provider's endpoints go out: the rule alone, without the row that all hosts share.
///
/// Closed, it lets calls through. Open, it lets none through before ``probeAt``; then one, half open, whose outcome
/// decides.
public struct Circuit: Hashable, Sendable {
    public enum State: String, Hashable, Sendable, CaseIterable {
        case closed
        case open
        case halfOpen = "half_open"
    }

    /// Why a circuit is not closed.
    public struct Reason: Hashable, Sendable {
        public var code: JobErrorCode
        /// A sentence for those whose searches wait.
        public var message: String

        public init(code: JobErrorCode, message: String) {
            self.code = code
            self.message = message
        }
    }

    /// How long an open circuit waits for its probe: the base, doubled with each probe that failed, up to the cap.
    public struct Pauses: Hashable, Sendable {
        public var base: Duration
        public var cap: Duration

        public init(base: Duration, cap: Duration) {
            self.base = base
            self.cap = cap
        }

        /// How long after a probe those look by themselves who are not to make it, in seconds: seldom, since they are
        /// woken when the circuit closes.
        ///
        /// - Parameter jitter: 0..<1.
        public func rest(jitter: Double) -> TimeInterval { 12 * cap.seconds * (1 + jitter) }

        /// - Parameter failedProbes: since the circuit opened.
        func pause(after failedProbes: Int) -> TimeInterval {
            // Thirty doublings of any base worth the name are beyond any cap worth the name.
            min(cap.seconds, base.seconds * Double(1 << min(failedProbes, 30)))
        }
    }

    public enum Event: Hashable, Sendable {
        /// The endpoint has failed for long enough, or the key was refused.
        case tripped(Reason)
        /// One call goes out to see how things are. On a half-open circuit: the host that was probing is gone.
        case probeBegan
        case probeSucceeded
        case probeFailed
        /// The probe said nothing: it was cancelled, or told to come another time.
        case probeAbandoned
    }

    public enum Admission: Hashable, Sendable {
        case pass
        /// The call may go out if it is the only one: if ``Event/probeBegan`` could be written down.
        case probe
        case wait(until: Date)
    }

    public private(set) var state = State.closed
    public private(set) var reason: Reason?
    /// When it opened; kept through probes that fail.
    public private(set) var since: Date?
    public private(set) var probeAt: Date?
    public private(set) var failedProbes = 0

    /// A closed one.
    public init() {}

    /// One that somebody has written down.
    public init(state: State, reason: Reason?, since: Date?, probeAt: Date?, failedProbes: Int) {
        self.state = state
        self.reason = reason
        self.since = since
        self.probeAt = probeAt
        self.failedProbes = failedProbes
    }

    /// What becomes of the circuit, or `nil` where the event changes nothing.
    public func after(_ event: Event, at now: Date, pauses: Pauses) -> Circuit? {
        var next = self
        switch (state, event) {
        case (.closed, .tripped(let reason)):
            next.state = .open
            next.reason = reason
            next.since = now
            next.failedProbes = 0
            next.probeAt = now + pauses.pause(after: 0)
        case (.open, .probeBegan) where now >= probeAt ?? now, (.halfOpen, .probeBegan):
            next.state = .halfOpen
        case (.halfOpen, .probeSucceeded):
            return Circuit()
        case (.halfOpen, .probeFailed):
            next.state = .open
            next.failedProbes += 1
            next.probeAt = now + pauses.pause(after: next.failedProbes)
        case (.halfOpen, .probeAbandoned):
            next.state = .open
            next.probeAt = now + pauses.pause(after: 0)
        // News of calls that went out before the circuit opened, and probes that come too early.
        case (.closed, _), (.open, _), (.halfOpen, .tripped):
            return nil
        }
        return next
    }

    /// Whether a call that began then can say how things are: one from before the circuit opened tells of the past.
    public func isOlder(than call: Date) -> Bool { since.map { $0 <= call } ?? true }

    /// Whether a call may go out.
    ///
    /// - Parameter isProbeGone: whether the host that probes has been silent for too long.
    public func admission(at now: Date, isProbeGone: Bool, pauses: Pauses) -> Admission {
        switch state {
        case .closed: .pass
        case .open where now >= probeAt ?? now: .probe
        case .open: .wait(until: probeAt ?? now)
        case .halfOpen where isProbeGone: .probe
        case .halfOpen: .wait(until: now + pauses.pause(after: 0))
        }
    }
}
