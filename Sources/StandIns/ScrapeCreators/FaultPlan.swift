public import FixtureTape
import Simulation

/// Which requests go wrong at the provider, and how.
///
///     try FaultPlan(parsing: "429=10%:2s,500=5%,hang=1%,latency=200ms,credits-after=40")
public struct FaultPlan: Hashable, Sendable {
    /// What goes wrong with a request.
    public enum Fault: Hashable, Sendable {
        /// 429 with `Retry-After` in whole seconds.
        case rateLimited(retryAfter: Int)
        /// 500 with the provider's JSON.
        case serverError
        /// 402 with the provider's JSON.
        case outOfCredits
        /// 200 with an HTML page.
        case html
        /// The right answer, late.
        case slow(Duration)
        /// No answer until the caller gives up.
        case hang
        /// The connection is aborted.
        case reset
        /// The length of the whole answer, and half of it.
        case cut
    }

    /// A fault and how often it comes.
    public struct Rule: Hashable, Sendable {
        public var fault: Fault
        /// The share of requests, 0 to 1.
        public var rate: Double

        public init(_ fault: Fault, rate: Double) {
            self.fault = fault
            self.rate = rate
        }
    }

    /// Their rates add up to 1 at most.
    public var rules: [Rule]
    /// How long every request waits.
    public var latency: Duration
    /// The number of the first request, counted from 1, from which on all credits are spent.
    public var creditsAfter: Int?

    public init(rules: [Rule] = [], latency: Duration = .zero, creditsAfter: Int? = nil) {
        self.rules = rules
        self.latency = latency
        self.creditsAfter = creditsAfter
    }

    /// All goes well.
    public static let none = FaultPlan()

    /// What goes wrong with one request; `nil` for nothing.
    ///
    /// A function of its arguments alone. A repeated request rolls the dice again, and the order in which concurrent
    /// requests arrive changes nothing, except for ``creditsAfter``.
    ///
    /// - Parameters:
    ///   - ask: how often this same request was asked before.
    ///   - number: which of all requests this is, counted from 1.
    public func fault(for request: Tape.Request, ask: Int, number: Int, seed: UInt64) -> Fault? {
        if let creditsAfter, number >= creditsAfter { return .outOfCredits }
        var dice = Seed("fault", String(seed), request.description, String(ask)).generator()
        var drawn = dice.unit()
        for rule in rules {
            if drawn < rule.rate { return rule.fault }
            drawn -= rule.rate
        }
        return nil
    }
}

extension FaultPlan.Fault {
    /// Its name in a plan and in the control's counts.
    public var name: String {
        switch self {
        case .rateLimited: "429"
        case .serverError: "500"
        case .outOfCredits: "credits"
        case .html: "html"
        case .slow: "slow"
        case .hang: "hang"
        case .reset: "reset"
        case .cut: "cut"
        }
    }
}
