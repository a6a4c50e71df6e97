/// Why a text is no plan of faults.
public struct FaultPlanProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The part of the plan that cannot be understood.
    public let part: String
    public let reason: String

    public var description: String { "the fault plan's \"\(part)\": \(reason)" }
}

extension FaultPlan {
    /// Reads a plan such as `429=10%:1s,500=5%,slow=3%:500ms,latency=200ms,credits-after=40`.
    ///
    /// - `429=RATE[:TIME]` (`Retry-After`, 1 s unless told), `slow=RATE[:TIME]` (500 ms unless told);
    /// - `500`, `hang`, `cut`, `reset`, `html`, `credits`, each `=RATE`;
    /// - `latency=TIME`, on all requests; `credits-after=N`, 402 from the N-th request on.
    ///
    /// A rate is a percentage up to `100%`, their sum no more than that; a time ends in `ms`, `s` or `m`. The empty
    /// text is a plan too: ``none``.
    ///
    /// - Throws: ``FaultPlanProblem`` for the first part that is none of these.
    public init(parsing text: String) throws(FaultPlanProblem) {
        self.init()
        var seen: Set<Substring> = []
        for part in text.split(separator: ",").map({ $0.trimmed }) where !part.isEmpty {
            let sides = part.split(separator: "=", maxSplits: 1)
            guard sides.count == 2 else { throw FaultPlanProblem(part: String(part), reason: "not name=value") }
            guard seen.insert(sides[0]).inserted else { throw FaultPlanProblem(part: String(part), reason: "twice") }
            try add(name: sides[0], value: sides[1], part: String(part))
        }
        if rules.reduce(0, { $0 + $1.rate }) > 1 + 1e-9 {
            throw FaultPlanProblem(part: text, reason: "the rates add up to more than 100%")
        }
    }

    private mutating func add(name: Substring, value: Substring, part: String) throws(FaultPlanProblem) {
        switch name {
        case "latency": latency = try Self.time(value, part)
        case "credits-after":
            guard let number = Int(value), number >= 1 else {
                throw FaultPlanProblem(part: part, reason: "not a number from 1 on")
            }
            creditsAfter = number
        default:
            let sides = value.split(separator: ":", maxSplits: 1)
            guard let rateText = sides.first else { throw FaultPlanProblem(part: part, reason: "no rate") }
            let time = sides.count == 2 ? try Self.time(sides[1], part) : nil
            rules.append(Rule(try Self.fault(name, time: time, part), rate: try Self.rate(rateText, part)))
        }
    }

    private static func fault(_ name: Substring, time: Duration?, _ part: String) throws(FaultPlanProblem) -> Fault {
        switch (name, time) {
        case ("429", let time):
            let wait = (time ?? .seconds(1)).components
            return .rateLimited(retryAfter: Int(wait.seconds) + (wait.attoseconds > 0 ? 1 : 0))
        case ("slow", let time): return .slow(time ?? .milliseconds(500))
        case ("500", nil): return .serverError
        case ("credits", nil): return .outOfCredits
        case ("html", nil): return .html
        case ("hang", nil): return .hang
        case ("reset", nil): return .reset
        case ("cut", nil): return .cut
        case (_, nil): throw FaultPlanProblem(part: part, reason: "unknown fault")
        default: throw FaultPlanProblem(part: part, reason: "only 429 and slow take a time")
        }
    }

    private static func rate(_ text: Substring, _ part: String) throws(FaultPlanProblem) -> Double {
        guard text.last == "%", let percent = Double(text.dropLast()), (0...100).contains(percent) else {
            throw FaultPlanProblem(part: part, reason: "the rate is not a percentage up to 100%")
        }
        return percent / 100
    }

    /// At most ten minutes.
    private static func time(_ text: Substring, _ part: String) throws(FaultPlanProblem) -> Duration {
        let units: [(suffix: String, milliseconds: Double)] = [("ms", 1), ("s", 1000), ("m", 60_000)]
        for unit in units where text.hasSuffix(unit.suffix) {
            guard let number = Double(text.dropLast(unit.suffix.count)), number >= 0,
                number * unit.milliseconds <= 600_000
            else { break }
            return .milliseconds(Int((number * unit.milliseconds).rounded()))
        }
        throw FaultPlanProblem(part: part, reason: "the time is not like 500ms, 2s or 1m, up to 10m")
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        let start = drop { $0 == " " }
        guard let end = start.lastIndex(where: { $0 != " " }) else { return "" }
        return start[...end]
    }
}
