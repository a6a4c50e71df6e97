import FixtureTape

/// What a message says of the flow that it belongs to.
struct QStashFlowControl: Hashable, Sendable {
    let key: String
    /// Deliveries at a time.
    var parallelism: Int?
    /// Deliveries begun in a period.
    var rate: Int?
    /// Seconds; 1 unless told.
    var period: Int?

    init(key: String) { self.key = key }

    /// `nil` for what is no number, and for names that flow control does not have.
    func number(_ text: String, of name: String) -> Int? {
        switch name {
        case "parallelism", "rate": Int(text)
        case "period": (Int(text) ?? QStashDuration.milliseconds(text).map { $0 / 1000 }).map { max($0, 1) }
        default: nil
        }
    }

    mutating func set(_ name: String, to number: Int) {
        switch name {
        case "parallelism": parallelism = number
        case "rate": rate = number
        default: period = number
        }
    }
}

/// The state of one key of flow control.
struct QStashFlow: Sendable {
    /// Of the last message, except for what is pinned.
    var control: QStashFlowControl
    var isPaused = false
    var isParallelismPinned = false
    var isRatePinned = false
    var active: Set<String> = []
    /// Deliveries begun in this period.
    var begun = 0
    /// Unix milliseconds.
    var periodStart = 0

    init(key: String) { control = QStashFlowControl(key: key) }

    private var period: Int { (control.period ?? 1) * 1000 }

    /// A message's own settings, which hold until the next message's.
    mutating func adopt(_ other: QStashFlowControl) {
        if !isParallelismPinned { control.parallelism = other.parallelism }
        if !isRatePinned { (control.rate, control.period) = (other.rate, other.period) }
    }

    /// Whether a delivery may begin; if the rate alone forbids it, from when on.
    func mayBegin(at now: Int) -> (Bool, from: Int?) {
        if isPaused { return (false, nil) }
        if let parallelism = control.parallelism, active.count >= parallelism { return (false, nil) }
        if let rate = control.rate, now < periodStart + period, begun >= rate { return (false, periodStart + period) }
        return (true, nil)
    }

    mutating func begin(_ id: String, at now: Int) {
        if now >= periodStart + period { (periodStart, begun) = (now, 0) }
        begun += 1
        active.insert(id)
    }

    func json(waiting: Int, now: Int) -> JSONValue {
        .record([
            "flowControlKey": .string(control.key), "waitListSize": .integer(waiting),
            "parallelismMax": .integer(control.parallelism ?? 0), "parallelismCount": .integer(active.count),
            "rateMax": .integer(control.rate ?? 0),
            "rateCount": .integer(now < periodStart + period ? begun : 0),
            "ratePeriod": .integer(control.rate == nil ? 0 : period / 1000),
            "ratePeriodStart": .integer(periodStart / 1000), "isPaused": .bool(isPaused),
            "isPinnedParallelism": .bool(isParallelismPinned), "isPinnedRate": .bool(isRatePinned),
        ])
    }
}
