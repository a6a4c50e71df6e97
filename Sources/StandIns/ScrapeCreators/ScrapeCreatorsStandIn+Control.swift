import FixtureTape
import Synchronization

/// The development control: what was asked, and what shall go wrong from now on. It takes no key.
///
/// - `GET  /_control`: `{requests, hits, misses: [{path, query}], faults: {kind: count}}`
/// - `POST /_control/faults` with `{"plan": "429=10%", "seed": 7}`: a new plan, its dice at their beginning
/// - `POST /_control/reset`: counts at 0, tapes at their beginning; the plan stays
extension ScrapeCreatorsStandIn {
    /// `nil` for a request that is the provider's own.
    func control(_ request: VendorRequest) -> VendorReply? {
        switch (request.method, request.path) {
        case ("GET", "/_control"): report
        case ("POST", "/_control/faults"): setFaults(request.body)
        case ("POST", "/_control/reset"): reset()
        default: nil
        }
    }

    private var report: VendorReply {
        let state = state.withLock { $0 }
        let misses = state.misses.map { miss in
            let query = miss.query.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, .string($0.value)) }
            return JSONValue.record(["path": .string(miss.path), "query": .object(query)])
        }
        let faults = state.faults.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, .integer($0.value)) }
        return .json(
            .record([
                "requests": .integer(state.requests), "hits": .integer(state.hits), "misses": .array(misses),
                "faults": .object(faults),
            ]))
    }

    private func setFaults(_ body: [UInt8]) -> VendorReply {
        do {
            let wanted = try JSONValue(parsing: body)
            guard let text = wanted["plan"]?.string else { return .badControl("no plan") }
            let plan = try FaultPlan(parsing: text)
            let seed = try Self.seed(wanted["seed"])
            state.withLock { state in
                state.plan = plan
                state.seed = seed ?? state.seed
                state.asked = [:]
                state.served = 0
            }
            return report
        } catch {
            return .badControl("\(error)")
        }
    }

    private static func seed(_ value: JSONValue?) throws -> UInt64? {
        guard let value else { return nil }
        guard case .number(let digits) = value, let seed = UInt64(digits) else {
            throw StandInsProblem("the seed is not a whole number from 0 on")
        }
        return seed
    }

    private func reset() -> VendorReply {
        state.withLock { $0 = State(plan: $0.plan, seed: $0.seed, player: TapePlayer(tapes)) }
        return report
    }
}

extension VendorReply {
    fileprivate static func badControl(_ reason: String) -> VendorReply {
        .json(.record(["message": .string(reason)]), status: 400)
    }
}
