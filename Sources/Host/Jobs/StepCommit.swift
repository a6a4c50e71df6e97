import Domain
import Effects
import Foundation
import PlatformAPI
import Postgres
import Vendors

/// Writes how a step went: everything in one transaction, under the message's lease.
///
/// Every transaction takes its locks in one order, campaign, job, message, the rest, so that steps, owners and the
/// clock never deadlock.
struct StepCommit: Sendable {
    var runner: StepRunner
    var job: Job
    var message: Message
    var calls: [RecordedCall]
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
        let next = advance.status.isFinal ? nil : try GemzJSON.bytes(of: outcome.state)
        try await runner.pool.transaction { [advance] db in
            if next == nil { try await ending.prepare(job.id, on: db) }
            guard let total = try await stores.jobs.advance(job.id, by: advance, on: db) else { throw StaleLease() }
            try await stores.messages.finish(message, on: db)
            try await book(on: db)
            try await stores.results.insert(
                outcome.found, of: job.id, after: total - outcome.found.count, now: now, on: db)
            try await stores.results.update(outcome.grown, of: job.id, on: db)
            try await stores.candidates.take(outcome.taken, of: job.id, on: db)
            if let next {
                try await stores.candidates.add(outcome.leads, of: job.id, on: db)
                try await stores.messages.add(
                    step: next, of: job.id, id: runner.effects.uuid(), maxAttempts: message.maxAttempts, now: now,
                    on: db)
            } else {
                try await ending.finish(job.id, now: now, on: db)
            }
            try await stores.profiles.keep(outcome.fetchedProfiles, of: job.platform, now: now, on: db)
        }
        report(advance)
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
        try await runner.pool.transaction { db in
            switch verdict {
            case .again(let delay):
                let words = Self.explanation(cause)
                guard try await stores.jobs.explain(job.id, words, credits: credits, on: db) else { throw StaleLease() }
                try await stores.messages.retry(message, at: now.addingTimeInterval(delay), error: reason, on: db)
                try await book(on: db)
            case .end(let failure, let isDeadLetter):
                try await ending.prepare(job.id, on: db)
                var advance = JobAdvance(failure: failure, of: job, now: now)
                advance.creditsSpent = credits
                guard try await stores.jobs.advance(job.id, by: advance, on: db) != nil else { throw StaleLease() }
                if isDeadLetter {
                    try await stores.messages.bury(message, error: reason, now: now, on: db)
                } else {
                    try await stores.messages.finish(message, on: db)
                }
                try await book(on: db)
                try await ending.finish(job.id, now: now, on: db)
            }
            try await stores.profiles.keep(interrupted?.fetchedProfiles ?? [], of: job.platform, now: now, on: db)
        }
        switch verdict {
        case .again(let delay): log.warned("attempt \(message.attempt + 1) failed, again in \(delay) s: \(reason)")
        case .end(let failure, _): log.failed("ended: \(failure.message) (\(reason))")
        }
    }

    private enum Verdict {
        /// After so many seconds.
        case again(TimeInterval)
        case end(SearchState.Failure, isDeadLetter: Bool)
    }

    private func verdict(on error: any Error) -> Verdict {
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

    private var credits: Int { calls.reduce(0) { $0 + ($1.call.creditsCharged ?? 0) } }

    private func book(on db: some Queryable) async throws {
        guard let platform = runner.registry.descriptor(job.platform) else { return }
        try await stores.ledger.add(calls, jobID: job.id, platform: platform, on: db)
    }
}
