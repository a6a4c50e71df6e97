import Domain
import Effects
import Foundation
import PlatformAPI
import Postgres
import Vendors

/// Writes how a step went: everything in one transaction, under the message's lease, sent as one batch.
///
/// Every transaction takes its locks in one order, campaign, job, message, the rest, so that steps, owners and the
/// clock never deadlock.
struct StepCommit: Sendable {
    var runner: StepRunner
    var job: Job
    var message: Message
    var recorder: CallRecorder
    var log: HouseLog

    private var stores: JobStores { runner.stores }
    private var ending: JobEnding { JobEnding(stores: runner.stores) }

    // MARK: Success

    /// Writes a step's outcome, the job's counters and the next message.
    ///
    /// - Throws: ``StaleLease``; ``PostgresError``.
    func write(_ outcome: StepWork.Outcome) async throws {
        let now = runner.effects.now()
        var advance = JobAdvance(outcome, of: job, now: now)
        advance.creditsSpent = credits
        advance.creditsSaved += recorder.saved
        try await runner.pool.run(try batch(writing: outcome, advance, now: now))
        report(advance)
    }

    private func batch(writing outcome: StepWork.Outcome, _ advance: JobAdvance, now: Date) throws -> Batch {
        var batch = Batch()
        if advance.status.isFinal { try ending.prepare(job.id, in: &batch) }
        try stores.jobs.advance(job.id, by: advance, in: &batch)
        try stores.messages.finish(message, in: &batch)
        try book(in: &batch)
        try stores.results.insert(outcome.found, of: job.id, now: now, in: &batch)
        try stores.results.update(outcome.grown, of: job.id, in: &batch)
        try stores.candidates.take(outcome.taken, of: job.id, in: &batch)
        if advance.status.isFinal {
            try ending.finish(job.id, now: now, in: &batch)
        } else {
            try stores.candidates.add(outcome.leads, of: job.id, in: &batch)
            try stores.messages.add(
                step: try GemzJSON.bytes(of: outcome.state), of: job.id, id: runner.effects.uuid(),
                maxAttempts: message.maxAttempts, now: now, in: &batch)
        }
        try stores.profiles.keep(outcome.fetchedProfiles, of: job.platform, now: now, in: &batch)
        return batch
    }

    private func report(_ advance: JobAdvance) {
        let count = job.processedResults + advance.results
        switch advance.status {
        case .completed: log.done("completed with \(count) of \(job.targetResults) creators")
        case .error: log.failed("ended after \(count) creators: \(advance.failure?.message ?? "")")
        default: log.figures("\(count) of \(job.targetResults) creators")
        }
    }

    // MARK: Failure

    /// Puts the message off, or ends the job with its reason: what the error asks for.
    ///
    /// - Throws: ``StaleLease``; ``PostgresError``.
    func fail(_ error: any Error) async throws {
        let interrupted = error as? StepInterrupted
        let cause: any Error = interrupted?.error ?? error
        let reason = ErrorTranslation.inside(of: cause)
        let now = runner.effects.now()
        let verdict = verdict(on: cause)
        var batch = Batch()
        switch verdict {
        case .pause(let until):
            return try await pause(
                until: until, reason: reason, profiles: interrupted?.fetchedProfiles ?? [], now: now)
        case .again(let delay):
            try stores.jobs.explain(job.id, Self.explanation(cause), credits: credits, in: &batch)
            try stores.messages.retry(message, at: now.addingTimeInterval(delay), error: reason, in: &batch)
            try book(in: &batch)
        case .end(let failure, let isDeadLetter):
            try end(with: failure, deadLetter: isDeadLetter ? reason : nil, now: now, in: &batch)
        }
        try stores.profiles.keep(interrupted?.fetchedProfiles ?? [], of: job.platform, now: now, in: &batch)
        try await runner.pool.run(batch)
        switch verdict {
        case .again(let delay): log.warned("attempt \(message.attempt + 1) failed, again in \(delay) s: \(reason)")
        case .pause: break
        case .end(let failure, _): log.failed("ended: \(failure.message) (\(reason))")
        }
    }

    private func end(
        with failure: SearchState.Failure, deadLetter reason: String?, now: Date, in batch: inout Batch
    ) throws {
        var advance = JobAdvance(failure: failure, of: job, now: now)
        advance.creditsSpent = credits
        try ending.prepare(job.id, in: &batch)
        try stores.jobs.advance(job.id, by: advance, in: &batch)
        if let reason {
            try stores.messages.bury(message, error: reason, now: now, in: &batch)
        } else {
            try stores.messages.finish(message, in: &batch)
        }
        try book(in: &batch)
        try ending.finish(job.id, now: now, in: &batch)
    }

    /// Puts the step off until a circuit may be probed; at once where it has closed meanwhile.
    ///
    /// The circuits are held before the job: whoever closes one lets all jobs go on that were paused by then.
    private func pause(until: Date, reason: String, profiles: [Creator], now: Date) async throws {
        guard let platform = runner.registry.descriptor(job.platform) else {
            throw UnknownPlatform(platform: job.platform)
        }
        let cause = try await runner.pool.transaction { db in
            let cause = try await stores.circuits.hold(platform, on: db).lazy.compactMap(\.circuit.reason).first
            var batch = Batch()
            if let cause {
                try stores.jobs.pause(job.id, for: cause, credits: credits, in: &batch)
            } else {
                try stores.jobs.explain(job.id, "Going on.", credits: credits, in: &batch)
            }
            try stores.messages.putOff(message, until: cause == nil ? now : until, reason: reason, in: &batch)
            try book(in: &batch)
            try stores.profiles.keep(profiles, of: job.platform, now: now, in: &batch)
            try await db.run(batch)
            return cause
        }
        log.warned(cause.map { "paused: \($0.message)" } ?? "the provider is back already")
    }

    private enum Verdict {
        /// After so many seconds.
        case again(TimeInterval)
        /// Nothing was tried: no attempt is counted.
        case pause(until: Date)
        case end(SearchState.Failure, isDeadLetter: Bool)
    }

    private func verdict(on error: any Error) -> Verdict {
        if case .paused(let until, _)? = error as? PlatformError { return .pause(until: until) }
        if let known = (error as? PlatformError).flatMap(StepWork.failureOfJob) {
            return .end(known, isDeadLetter: false)
        }
        if let unknown = error as? UnknownPlatform {
            let failure = SearchState.Failure(
                code: .platformPaused, message: "This host does not know the platform \(unknown.platform).")
            return .end(failure, isDeadLetter: true)
        }
        guard !(error is PoisonMessage), message.attempt + 1 < message.maxAttempts else {
            return .end(StepWork.failureAfterAttempts(error), isDeadLetter: true)
        }
        return .again(delay(after: error))
    }

    /// Full-jitter back-off, never sooner than the provider asked for.
    private func delay(after error: any Error) -> TimeInterval {
        let ceiling = min(
            runner.config[JobConfig.retryCap].seconds,
            runner.config[JobConfig.retryBase].seconds * Double(1 << min(message.attempt, 20)))
        let jittered = runner.effects.randomUnit() * ceiling
        guard case .rateLimited(let after?)? = error as? PlatformError else { return jittered }
        return max(jittered, after.seconds)
    }

    private static func explanation(_ error: any Error) -> String {
        error is PlatformError
            ? "The data provider is away; trying again." : "A step of this search failed; trying again."
    }

    private var calls: [RecordedCall] { recorder.calls }
    private var credits: Int { calls.reduce(0) { $0 + ($1.call.creditsCharged ?? 0) } }

    private func book(in batch: inout Batch) throws {
        guard let platform = runner.registry.descriptor(job.platform) else { return }
        try stores.ledger.add(calls, jobID: job.id, platform: platform, in: &batch)
    }
}
