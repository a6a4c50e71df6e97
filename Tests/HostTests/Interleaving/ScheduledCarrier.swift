import Effects
import Foundation
import Postgres
import Synchronization

@testable import Host

/// A relay, and a carrier that may deliver whatever it was ever given, in any order and again.
final class ScheduledCarrier: Sendable {
    /// Where a relay's host dies.
    enum Death { case beforePublishing, beforeMarking }

    private let pool: Pool
    private let deliveries: DeliveryService
    /// What was handed over, the latest last.
    private let notes = Mutex<[DeliveryNote]>([])

    init(pool: Pool, deliveries: DeliveryService) {
        self.pool = pool
        self.deliveries = deliveries
    }

    /// Hands over what has to be.
    func publish(dying death: Death? = nil, now: Date) async throws {
        let lease: Duration = death == nil ? .seconds(3600) : .zero
        let due = try await deliveries.publications.claim(limit: 10, lease: lease, on: pool)
        guard death != .beforePublishing else { return }
        notes.withLock { $0 += due.map(\.note) }
        guard death != .beforeMarking else { return }
        try await deliveries.publications.mark(due, redeliver: .seconds(60), now: now, on: pool)
    }

    /// The carrier is late with everything it has.
    func lose() async throws {
        _ = try await deliveries.publications.reopen(limit: 100, now: .distantFuture, on: pool)
    }

    /// Delivers one of the latest messages: what its host has to run, if anything.
    ///
    /// - Parameter age: 0 for the latest.
    func deliver(_ age: Int) async throws -> Message? {
        guard let note = note(age), case .message(let message) = try await deliveries.claim(note, lease: .seconds(30))
        else { return nil }
        return message
    }

    /// Tells of one of the latest messages that it could not be delivered.
    func giveUp(_ age: Int, status: Int, log: HouseLog) async throws {
        guard let note = note(age) else { return }
        _ = try await deliveries.giveUp(note, status: status, log: log)
    }

    private func note(_ age: Int) -> DeliveryNote? { notes.withLock { $0.dropLast(age).last } }
}
