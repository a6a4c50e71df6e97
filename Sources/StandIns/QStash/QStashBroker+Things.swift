import Effects
import Foundation

/// Queues, URL groups, schedules and flow control.
extension QStashBroker {
    // MARK: Queues

    func queue(_ name: String) throws(QStashFailure) -> QStashQueue {
        guard let queue = queues[name] else { throw .notFound("queue \(name)") }
        return queue
    }

    /// Messages of a queue that are still to be delivered.
    func lag(of queue: String) -> Int { live.values.count { $0.order.queue == queue } }

    /// - Parameters:
    ///   - parallelism: `nil` leaves it.
    ///   - isPaused: `nil` leaves it.
    func upsertQueue(_ name: String, parallelism: Int?, isPaused: Bool?) throws(QStashFailure) {
        guard QStashDestination.isName(name) else { throw QStashFailure(400, "invalid queue name") }
        guard (1...1000).contains(parallelism ?? 1) else { throw QStashFailure(400, "invalid parallelism") }
        guard queues[name] != nil || queues.count < QStashLimits.things else {
            throw .full("queues", limit: QStashLimits.things)
        }
        var queue = queues[name] ?? QStashQueue(name: name, createdAt: now, updatedAt: now)
        queue.updatedAt = now
        queue.parallelism = parallelism ?? queue.parallelism
        queue.isPaused = isPaused ?? queue.isPaused
        queues[name] = queue
        wakeUp.call()
    }

    /// Its messages go with it.
    func deleteQueue(_ name: String) throws(QStashFailure) {
        _ = try queue(name)
        _ = cancel(live.values.filter { $0.order.queue == name }.map(\.id))
        queues[name] = nil
    }

    // MARK: URL groups

    func group(_ name: String) throws(QStashFailure) -> QStashGroup {
        guard let group = groups[name] else { throw .notFound("url group \(name)") }
        return group
    }

    /// Adds endpoints; one that is there gets its new name.
    func addEndpoints(_ endpoints: [QStashGroup.Endpoint], to name: String) throws(QStashFailure) {
        guard QStashDestination.isName(name) else { throw QStashFailure(400, "invalid url group name") }
        guard groups[name] != nil || groups.count < QStashLimits.things else {
            throw .full("url groups", limit: QStashLimits.things)
        }
        for endpoint in endpoints where !QStashDestination.isAddress(endpoint.url) {
            throw QStashFailure(400, "invalid endpoint url")
        }
        var group = groups[name] ?? QStashGroup(name: name, createdAt: now, updatedAt: now, endpoints: [])
        for endpoint in endpoints {
            group.endpoints.removeAll { $0.url == endpoint.url || ($0.name != nil && $0.name == endpoint.name) }
            group.endpoints.append(endpoint)
        }
        guard group.endpoints.count <= 100 else { throw .full("endpoints", limit: 100) }
        group.updatedAt = now
        groups[name] = group
    }

    /// Takes out the endpoints with one of these addresses or names.
    func removeEndpoints(urls: Set<String>, names: Set<String>, from name: String) throws(QStashFailure) {
        var group = try group(name)
        group.endpoints.removeAll { urls.contains($0.url) || ($0.name.map(names.contains) ?? false) }
        group.updatedAt = now
        groups[name] = group
    }

    func deleteGroup(_ name: String) throws(QStashFailure) {
        _ = try group(name)
        groups[name] = nil
    }

    // MARK: Schedules

    func schedule(_ id: String) throws(QStashFailure) -> QStashSchedule {
        guard let schedule = schedules[id] else { throw .notFound("schedule \(id)") }
        return schedule
    }

    /// - Parameter id: of a schedule to change or make; `nil` makes one.
    func putSchedule(_ id: String?, cron: QStashCron, order: QStashOrder) throws(QStashFailure) -> String {
        let id = id ?? "scd_" + Base62.text(UUIDBytes.of(effects.uuid()), length: 22)
        guard QStashDestination.isName(id) else { throw .badHeader("upstash-schedule-id") }
        guard schedules[id] != nil || schedules.count < QStashLimits.things else {
            throw .full("schedules", limit: QStashLimits.things)
        }
        _ = try targets(of: order)  // that there is a group of this name is said at once
        var order = order
        order.scheduleID = id
        var schedule = schedules[id] ?? QStashSchedule(id: id, cron: cron, order: order, createdAt: now)
        (schedule.cron, schedule.order, schedule.error) = (cron, order, nil)
        schedule.next = cron.next(after: effects.now()).map(Self.milliseconds)
        schedules[id] = schedule
        wakeUp.call()
        return id
    }

    func pauseSchedule(_ id: String, _ isPaused: Bool) throws(QStashFailure) {
        var schedule = try schedule(id)
        schedule.isPaused = isPaused
        schedule.next = schedule.cron.next(after: effects.now()).map(Self.milliseconds)
        schedules[id] = schedule
        wakeUp.call()
    }

    func deleteSchedule(_ id: String) throws(QStashFailure) {
        _ = try schedule(id)
        schedules[id] = nil
    }

    /// Publishes for every schedule whose time has come: once, however many of its times went by.
    func runSchedules() {
        let now = now
        for var schedule in schedules.values where !schedule.isPaused {
            guard let next = schedule.next, next <= now else { continue }
            schedule.last = next
            schedule.next = schedule.cron.next(after: effects.now()).map(Self.milliseconds)
            do {
                schedule.lastMessages = try publish(schedule.order).map(\.id)
                schedule.error = nil
            } catch {
                (schedule.lastMessages, schedule.error) = ([], error.message)
            }
            schedules[schedule.id] = schedule
        }
    }

    /// What became of a schedule's last messages, in QStash's words.
    func lastStates(of schedule: QStashSchedule) -> [(id: String, state: String)] {
        schedule.lastMessages.map { id in
            if live[id] != nil { return (id, "IN_PROGRESS") }
            let state = finished.last { $0.id == id }?.state
            return (id, state == .delivered ? "SUCCESS" : "FAIL")
        }
    }

    private static func milliseconds(_ date: Date) -> Int { Int(date.timeIntervalSince1970 * 1000) }

    // MARK: Flow control

    func flow(_ key: String) throws(QStashFailure) -> QStashFlow {
        guard let flow = flows[key] else { throw .notFound("flow control key \(key)") }
        return flow
    }

    func waiting(inFlow key: String) -> Int {
        let now = now
        return waiting.count { $0.due <= now && live[$0.id]?.order.flow?.key == key }
    }

    /// Makes the key where there is none, so that it may be set up ahead.
    func changeFlow(_ key: String, _ change: @Sendable (inout QStashFlow) -> Void) throws(QStashFailure) {
        guard QStashDestination.isName(key) else { throw QStashFailure(400, "invalid flow control key") }
        guard flows[key] != nil || flows.count < QStashLimits.things else {
            throw .full("flow control keys", limit: QStashLimits.things)
        }
        change(&flows[key, default: QStashFlow(key: key)])
        wakeUp.call()
    }
}
