import Effects
import FixtureTape
import Foundation

/// What is delivered when, and what follows from how it went.
extension QStashBroker {
    /// What is to be delivered now, marked as under way.
    func takeDue() -> [QStashMessage] {
        runSchedules()
        let now = now
        var taken: [QStashMessage] = []
        var kept: [Place] = []
        let due = waiting.prefix { $0.due <= now }
        for place in due {
            guard var message = live[place.id] else { continue }
            guard mayBegin(message, at: now) else {
                kept.append(place)
                continue
            }
            message.state = .active
            message.nextDelivery = nil
            if let queue = message.order.queue { queues[queue]?.active.insert(message.id) }
            if let flow = message.order.flow { flows[flow.key]?.begin(message.id, at: now) }
            live[message.id] = message
            active[message.id] = message
            record(.active, message)
            taken.append(message)
        }
        waiting.replaceSubrange(..<due.count, with: kept)
        return taken
    }

    private func mayBegin(_ message: QStashMessage, at now: Int) -> Bool {
        guard active.count < QStashLimits.parallelism else { return false }
        if let queue = message.order.queue.flatMap({ queues[$0] }) {
            // A message that is to be tried again still holds its place in the queue.
            let hasPlace = queue.active.contains(message.id) || queue.active.count < queue.parallelism
            guard !queue.isPaused, hasPlace else { return false }
        }
        guard let flow = message.order.flow.flatMap({ flows[$0.key] }) else { return true }
        return flow.mayBegin(at: now).0
    }

    /// When there will be something to do that nobody calls for, in unix milliseconds: a message's time, a schedule's,
    /// or the end of a period whose rate is used up.
    func nextDue() -> Int? {
        let now = now
        let message = waiting.first { $0.due > now }?.due
        let schedule = schedules.values.filter { !$0.isPaused }.compactMap(\.next).min()
        let period = flows.values.compactMap { $0.mayBegin(at: now).from }.min()
        return [message, schedule, period].compactMap { $0 }.min()
    }

    // MARK: Outcomes

    /// What came of a delivery that ``takeDue()`` handed out.
    ///
    /// - Parameter startedAt: unix milliseconds.
    func finish(_ id: String, _ outcome: QStashOutcome, startedAt: Int) {
        defer { wakeUp.call() }
        if let flow = active.removeValue(forKey: id)?.order.flow { flows[flow.key]?.active.remove(id) }
        guard var message = live[id] else { return }  // cancelled meanwhile
        message.attempts.append(
            QStashMessage.Attempt(
                startedAt: startedAt, status: outcome.status, error: outcome.error, took: now - startedAt))
        message.attempts.removeFirst(max(0, message.attempts.count - 50))
        live[id] = message
        if let callback = message.order.callback { send(callback, about: message, outcome, deadLetter: nil) }
        if outcome.isSuccess {
            record(.delivered, message, outcome: outcome)
            retire(message, as: .delivered)
        } else if message.retried < message.order.retries, !outcome.isFinal {
            putOff(message, outcome)
        } else {
            giveUp(message, outcome)
        }
    }

    private func putOff(_ message: QStashMessage, _ outcome: QStashOutcome) {
        var message = message
        let delay = QStashBackOff.milliseconds(before: message, after: outcome, now: effects.now())
        message.retried += 1
        message.state = .waiting
        message.nextDelivery = now + delay
        live[message.id] = message
        wait(message)
        record(.error, message, nextDelivery: message.nextDelivery, outcome: outcome)
        record(.retry, message, nextDelivery: message.nextDelivery)
    }

    private func giveUp(_ message: QStashMessage, _ outcome: QStashOutcome) {
        var failed = message
        failed.state = .failed
        failed.nextDelivery = nil
        let letter = QStashDeadLetter(
            id: "\(now)-\(nextNumber())", message: failed, outcome: outcome.kept(QStashLimits.keptAnswer),
            failedAt: now)
        deadLetters.append(letter)
        deadLetters.removeFirst(max(0, deadLetters.count - QStashLimits.deadLetters))
        record(.error, message, outcome: outcome)
        record(.failed, message, outcome: outcome)
        if let callback = message.order.failureCallback {
            send(callback, about: message, outcome, deadLetter: letter.id)
        }
        retire(message, as: .failed)
    }

    private func send(
        _ callback: QStashOrder.Callback, about message: QStashMessage, _ outcome: QStashOutcome, deadLetter: String?
    ) {
        let body = QStashCallbackBody(message: message, outcome: outcome, deadLetter: deadLetter).json.compact
        let order = QStashOrder(
            destination: callback.url, method: callback.method, headers: callback.headers, body: Array(body.utf8),
            delay: callback.delay, retries: callback.retries, retryDelay: callback.retryDelay,
            timeout: callback.timeout)
        // Full as it is, there is nobody to tell but the log.
        do { try publish(order) } catch { record(.error, message, outcome: .failed("no callback: \(error.message)")) }
    }
}

extension QStashOutcome {
    /// With no more of its body than so many bytes.
    func kept(_ limit: Int) -> QStashOutcome {
        guard case .answered(let status, let headers, let body) = self else { return self }
        return .answered(status: status, headers: headers, body: Array(body.prefix(limit)))
    }
}
