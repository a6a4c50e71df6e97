/// Requests that wait until the connection limits let them start, first come, first served within each origin.
///
/// libcurl could count connections itself, but it lets the connect timeout run while a transfer waits for its turn.
struct AdmissionQueue {
    private let perOrigin: Int
    private let total: Int
    private var waiting: [Exchange] = []
    private var running: [String: Int] = [:]
    private var runningTotal = 0

    init(perOrigin: Int, total: Int) {
        self.perOrigin = perOrigin
        self.total = total
    }

    /// When the first of the waiting requests runs out of time.
    var nextDeadline: ContinuousClock.Instant? { waiting.lazy.map(\.deadline).min() }

    mutating func add(_ exchange: Exchange) { waiting.append(exchange) }

    /// Takes out the requests that may start now; each has to be given back with ``release(_:)``.
    mutating func admit() -> [Exchange] {
        guard runningTotal < total, !waiting.isEmpty else { return [] }
        var admitted: [Exchange] = []
        waiting.removeAll { exchange in
            guard runningTotal < total, running[exchange.origin, default: 0] < perOrigin else { return false }
            running[exchange.origin, default: 0] += 1
            runningTotal += 1
            admitted.append(exchange)
            return true
        }
        return admitted
    }

    mutating func release(_ exchange: Exchange) {
        runningTotal -= 1
        let left = running[exchange.origin, default: 1] - 1
        running[exchange.origin] = left > 0 ? left : nil
    }

    mutating func removeExpired(at now: ContinuousClock.Instant) -> [Exchange] {
        removeAll { $0.deadline <= now }
    }

    mutating func remove(id: UInt64) -> Exchange? { removeAll { $0.id == id }.first }

    mutating func removeAll(where shouldLeave: (Exchange) -> Bool = { _ in true }) -> [Exchange] {
        let leaving = waiting.filter(shouldLeave)
        if !leaving.isEmpty { waiting.removeAll(where: shouldLeave) }
        return leaving
    }
}
