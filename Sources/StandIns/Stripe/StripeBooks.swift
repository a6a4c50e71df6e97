import Effects
import FixtureTape
import Foundation

/// All that the account holds, and what follows from what at which time.
///
/// A value, so that a request works on a copy that takes the original's place only when all of it went well.
struct StripeBooks: Sendable {
    /// Whose doing a change is.
    struct Cause: Hashable, Sendable {
        let request: String
        let idempotencyKey: String?
    }

    /// When an object has something to do by itself, on which clock; `nil` is everybody's.
    struct Appointment: Hashable, Sendable {
        let due: Int
        let clock: String?
    }

    /// The oldest events go first.
    static let mostEvents = 10_000
    /// The version of the API that is spoken.
    static let version = "2026-10-28.endive"

    let effects: Effects
    /// The address of the mount point.
    var address = ""
    private(set) var objects: [String: StripeObject] = [:]
    /// Oldest first.
    private(set) var ids: [StripeKind: [String]] = [:]
    var agenda: [String: Appointment] = [:]
    /// Events that some endpoint has still to hear of, with the time for the next of them, in unix milliseconds.
    private(set) var outbox: [String: Int] = [:]
    /// Ids of what was made, changed or taken away since this was emptied.
    var changed: Set<String> = []
    /// `nil` where time itself is the cause.
    var cause: Cause?
    /// What a clock shows while its appointments are kept.
    var moment: Int?
    private var count = 0

    init(effects: Effects) { self.effects = effects }

    // MARK: Time

    /// What a clock shows, in unix seconds.
    ///
    /// - Parameter clock: `nil` is everybody's.
    func now(on clock: String?) -> Int {
        if let moment { return moment }
        if let clock, let frozen = objects[clock]?.integer("frozen_time") { return frozen }
        return Int(effects.now().timeIntervalSince1970)
    }

    func now(for object: StripeObject) -> Int { now(on: clock(of: object)) }

    /// The clock that an object lives by.
    func clock(of object: StripeObject) -> String? {
        if let clock = object.text("test_clock") { return clock }
        return object.text("customer").flatMap { objects[$0]?.text("test_clock") }
    }

    // MARK: Objects

    /// - Parameter parameter: what named it; `nil` where the path did.
    /// - Throws: ``StripeFailure`` also for one that was deleted.
    func find(_ kind: StripeKind, _ id: String, _ parameter: String? = nil) throws(StripeFailure) -> StripeObject {
        guard let object = objects[id], object.kind == kind, !object.isDeleted else {
            throw .missing(kind, id, parameter: parameter)
        }
        return object
    }

    /// Oldest first, without those that were deleted.
    func all(_ kind: StripeKind) -> [StripeObject] {
        (ids[kind] ?? []).compactMap { objects[$0] }.filter { !$0.isDeleted }
    }

    /// Oldest first.
    func all(_ kind: StripeKind, of customer: String) -> [StripeObject] {
        all(kind).filter { $0.text("customer") == customer }
    }

    /// Makes an object: id, kind and what all have in common come by themselves.
    mutating func add(
        _ kind: StripeKind, at time: Int, _ members: KeyValuePairs<String, JSONValue>, notes: JSONValue = .object([])
    ) -> StripeObject {
        let id = freshID(kind.prefix)
        var body = JSONValue.record([
            "id": .string(id), "object": .string(kind.rawValue), "created": .integer(time), "livemode": .bool(false),
            "metadata": .object([]),
        ])
        for (key, value) in members { body.set(key, to: value) }
        count += 1
        let object = StripeObject(kind: kind, id: id, order: count, body: body, notes: notes)
        keep(object)
        return object
    }

    func freshID(_ prefix: String) -> String { prefix + "_" + Base62.text(effects.randomBytes(18), length: 24) }

    /// Puts an object in the place of an earlier state of it, or at the end.
    mutating func keep(_ object: StripeObject) {
        if objects.updateValue(object, forKey: object.id) == nil {
            ids[object.kind, default: []].append(object.id)
            count = max(count, object.order)
        }
        changed.insert(object.id)
        agenda[object.id] = appointment(of: object)
        outbox[object.id] = object.notes["pending"]?.members?.compactMap { $0.value["due"]?.integer }.min()
    }

    mutating func remove(_ object: StripeObject) {
        objects[object.id] = nil
        ids[object.kind]?.removeAll { $0 == object.id }
        changed.insert(object.id)
        agenda[object.id] = nil
        outbox[object.id] = nil
    }

    /// Changes an object and tells of it where something did change.
    @discardableResult
    mutating func change(
        _ object: StripeObject, as event: String, _ edit: (inout StripeObject) -> Void
    ) -> StripeObject {
        var after = objects[object.id] ?? object
        let before = after
        edit(&after)
        if after == before { return after }
        keep(after)
        if after.body != before.body { announce(event, after, before: before) }
        return after
    }

    // MARK: Events

    /// Tells of a change, to all endpoints that want to hear of it.
    mutating func announce(_ type: String, _ object: StripeObject, before: StripeObject? = nil) {
        let time = now(for: object)
        var data = JSONValue.record(["object": object.body])
        if let before { data.set("previous_attributes", to: before.body.previous(to: object.body)) }
        let pending = endpoints(for: type).map { endpoint in
            JSONValue.Member(
                endpoint.id,
                .record([
                    "attempts": .integer(0), "due": .integer(milliseconds), "since": .integer(milliseconds),
                ]))
        }
        let request = JSONValue.record([
            "id": .optional(cause?.request), "idempotency_key": .optional(cause?.idempotencyKey),
        ])
        _ = add(
            .event, at: time,
            [
                "api_version": .string(Self.version), "data": data, "pending_webhooks": .integer(pending.count),
                "request": request, "type": .string(type),
            ], notes: .record(["pending": .object(pending), "sent": .array([])]))
        if let oldest = ids[.event]?.first.flatMap({ objects[$0] }), (ids[.event]?.count ?? 0) > Self.mostEvents {
            remove(oldest)
        }
    }

    /// The real time: deliveries go by no test clock.
    var milliseconds: Int { Int((effects.now().timeIntervalSince1970 * 1000).rounded()) }

    private func endpoints(for type: String) -> [StripeObject] {
        all(.webhookEndpoint).filter { endpoint in
            let wanted = endpoint["enabled_events"].elements ?? []
            return endpoint.text("status") == "enabled"
                && (wanted.contains(.string("*")) || wanted.contains(.string(type)))
        }
    }
}
