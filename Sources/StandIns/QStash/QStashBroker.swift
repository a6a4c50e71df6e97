import Effects
import Foundation

/// QStash's state: what waits, what is under way, and what became of the rest.
///
/// All in memory, and bounded by ``QStashLimits``. It sends nothing itself: ``takeDue()`` hands out what is to be
/// delivered now, ``finish(_:_:startedAt:)`` takes what came of it, and ``wakeUp`` is called when there may be more.
actor QStashBroker {
    /// A message's place in the order of delivery.
    struct Place: Hashable, Sendable {
        let due: Int
        let number: Int
        let id: String
    }

    /// What came of a publication to one address.
    struct Receipt: Hashable, Sendable {
        let id: String
        let url: String
        var isDuplicate = false
    }

    nonisolated let wakeUp = WakeUp()
    let effects: Effects
    var keys: QStashSigningKeys

    /// Messages still to be delivered.
    var live: [String: QStashMessage] = [:]
    /// Those of them that are not being delivered at this moment, the next first.
    var waiting: [Place] = []
    /// Those that are being delivered at this moment, also where they were cancelled meanwhile.
    var active: [String: QStashMessage] = [:]
    var queues: [String: QStashQueue] = [:]
    var flows: [String: QStashFlow] = [:]
    var groups: [String: QStashGroup] = [:]
    var schedules: [String: QStashSchedule] = [:]
    /// Oldest first.
    var deadLetters: [QStashDeadLetter] = []
    /// Oldest first.
    var finished: [QStashMessage] = []
    /// Oldest first.
    var events: [QStashEvent] = []

    /// What was published of late, by what makes it the same.
    private var recent: [String: Receipt] = [:]
    /// When they may be forgotten, oldest first.
    private var recentOrder: [(key: String, expiry: Int)] = []
    private var liveBytes = 0
    private var count = 0

    init(keys: QStashSigningKeys?, effects: Effects) {
        self.effects = effects
        self.keys =
            keys
            ?? QStashSigningKeys(
                current: QStashSigningKeys.fresh(effects.randomBytes),
                next: QStashSigningKeys.fresh(effects.randomBytes))
    }

    /// Unix milliseconds, to the nearest: a message whose time the clock was waited for is then due.
    var now: Int { Int((effects.now().timeIntervalSince1970 * 1000).rounded()) }

    /// Grows with every call: no two messages, events or dead letters share one.
    func nextNumber() -> Int {
        count += 1
        return count
    }

    func rotateKeys() -> QStashSigningKeys {
        keys = QStashSigningKeys(current: keys.next, next: QStashSigningKeys.fresh(effects.randomBytes))
        return keys
    }

    // MARK: Publishing

    /// - Returns: one receipt for an address, one for each endpoint of a group.
    /// - Throws: ``QStashFailure``.
    @discardableResult
    func publish(_ order: QStashOrder) throws(QStashFailure) -> [Receipt] {
        let targets = try targets(of: order)
        guard live.count + targets.count <= QStashLimits.messages,
            liveBytes + targets.count * order.body.count <= QStashLimits.bodies
        else { throw .full("messages", limit: QStashLimits.messages) }
        try adopt(order)
        return targets.map { publish(order, to: $0, group: isGroup(order) ? order.destination : nil) }
    }

    func isGroup(_ order: QStashOrder) -> Bool { !QStashDestination.isAddress(order.destination) }

    /// Where an order goes: the endpoints as they are at this moment.
    func targets(of order: QStashOrder) throws(QStashFailure) -> [QStashGroup.Endpoint] {
        if !isGroup(order) { return [QStashGroup.Endpoint(url: order.destination, name: nil)] }
        guard QStashDestination.isName(order.destination) else {
            throw QStashFailure(400, "invalid destination url: it begins with neither http:// nor https://")
        }
        guard let group = groups[order.destination], !group.endpoints.isEmpty else {
            throw .notFound("url group \(order.destination)")
        }
        return group.endpoints
    }

    /// Makes the order's queue and key of flow control where there are none.
    private func adopt(_ order: QStashOrder) throws(QStashFailure) {
        if let name = order.queue, queues[name] == nil { try upsertQueue(name, parallelism: nil, isPaused: nil) }
        guard let control = order.flow else { return }
        guard flows[control.key] != nil || flows.count < QStashLimits.things else {
            throw .full("flow control keys", limit: QStashLimits.things)
        }
        flows[control.key, default: QStashFlow(key: control.key)].adopt(control)
    }

    private func publish(_ order: QStashOrder, to target: QStashGroup.Endpoint, group: String?) -> Receipt {
        let now = now
        forgetRecent(before: now)
        let key = QStashDeduplication.key(of: order, url: target.url)
        if let key, var known = recent[key] {
            known.isDuplicate = true
            return known
        }
        let notBefore = order.notBefore.map { max($0, now) } ?? now + order.delay
        let message = QStashMessage(
            id: "msg_" + Base62.text(UUIDBytes.of(effects.uuid()), length: 22), number: nextNumber(),
            order: order, url: target.url, group: group, endpoint: target.name, createdAt: now, notBefore: notBefore,
            nextDelivery: notBefore)
        live[message.id] = message
        liveBytes += order.body.count
        wait(message)
        record(.created, message)
        let receipt = Receipt(id: message.id, url: message.url)
        if let key {
            recent[key] = receipt
            recentOrder.append((key, now + QStashLimits.deduplication))
        }
        wakeUp.call()
        return receipt
    }

    private func forgetRecent(before now: Int) {
        let old = recentOrder.prefix { $0.expiry <= now }
        for (key, _) in old { recent[key] = nil }
        recentOrder.removeFirst(old.count)
    }

    // MARK: Places

    /// Puts a message where its time of delivery says.
    func wait(_ message: QStashMessage) {
        let due = message.nextDelivery ?? message.notBefore
        waiting.insert(
            Place(due: due, number: message.number, id: message.id), at: placeIndex(due: due, number: message.number))
    }

    /// Where the place with this time and number is, or would be.
    private func placeIndex(due: Int, number: Int) -> Int {
        var (low, high) = (0, waiting.count)
        while low < high {
            let middle = (low + high) / 2
            if (waiting[middle].due, waiting[middle].number) < (due, number) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }

    /// Takes a message out of what is still to be delivered, and keeps it for the page.
    func retire(_ message: QStashMessage, as state: QStashMessage.State) {
        live[message.id] = nil
        liveBytes -= message.order.body.count
        if let due = message.nextDelivery {
            let index = placeIndex(due: due, number: message.number)
            if index < waiting.count, waiting[index].id == message.id { waiting.remove(at: index) }
        }
        if let queue = message.order.queue { queues[queue]?.active.remove(message.id) }
        var done = message
        done.state = state
        done.nextDelivery = nil
        done.order.body = []
        finished.append(done)
        finished.removeFirst(max(0, finished.count - QStashLimits.finished))
    }

    func record(
        _ state: QStashEvent.State, _ message: QStashMessage, nextDelivery: Int? = nil, outcome: QStashOutcome? = nil
    ) {
        var bare = message
        bare.order.body = []
        bare.attempts = []
        events.append(
            QStashEvent(
                number: nextNumber(), time: now, state: state, message: bare, nextDelivery: nextDelivery,
                outcome: outcome?.kept(QStashLimits.keptAnswer / 16)))
        // In strides, since each shortening moves the whole.
        if events.count >= QStashLimits.events + 1000 { events.removeFirst(events.count - QStashLimits.events) }
    }
}

/// The bytes of an id.
enum UUIDBytes {
    static func of(_ id: UUID) -> [UInt8] { withUnsafeBytes(of: id.uuid) { Array($0) } }
}
