import Effects
import FixtureTape
import Foundation

/// Resend's state: mails, idempotency keys, webhooks and what is delivered to them.
///
/// All in memory, and bounded by ``ResendLimits``; only the webhooks outlive a restart. It sends nothing itself:
/// ``takeDue()`` hands out what is to be delivered to webhooks now, ``finish(_:_:startedAt:)`` takes what came of it, and
/// ``wakeUp`` is called when there may be more. A mail's time is looked at before every call, so that none is seen
/// waiting beyond it.
actor ResendMailbox {
    nonisolated let wakeUp = WakeUp()
    nonisolated let effects: Effects
    let files: ResendStateFiles?

    /// By id.
    private var mails: [String: ResendMail] = [:]
    /// Ids, the oldest first.
    private var order: [String] = []
    private var byteCount = 0
    /// Mails that wait for their time.
    private var waiting = ResendDueList<String>()
    private var answers = ResendAnswers()
    private var count = 0

    /// The oldest first.
    var webhooks: [ResendWebhook] = []
    /// By number.
    var deliveries: [Int: ResendDelivery] = [:]
    /// Numbers, the oldest first.
    var deliveryOrder: [Int] = []
    /// Deliveries that wait for their time.
    var waitingDeliveries = ResendDueList<Int>()
    /// Deliveries that are under way.
    var activeDeliveries: Set<Int> = []

    init(files: ResendStateFiles?, effects: Effects) {
        self.files = files
        self.effects = effects
    }

    /// Takes up what an earlier run left.
    ///
    /// - Throws: ``StandInsProblem``.
    func load() throws(StandInsProblem) {
        if let files { webhooks = try files.readWebhooks() }
    }

    /// Unix milliseconds, to the nearest: what the clock was waited for is then due.
    nonisolated var now: Int { Int((effects.now().timeIntervalSince1970 * 1000).rounded()) }

    /// Grows with every call: no two mails or deliveries share one.
    func nextNumber() -> Int {
        count += 1
        return count
    }

    // MARK: Sending

    /// The answer to a request: the one that it, or one with its key, had before, else what `answer` makes.
    ///
    /// - Throws: ``ResendFailure``, also for another request with the same key.
    func once(
        _ key: ResendIdempotencyKey?, _ answer: @Sendable (isolated ResendMailbox) throws -> JSONValue
    ) throws -> JSONValue {
        catchUp()
        if let known = try answers.known(key, now: now) { return known }
        let reply = try answer(self)
        answers.keep(reply, key, now: now)
        return reply
    }

    /// Takes a mail, which goes out at once, or at its time.
    func add(_ draft: ResendDraft, idempotencyKey: String?) throws(ResendFailure) -> ResendMail {
        guard waiting.count < ResendLimits.scheduled else { throw .full }
        let mail = ResendMail(
            id: effects.uuid().uuidString.lowercased(), number: nextNumber(), draft: draft,
            idempotencyKey: idempotencyKey, createdAt: now)
        mails[mail.id] = mail
        order.append(mail.id)
        byteCount += draft.byteCount
        waiting.insert(mail.id, due: mail.dueAt, number: mail.number)
        if mail.lastEvent == .scheduled { publish(.scheduled, of: mail) }
        shorten()
        wakeUp.call()
        return mail
    }

    /// Sends the mails whose time has come.
    func sendDueMails() {
        for id in waiting.take(until: now) {
            for event in mails[id]?.fate ?? [] { happen(event, to: id) }
        }
    }

    /// Sends what is due, and has webhooks served if any is.
    func catchUp() {
        sendDueMails()
        if let due = waitingDeliveries.next, due <= now { wakeUp.call() }
    }

    /// When the next mail is due, in unix milliseconds.
    var nextMailDue: Int? { waiting.next }

    private func happen(_ event: ResendMail.Event, to id: String) {
        mails[id]?.history.append(ResendMail.Occurrence(event: event, at: now))
        if let mail = mails[id] { publish(event, of: mail) }
    }

    /// Forgets the oldest of those that do not wait, where there are too many.
    private func shorten() {
        // In strides, since each shortening looks at all.
        guard order.count >= ResendLimits.mails + 1000 || byteCount > ResendLimits.bytes else { return }
        var excess = order.count - ResendLimits.mails
        order.removeAll { id in
            guard excess > 0 || byteCount > ResendLimits.bytes * 9 / 10, let mail = mails[id], !mail.isWaiting else {
                return false
            }
            excess -= 1
            byteCount -= mail.draft.byteCount
            mails[id] = nil
            return true
        }
    }

    // MARK: Mails

    func mail(_ id: String) throws(ResendFailure) -> ResendMail {
        catchUp()
        guard let mail = mails[id] else { throw .notFound("Email") }
        return mail
    }

    /// Newest first.
    func allMails() -> [ResendMail] {
        catchUp()
        return order.reversed().compactMap { mails[$0] }
    }

    /// Puts a scheduled mail off, or sooner.
    ///
    /// - Parameter time: reads the time, given what is now.
    func reschedule(
        _ id: String, to time: @Sendable (_ now: Int) throws(ResendFailure) -> Int
    ) throws(ResendFailure) -> ResendMail {
        var mail = try scheduledMail(id, "rescheduled")
        let due = try time(now)
        waiting.remove(due: mail.dueAt, number: mail.number)
        mail.scheduledAt = due
        mails[id] = mail
        waiting.insert(id, due: due, number: mail.number)
        wakeUp.call()
        return mail
    }

    func cancel(_ id: String) throws(ResendFailure) -> ResendMail {
        var mail = try scheduledMail(id, "cancelled")
        waiting.remove(due: mail.dueAt, number: mail.number)
        mail.history.append(ResendMail.Occurrence(event: .canceled, at: now))
        mails[id] = mail
        return mail
    }

    /// - Parameter verb: what is to be done with it.
    private func scheduledMail(_ id: String, _ verb: String) throws(ResendFailure) -> ResendMail {
        let mail = try mail(id)
        guard mail.lastEvent == .scheduled else {
            throw .invalid("Only scheduled emails can be \(verb): this one is \(mail.lastEvent.rawValue).")
        }
        return mail
    }

    /// Has a recipient, or their server, do something about a mail that was sent.
    func simulate(_ event: ResendMail.Event, of id: String) throws(ResendFailure) {
        let mail = try mail(id)
        guard mail.history.contains(where: { $0.event == .sent }), event != .clicked || mail.firstLink != nil else {
            throw .invalid("This email cannot be \(event.rawValue): it is \(mail.lastEvent.rawValue).")
        }
        happen(event, to: id)
    }
}
