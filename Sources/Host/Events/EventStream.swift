import Foundation

/// A reader's bytes, as an answer sends them. When the answer is over, whatever the reason, the reader leaves the hub.
struct EventStream: AsyncSequence, Sendable {
    let seat: EventSeat

    struct Iterator: AsyncIteratorProtocol {
        fileprivate let seat: EventSeat

        mutating func next() async throws -> [UInt8]? { await seat.reader.next() }
    }

    func makeAsyncIterator() -> Iterator { Iterator(seat: seat) }
}

/// A reader's place at the hub, which is given up with the last reference to it.
final class EventSeat: Sendable {
    let reader: EventReader
    let jobID: UUID
    let userID: UUID
    private let hub: EventHub

    init(_ reader: EventReader, jobID: UUID, userID: UUID, hub: EventHub) {
        self.reader = reader
        self.jobID = jobID
        self.userID = userID
        self.hub = hub
    }

    deinit { hub.leave(self) }
}
