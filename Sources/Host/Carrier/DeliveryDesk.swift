import Synchronization

/// Where deliveries wait for a worker's free hand, and their answers for the end of the step.
///
/// The worker runs what is delivered as it runs what it claims itself: under the same limits, with leases renewed, and
/// given back when the host stops.
final class DeliveryDesk: Sendable {
    private typealias Answer = CheckedContinuation<DeliveryOutcome, any Error>

    /// What claiming a delivered message came to.
    enum Taken: Sendable {
        case message(Message)
        /// There is nothing to do, for this reason.
        case nothing(DeliveryOutcome)
    }

    private struct State {
        var isClosed = false
        var waiting: [(note: DeliveryNote, answer: Answer)] = []
        var running: [Message.Claim: Answer] = [:]
    }

    private let state = Mutex(State())
    /// Says that a delivery waits. For one worker.
    let arrivals: AsyncStream<Void>
    private let arrival: AsyncStream<Void>.Continuation

    init() { (arrivals, arrival) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1)) }

    /// Has a delivered message's step run, and waits for how that ends.
    ///
    /// - Throws: ``DeliveryRefused`` when too many wait or the host is stopping; what kept the outcome from being
    ///   written.
    func run(_ note: DeliveryNote) async throws -> DeliveryOutcome {
        try await withCheckedThrowingContinuation { answer in
            let isAdmitted = state.withLock { state in
                guard !state.isClosed, state.waiting.count < CarrierConfig.waitingDeliveries else { return false }
                state.waiting.append((note, answer))
                return true
            }
            guard isAdmitted else { return answer.resume(throwing: DeliveryRefused.noHandFree) }
            arrival.yield()
        }
    }

    // MARK: The worker's side

    /// Takes delivered messages, the longest waiting first, until `limit` are claimed or nobody waits.
    ///
    /// - Parameter claim: claims one; what it throws is that delivery's answer.
    func take(
        _ limit: Int, claim: @escaping @Sendable (DeliveryNote) async throws -> Taken
    ) async -> [Message] {
        var messages: [Message] = []
        while messages.count < limit {
            let next = state.withLock { state in
                let next = Array(state.waiting.prefix(limit - messages.count))
                state.waiting.removeFirst(next.count)
                return next
            }
            guard !next.isEmpty else { break }
            for (note, answer) in next {
                do {
                    switch try await claim(note) {
                    case .nothing(let outcome): answer.resume(returning: outcome)
                    case .message(let message):
                        state.withLock { $0.running[message.claim] = answer }
                        messages.append(message)
                    }
                } catch {
                    answer.resume(throwing: error)
                }
            }
        }
        return messages
    }

    /// A step has ended: its outcome is written, or an error says why not.
    func ended(_ claim: Message.Claim, _ error: (any Error)? = nil) {
        guard let answer = state.withLock({ $0.running.removeValue(forKey: claim) }) else { return }
        if let error { answer.resume(throwing: error) } else { answer.resume(returning: .ran) }
    }

    /// Takes no more deliveries and sends away those that wait.
    func close() {
        let waiting = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for delivery in waiting { delivery.answer.resume(throwing: DeliveryRefused.noHandFree) }
    }
}
