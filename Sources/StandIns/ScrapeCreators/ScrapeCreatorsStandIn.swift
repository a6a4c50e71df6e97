import Effects
import FixtureTape
import Simulation
import Synchronization

/// The provider: tapes first, simulators for whatever no tape is about, and trouble as planned.
///
/// Tapes answer exactly the requests that are on them. A request about a tape's subject (its term or handle) that is
/// not on the tape gets the endpoint's empty answer, so that a replayed search ends where the recorded one did.
final class ScrapeCreatorsStandIn: Vendor {
    /// What the control shows and changes.
    struct State: Sendable {
        var plan: FaultPlan
        var seed: UInt64
        var player: TapePlayer
        var requests = 0
        var hits = 0
        /// The last thousand.
        var misses: [Tape.Request] = []
        /// How often each kind of fault happened.
        var faults: [String: Int] = [:]
        /// How often each request was asked, while there is a plan.
        var asked: [Tape.Request: Int] = [:]
        /// Requests that faults may happen to.
        var served = 0

        mutating func miss(_ request: Tape.Request) {
            if misses.count >= 1000 { misses.removeFirst() }
            misses.append(request)
        }

        /// The fault of a request, counted.
        mutating func fault(for request: Tape.Request) -> FaultPlan.Fault? {
            guard plan != .none else { return nil }
            served += 1
            let ask = asked[request, default: 0]
            asked[request] = ask + 1
            let fault = plan.fault(for: request, ask: ask, number: served, seed: seed)
            if let fault { faults[fault.name, default: 0] += 1 }
            return fault
        }
    }

    let name = "scrapecreators"
    let pages = [(path: "/_control", about: "what was asked, what no tape has, which faults there were")]
    let state: Mutex<State>
    let tapes: [Tape]

    private let key: String
    private let tapesOnly: Bool
    private let endpoints: [String: (endpoint: SimulatedEndpoint, simulator: any ProviderSimulator)]
    private let taped: Set<Tape.Request>
    private let paths: Set<String>
    private let effects: Effects

    init(
        configuration: StandInsConfiguration, simulators: [any ProviderSimulator], tapes: [Tape], effects: Effects
    ) {
        self.tapes = tapes
        self.effects = effects
        key = configuration.providerKey
        tapesOnly = configuration.tapesOnly
        endpoints = Dictionary(
            simulators.flatMap { simulator in simulator.endpoints.map { ($0.path, ($0, simulator)) } }
        ) { first, _ in first }
        taped = Set(tapes.flatMap { $0.exchanges.map(\.request) })
        paths = Set(endpoints.keys).union(taped.map(\.path))
        state = Mutex(
            State(plan: configuration.faults, seed: configuration.seed, player: TapePlayer(tapes)))
    }

    func reply(to request: VendorRequest) async -> VendorReply {
        if let controlled = control(request) { return controlled }
        let latency = state.withLock { state in
            state.requests += 1
            return state.plan.latency
        }
        var reply = checkedReply(to: request)
        reply.delay += latency
        return reply
    }

    private func checkedReply(to request: VendorRequest) -> VendorReply {
        guard request.method == "GET", paths.contains(request.path) else { return .unknownPath(request) }
        guard request.headers["x-api-key"] == key else { return .failure(401, "Invalid API key") }
        let query = request.query
        if let endpoint = endpoints[request.path]?.endpoint {
            let isComplete = endpoint.required.allSatisfy { group in group.contains { query[$0]?.isEmpty == false } }
            guard isComplete else { return .json(.record(["message": .string(endpoint.missingMessage)]), status: 400) }
        }
        let asked = Tape.Request(path: request.path, query: query)
        return reply(to: asked, spoiledBy: state.withLock { $0.fault(for: asked) })
    }

    private func reply(to request: Tape.Request, spoiledBy fault: FaultPlan.Fault?) -> VendorReply {
        switch fault {
        case nil: return answer(request)
        case .rateLimited(let seconds):
            var reply = VendorReply.failure(429, "Too many requests")
            reply.headers["retry-after"] = String(seconds)
            return reply
        case .serverError: return .failure(500, "Something went wrong")
        case .outOfCredits: return .outOfCredits
        case .html: return .htmlInstead
        case .hang: return VendorReply(.hang)
        case .reset: return VendorReply(.reset)
        case .slow(let delay):
            var reply = answer(request)
            reply.delay += delay
            return reply
        case .cut:
            // Asked again, the request gets the whole of this same answer: a tape stays where it is.
            var reply = answer(request, isHeard: false)
            reply.disturbance = reply.disturbance ?? .cut
            return reply
        }
    }

    // MARK: Answers

    /// - Parameter isHeard: whether the answer arrives, so that tapes and counts go on.
    private func answer(_ request: Tape.Request, isHeard: Bool = true) -> VendorReply {
        if taped.contains(request) { return taped(request, isHeard: isHeard) }
        let known = endpoints[request.path]
        let subjects = known?.endpoint.subjects ?? []
        let isMiss = state.withLock { state in
            let isMiss = tapesOnly || known == nil || state.player.holds(subjectOf: request, named: subjects)
            if isMiss, isHeard { state.miss(request) }
            return isMiss
        }
        guard let known else { return .failure(404, "Not found") }
        if isMiss { return VendorReply(known.endpoint.empty) }
        let simulated = SimulatedRequest(path: request.path, query: request.query, now: effects.now())
        return VendorReply(known.simulator.answer(simulated))
    }

    private func taped(_ request: Tape.Request, isHeard: Bool) -> VendorReply {
        let answer: Tape.Answer? = state.withLock { state in
            guard isHeard else { return TapePlayer(tapes, at: state.player.position).answer(request) }
            state.hits += 1
            return state.player.answer(request)
        }
        switch answer {
        case .response(let response):
            return VendorReply(status: response.status, headers: response.headers, body: response.body)
        case .fault(.timeout): return VendorReply(.hang)
        case .fault(.reset): return VendorReply(.reset)
        case nil: return .failure(404, "Not found")  // never: the request is on a tape
        }
    }
}
