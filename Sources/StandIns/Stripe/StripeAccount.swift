import Effects
import FixtureTape
import Foundation

/// Stripe's state, which one request after the other changes.
///
/// Each works on a copy of the books, which counts only once it is on disk, where there is a disk to keep it on.
actor StripeAccount {
    /// What was answered to an idempotency key.
    private struct Answer {
        let fingerprint: String
        let reply: VendorReply
        let request: String
        /// Unix seconds.
        let time: Int
    }

    /// How long an idempotency key counts.
    private static let keyLifetime = StripeCalendar.day
    private static let mostKeys = 10_000

    nonisolated let wakeUp = WakeUp()
    private(set) var books: StripeBooks
    private let effects: Effects
    private let journal: StripeJournal?
    private var answers: [String: Answer] = [:]
    /// Oldest first.
    private var keys: [String] = []

    init(journal: StripeJournal?, effects: Effects) {
        self.journal = journal
        self.effects = effects
        books = StripeBooks(effects: effects)
    }

    /// Takes up what an earlier run left.
    ///
    /// - Throws: ``StandInsProblem``.
    func load() throws {
        guard let journal else { return }
        for object in try journal.read() { books.keep(object) }
        books.restoreDeliveries()
        books.changed = []
        try journal.rewrite(
            with: StripeKind.allCases.flatMap { kind in books.ids[kind] ?? [] }.compactMap { books.objects[$0] })
    }

    /// Tells the address of the mount point, which pages' addresses begin with.
    func place(at address: String) { books.address = address }

    // MARK: Requests

    /// Does what a request of the API asks for.
    func answer(_ request: VendorRequest, as requestID: String) -> VendorReply {
        do {
            guard let (route, id) = StripeRoute.find(request) else {
                throw StripeFailure.unknownAddress(request.method, request.path)
            }
            let key = route.method == "POST" ? request.headers["idempotency-key"] : nil
            let fingerprint = "\(request.target)\n\(String(decoding: request.body, as: UTF8.self))"
            if let key, let known = try known(key, fingerprint) { return known }
            try passTime()
            let parameters = try route.parameters(of: request)
            let reply = try perform(route, StripeCall(id: id, parameters: parameters), as: requestID, key: key)
            if let key { remember(reply, key, fingerprint, requestID) }
            return reply
        } catch let failure as StripeFailure {
            return .json(failure.json, status: failure.status)
        } catch {
            return .json(StripeFailure(500, "\(error)", type: "api_error").json, status: 500)
        }
    }

    private func perform(
        _ route: StripeRoute, _ call: StripeCall, as requestID: String, key: String?
    ) throws -> VendorReply {
        var draft = books
        draft.cause = StripeBooks.Cause(request: requestID, idempotencyKey: key)
        do {
            let value = try route.handle(&draft, call)
            let paths = (call["expand"]?.elements ?? []).compactMap(\.string)
            let shown = try draft.expanding(value, paths)
            try commit(draft)
            return .json(shown)
        } catch let failure as StripeFailure where failure.keepsChanges || failure.status == 402 {
            // What a bank said is said again to the same key; what was wrong with a request may be mended.
            if failure.keepsChanges { try commit(draft) }
            return .json(failure.json, status: failure.status)
        }
    }

    /// Changes the books for the pages, or leaves them as they are.
    ///
    /// - Throws: ``StripeFailure``, ``StandInsProblem``.
    func change<Value: Sendable>(_ edit: @Sendable (inout StripeBooks) throws -> Value) throws -> Value {
        try passTime()
        var draft = books
        let value = try edit(&draft)
        try commit(draft)
        return value
    }

    private func commit(_ draft: StripeBooks) throws {
        var draft = draft
        if !draft.changed.isEmpty {
            try journal?.append(draft.changed.map { ($0, draft.objects[$0]) })
            draft.changed = []
        }
        draft.cause = nil
        books = draft
        wakeUp.call()
    }

    // MARK: Idempotency

    private func known(_ key: String, _ fingerprint: String) throws(StripeFailure) -> VendorReply? {
        guard let answer = answers[key], answer.time + Self.keyLifetime > books.now(on: nil) else { return nil }
        guard answer.fingerprint == fingerprint else { throw .otherRequest }
        var reply = answer.reply
        reply.headers["idempotent-replayed"] = "true"
        reply.headers["original-request"] = answer.request
        return reply
    }

    private func remember(_ reply: VendorReply, _ key: String, _ fingerprint: String, _ request: String) {
        if answers[key] != nil { keys.removeAll { $0 == key } }
        answers[key] = Answer(fingerprint: fingerprint, reply: reply, request: request, time: books.now(on: nil))
        keys.append(key)
        if keys.count > Self.mostKeys { answers[keys.removeFirst()] = nil }
    }

    // MARK: Time

    /// Does all that is due by now.
    ///
    /// - Throws: ``StandInsProblem``.
    func passTime() throws {
        let now = books.now(on: nil)
        let isDue = books.nextAppointment(of: nil).map { $0.due <= now } ?? false
        guard isDue else { return }
        var draft = books
        draft.keepAppointments(of: nil, until: now)
        try commit(draft)
    }

    /// Lets the time pass on the clocks that are to be advanced.
    ///
    /// - Throws: ``StandInsProblem``.
    func finishAdvances() throws {
        guard books.isAdvancing else { return }
        var draft = books
        draft.finishAdvances()
        try commit(draft)
    }

    /// - Throws: ``StandInsProblem``.
    func takeDeliveries() throws -> [StripeBooks.Delivery] {
        let now = books.milliseconds
        guard books.outbox.values.contains(where: { $0 <= now }) else { return [] }
        var draft = books
        let taken = draft.takeDeliveries(until: now)
        try commit(draft)
        return taken
    }

    /// - Throws: ``StandInsProblem``.
    func finish(_ delivery: StripeBooks.Delivery, _ answer: Result<Int, StripeDeliveryProblem>) throws {
        var draft = books
        draft.finish(delivery, answer)
        try commit(draft)
    }

    /// When there will be something to do that nobody calls for, in unix milliseconds.
    func nextDue() -> Int? {
        [books.nextAppointment(of: nil).map { $0.due * 1000 }, books.outbox.values.min()].compactMap { $0 }.min()
    }
}
