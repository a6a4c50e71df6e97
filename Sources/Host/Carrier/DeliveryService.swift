import Effects
import Foundation
import Postgres

/// What QStash's calls bring about. Each may come twice, late, out of order or never: the message's row decides.
struct DeliveryService: Sendable {
    var runner: StepRunner
    var publications: PublicationStore
    var desk: DeliveryDesk

    /// Runs the step of a delivered message, if there is still one to run.
    ///
    /// - Throws: ``DeliveryRefused``; what kept the step's outcome from being written. QStash then delivers again.
    func run(_ note: DeliveryNote) async throws -> DeliveryOutcome { try await desk.run(note) }

    /// Claims a delivered message, or says why there is nothing to do.
    func claim(_ note: DeliveryNote, lease: Duration) async throws -> DeliveryDesk.Taken {
        if let message = try await runner.claim(note.message, lease: lease) { return .message(message) }
        return .nothing(try await outcome(of: note))
    }

    /// Notes that QStash could not deliver a message. That counts as one failed attempt of its step, unless it was hosts
    /// that sent the delivery away: the message is put off and handed over anew, or its job ends with the reason and the
    /// message is a dead letter.
    func giveUp(_ note: DeliveryNote, status: Int, log: HouseLog) async throws -> DeliveryOutcome {
        guard let state = try await publications.state(of: note.message, on: runner.pool) else { return .gone }
        guard state.isCurrent(note) else { return .superseded }
        log.warned("QStash gave up on message \(note.message.text), publication \(note.publication): status \(status)")
        guard let message = try await runner.claim(note.message, lease: runner.config.current[JobConfig.lease])
        else { return try await outcome(of: note) }
        try await runner.fail(message, with: UndeliveredMessage(status: status))
        return .ran
    }

    /// Why a message could not be claimed.
    ///
    /// - Throws: ``DeliveryRefused`` where another host may know what to do with it.
    private func outcome(of note: DeliveryNote) async throws -> DeliveryOutcome {
        guard let state = try await publications.state(of: note.message, on: runner.pool) else { return .gone }
        if let seconds = state.leaseSeconds, seconds > 0 { return .leased(.seconds(seconds)) }
        let wait = state.notBefore.timeIntervalSince(runner.effects.now())
        if wait > 0 { return state.isCurrent(note) ? .early(.seconds(wait)) : .superseded }
        guard runner.capabilities.cover(state.kind, state.platform) else { throw DeliveryRefused.unknownMessage }
        return .leased(.seconds(1))  // free since a moment ago
    }
}
