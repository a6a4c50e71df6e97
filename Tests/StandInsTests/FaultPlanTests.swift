import FixtureTape
import StandIns
import Testing

@Suite("Fault plans")
struct FaultPlanTests {
    static let good: [(String, FaultPlan)] = [
        ("", .none),
        (" , ", .none),
        ("500=5%", FaultPlan(rules: [.init(.serverError, rate: 0.05)])),
        ("429=10%", FaultPlan(rules: [.init(.rateLimited(retryAfter: 1), rate: 0.1)])),
        ("429=10%:0s", FaultPlan(rules: [.init(.rateLimited(retryAfter: 0), rate: 0.1)])),
        ("429=10%:1500ms", FaultPlan(rules: [.init(.rateLimited(retryAfter: 2), rate: 0.1)])),
        ("slow=100%", FaultPlan(rules: [.init(.slow(.milliseconds(500)), rate: 1)])),
        ("slow=0.5%:2m", FaultPlan(rules: [.init(.slow(.seconds(120)), rate: 0.005)])),
        ("latency=1.5s", FaultPlan(latency: .milliseconds(1500))),
        ("credits-after=40", FaultPlan(creditsAfter: 40)),
        (
            "hang=5%, cut=2%,reset=1%,html=1%,credits=1%,latency=200ms,credits-after=1",
            FaultPlan(
                rules: [
                    .init(.hang, rate: 0.05), .init(.cut, rate: 0.02), .init(.reset, rate: 0.01),
                    .init(.html, rate: 0.01), .init(.outOfCredits, rate: 0.01),
                ], latency: .milliseconds(200), creditsAfter: 1)
        ),
        (
            "500=50%,hang=50%",
            FaultPlan(rules: [.init(.serverError, rate: 0.5), .init(.hang, rate: 0.5)])
        ),
    ]

    @Test("a plan is read", arguments: good)
    func parsing(_ text: String, _ plan: FaultPlan) throws {
        #expect(try FaultPlan(parsing: text) == plan)
    }

    static let bad: [(String, String)] = [
        ("500", "not name=value"), ("500=", "not name=value"), ("=5%", "not name=value"),
        ("501=5%", "unknown fault"), ("500=5", "the rate is not a percentage up to 100%"),
        ("500=101%", "the rate is not a percentage up to 100%"),
        ("500=-1%", "the rate is not a percentage up to 100%"), ("500=%", "the rate is not a percentage up to 100%"),
        ("500=5%:1s", "only 429 and slow take a time"),
        ("slow=5%:1", "the time is not like 500ms, 2s or 1m, up to 10m"),
        ("latency=11m", "the time is not like 500ms, 2s or 1m, up to 10m"),
        ("latency=-1s", "the time is not like 500ms, 2s or 1m, up to 10m"),
        ("credits-after=0", "not a number from 1 on"), ("500=5%,500=6%", "twice"),
        ("500=60%,hang=60%", "the rates add up to more than 100%"),
    ]

    @Test("what is no plan is refused with the reason", arguments: bad)
    func refusal(_ text: String, _ reason: String) {
        let problem = #expect(throws: FaultPlanProblem.self) { try FaultPlan(parsing: text) }
        #expect(problem?.reason == reason)
    }

    // MARK: Decisions

    private let request = Tape.Request(path: "/v1/echo/search", query: ["query": "trek", "cursor": "30"])

    /// How often each fault comes in many requests.
    private func counts(_ plan: FaultPlan, seed: UInt64 = 1) -> [String: Int] {
        (0..<10_000).reduce(into: [:]) { counts, index in
            let asked = Tape.Request(path: "/v1/echo/profile", query: ["handle": "h\(index)"])
            let fault = plan.fault(for: asked, ask: 0, number: index + 1, seed: seed)
            counts[fault?.name ?? "none", default: 0] += 1
        }
    }

    @Test("faults come about as often as planned")
    func rates() throws {
        let counts = counts(try FaultPlan(parsing: "429=10%,500=5%,hang=1%"))
        for (name, expected) in ["429": 1000, "500": 500, "hang": 100, "none": 8400] {
            let count = counts[name] ?? 0
            #expect(abs(count - expected) < expected / 4, "\(name): \(count)")
        }
        #expect(counts.count == 4)
    }

    @Test("a share of nothing or of all is exact", arguments: [("500=0%", "none"), ("500=100%", "500")])
    func extremes(_ plan: String, _ outcome: String) throws {
        #expect(counts(try FaultPlan(parsing: plan)) == [outcome: 10_000])
    }

    @Test("the same request is decided the same way, whatever came between")
    func reproducible() throws {
        let plan = try FaultPlan(parsing: "500=30%,cut=30%")
        func run(numbers: [Int], seed: UInt64) -> [FaultPlan.Fault?] {
            zip(0..., numbers).map { plan.fault(for: request, ask: $0, number: $1, seed: seed) }
        }
        let first = run(numbers: Array(1...50), seed: 7)
        #expect(first == run(numbers: (1...50).map { $0 * 3 }, seed: 7))
        #expect(first != run(numbers: Array(1...50), seed: 8))
        // Asked again, it rolls again.
        #expect(Set(first) == [nil, .serverError, .cut])
    }

    @Test("credits are spent from the N-th request on, whatever the dice say")
    func creditsAfter() {
        let plan = FaultPlan(rules: [.init(.serverError, rate: 1)], creditsAfter: 3)
        let faults = (1...4).map { plan.fault(for: request, ask: 0, number: $0, seed: 1) }
        #expect(faults == [.serverError, .serverError, .outOfCredits, .outOfCredits])
    }
}
