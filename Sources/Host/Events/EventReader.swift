import Foundation
import Synchronization

/// One client that follows a job. Whatever happens while the client takes its bytes is not queued: the next piece leads
/// to how the job stands then, so a slow client costs no memory.
final class EventReader: Sendable {
    /// How often a comment line says that the connection lives.
    static let beat: TimeInterval = 15
    /// A client that takes nothing for so long is dropped at the hub's next look: within 30 s.
    static let patience: TimeInterval = 25
    /// A stream ends after so long, and the client comes again with a session that still holds.
    static let longest: TimeInterval = 600

    fileprivate enum Step {
        case piece([UInt8])
        case wait
        case end
    }

    fileprivate struct State {
        var place = EventPlace.start
        var moment: JobMoment?
        /// What stands before the first event: how soon a client does well to come again after a cut.
        var opening: [UInt8]? = Array("retry: 2000\n\n".utf8)
        var isBeatDue = false
        var isEnded = false
        let began: Date
        var lastBeat: Date
        /// Since when the last piece is on its way.
        var sendingSince: Date?
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state: Mutex<State>
    private let now: @Sendable () -> Date
    private let hangUp: @Sendable () -> Void

    init(now: @escaping @Sendable () -> Date, hangUp: @escaping @Sendable () -> Void) {
        self.now = now
        self.hangUp = hangUp
        let began = now()
        state = Mutex(State(began: began, lastBeat: began))
    }

    /// Sets where the client stands, before its first piece is asked for.
    func begin(at place: EventPlace, _ moment: JobMoment) {
        state.withLock { $0.place = place }
        offer(moment)
    }

    /// Hears how the job stands. Older news than what is known is passed over.
    func offer(_ moment: JobMoment) {
        change { state in
            if let known = state.moment, known.revision >= moment.revision { return }
            state.moment = moment
        }
    }

    /// Ends the stream after what is known has been told.
    func end() { change { $0.isEnded = true } }

    /// A look at the clock: a heartbeat, the end of a long stream, or of the hub's patience.
    func tick(now: Date) {
        let isStuck = state.withLock { state in
            state.sendingSince.map { now.timeIntervalSince($0) >= Self.patience } ?? false
        }
        guard !isStuck else {
            end()
            return hangUp()
        }
        change { state in
            if now.timeIntervalSince(state.began) >= Self.longest { state.isEnded = true }
            guard now.timeIntervalSince(state.lastBeat) >= Self.beat else { return }
            state.lastBeat = now
            state.isBeatDue = true
        }
    }

    /// The next bytes for the client, or `nil` at the end. Asked by one task, when the piece before is on its way.
    func next() async -> [UInt8]? {
        while true {
            switch state.withLock({ $0.step(now: now()) }) {
            case .piece(let bytes): return bytes
            case .end: return nil
            case .wait: await wait()
            }
        }
    }

    private func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                let hasNews = state.withLock { state in
                    guard state.hasNews else {
                        state.waiter = waiter
                        return false
                    }
                    return true
                }
                if hasNews { waiter.resume() }
            }
        } onCancel: {
            end()
        }
    }

    private func change(_ body: (inout State) -> Void) {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            body(&state)
            guard state.hasNews else { return nil }
            return state.waiter.take()
        }
        waiter?.resume()
    }
}

extension EventReader.State {
    fileprivate var hasNews: Bool {
        isEnded || isBeatDue || opening != nil || moment.map { !place.hasAll(of: $0) } ?? false
    }

    fileprivate mutating func step(now: Date) -> EventReader.Step {
        sendingSince = nil
        var bytes = opening.take() ?? []
        if let moment, let events = place.advance(to: moment) {
            bytes = bytes.isEmpty ? events : bytes + events
            if moment.isFinal { isEnded = true }
        }
        if bytes.isEmpty {
            guard !isEnded else { return .end }
            guard isBeatDue else { return .wait }
            bytes = Array(":\n\n".utf8)
        }
        isBeatDue = false
        sendingSince = now
        return .piece(bytes)
    }
}
