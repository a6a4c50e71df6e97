import Domain
import Effects
import Foundation
import PlatformAPI
import Postgres
import Vendors

/// Runs one step of a search from claim to commit. A step that runs twice changes nothing the second time: only the
/// holder of the message's lease can commit.
struct StepRunner: Sendable {
    var pool: Pool
    var registry: PlatformRegistry
    var providers: ProviderGateway
    var stores: JobStores
    var config: ConfigSnapshot
    var effects: Effects
    var log: HouseLog

    /// Runs the step of a claimed message and writes its outcome, whatever that is.
    ///
    /// - Throws: ``StepAbandoned`` when the task is cancelled; else what kept the outcome from being written: the
    ///   message then comes back when its lease runs out.
    func run(_ message: Message) async throws {
        let log = log.with("job", message.jobID.text)
        let recorder = CallRecorder()
        do {
            guard let job = try await stores.jobs.forStep(message.jobID, on: pool), !job.status.isFinal else {
                try await stores.messages.finish(message, on: pool)
                return
            }
            do {
                guard message.interruptions <= JobConfig.maxInterruptions else { throw PoisonMessage() }
                let outcome = try await work(job, message, recorder: recorder, log: log)
                try await commit(outcome, of: job, message, calls: recorder.drain(), log: log)
            } catch let error where !Self.isSomebodyElses(error) {
                try await failed(error, of: job, message, calls: recorder.drain(), log: log)
            }
        } catch is StaleLease {
            log.debug("the step has another holder by now; nothing was written")
        }
    }

    // MARK: The work

    private func work(
        _ job: Job, _ message: Message, recorder: CallRecorder, log: HouseLog
    ) async throws -> StepWork.Outcome {
        guard let platform = registry.platform(job.platform), let searcher = platform.searcher(for: job.mode) else {
            throw UnknownPlatform(platform: job.platform)
        }
        let state = try GemzJSON.decoder().decode(SearchState.self, from: Data(message.payload))
        let now = effects.now()
        let provider = providers.client(for: type(of: platform).descriptor, recorder: recorder)
        let context = SearchContext(provider: provider, now: now, log: PlatformLog { log.debug($0) })
        let work = StepWork(
            job: job, platform: platform, searcher: searcher, context: context,
            enrichment: Enrichment(
                cache: stores.profiles, pool: pool, concurrency: config[JobConfig.enrichConcurrency],
                oldest: now.addingTimeInterval(-config[JobConfig.profileCache].seconds)),
            results: stores.results, candidates: stores.candidates, slice: config[JobConfig.slice],
            isLastAttempt: message.attempt + 1 >= message.maxAttempts)
        return try await work.run(from: state)
    }

    // MARK: Success

    /// Writes a step's outcome, the job's counters and the next message in one transaction under the lease.
    private func commit(
        _ outcome: StepWork.Outcome, of job: Job, _ message: Message, calls: [ProviderCall], log: HouseLog
    ) async throws {
        let advance = JobAdvance(outcome, of: job, calls: calls, now: effects.now())
        let next = advance.status.isFinal ? nil : Array(try GemzJSON.encoder().encode(outcome.state))
        try await pool.transaction { db in
            try await stores.messages.finish(message, on: db)
            guard let total = try await stores.jobs.advance(job.id, by: advance, on: db) else { return }
            let now = advance.now
            try await stores.results.insert(
                outcome.found, of: job.id, after: total - outcome.found.count, now: now, on: db)
            try await stores.results.update(outcome.grown, of: job.id, on: db)
            try await stores.candidates.take(outcome.taken, of: job.id, on: db)
            try await stores.profiles.keep(outcome.fetchedProfiles, of: job.platform, now: now, on: db)
            try await book(calls, of: job, on: db)
            if let next {
                try await stores.candidates.add(outcome.leads, of: job.id, on: db)
                try await stores.messages.add(
                    step: next, of: job.id, id: effects.uuid(), maxAttempts: message.maxAttempts, now: now, on: db)
            } else {
                try await ended(job.id, now: now, on: db)
            }
        }
        report(advance, of: job, log: log)
    }

    private func ended(_ jobID: UUID, now: Date, on db: some Queryable) async throws {
        try await stores.candidates.drop(of: jobID, on: db)
        try await stores.campaigns.complete(jobID: jobID, now: now, on: db)
        try await stores.messages.announceEnd(of: jobID, on: db)
    }

    private func report(_ advance: JobAdvance, of job: Job, log: HouseLog) {
        let count = job.processedResults + advance.results
        switch advance.status {
        case .completed: log.done("completed with \(count) of \(job.targetResults) creators")
        case .error: log.failed("ended after \(count) creators: \(advance.failure?.message ?? "")")
        default: log.figures("\(count) of \(job.targetResults) creators")
        }
    }

    // MARK: Failure

    private func failed(
        _ error: any Error, of job: Job, _ message: Message, calls: [ProviderCall], log: HouseLog
    ) async throws {
        let interrupted = error as? StepInterrupted
        let cause: any Error = interrupted?.error ?? error
        if cause is CancellationError || cause as? PlatformError == .cancelled || cause as? PostgresError == .cancelled
        {
            throw StepAbandoned(message: message, job: job, calls: calls)
        }
        let now = effects.now()
        let words = ErrorTranslation.inside(of: cause)
        let verdict = verdict(on: cause, message: message)
        try await pool.transaction { db in
            try await book(calls, of: job, on: db)
            try await stores.profiles.keep(interrupted?.fetchedProfiles ?? [], of: job.platform, now: now, on: db)
            switch verdict {
            case .again(let delay):
                try await stores.messages.retry(message, at: now.addingTimeInterval(delay), error: words, on: db)
                try await stores.jobs.spend(
                    calls.credits, message: "The data provider is away; trying again.", of: job.id, on: db)
            case .end(let failure, let isDeadLetter):
                if isDeadLetter {
                    try await stores.messages.bury(message, error: words, now: now, on: db)
                } else {
                    try await stores.messages.finish(message, on: db)
                }
                let advance = JobAdvance(failure: failure, of: job, calls: calls, now: now)
                if try await stores.jobs.advance(job.id, by: advance, on: db) != nil {
                    try await ended(job.id, now: now, on: db)
                }
            }
        }
        switch verdict {
        case .again(let delay): log.warned("attempt \(message.attempt + 1) failed, again in \(delay) s: \(words)")
        case .end(let failure, _): log.failed("ended: \(failure.message) (\(words))")
        }
    }

    private enum Verdict {
        /// After so many seconds.
        case again(TimeInterval)
        case end(SearchState.Failure, isDeadLetter: Bool)
    }

    private func verdict(on error: any Error, message: Message) -> Verdict {
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
        return .again(delay(after: error, attempt: message.attempt))
    }

    /// Full-jitter back-off, never sooner than the provider asked for.
    private func delay(after error: any Error, attempt: Int) -> TimeInterval {
        let ceiling = min(
            config[JobConfig.retryCap].seconds,
            config[JobConfig.retryBase].seconds * Double(1 << min(attempt, 20)))
        let jittered = effects.randomUnit() * ceiling
        guard case .rateLimited(let after?)? = error as? PlatformError else { return jittered }
        return max(jittered, after.seconds)
    }

    /// Gives a message back and books what was spent, when this host is stopping.
    func release(_ step: StepAbandoned) async throws {
        try await pool.transaction { db in
            try await book(step.calls, of: step.job, on: db)
            try await stores.jobs.spend(step.calls.credits, message: step.job.message, of: step.job.id, on: db)
            try await stores.messages.release(step.message, on: db)
        }
    }

    private func book(_ calls: [ProviderCall], of job: Job, on db: some Queryable) async throws {
        guard let platform = registry.descriptor(job.platform) else { return }
        try await stores.ledger.add(calls, jobID: job.id, platform: platform, ids: effects.uuid, on: db)
    }

    /// Errors after which this holder has nothing more to write: the lease is another's, or the database is away.
    private static func isSomebodyElses(_ error: any Error) -> Bool {
        switch error {
        case is StaleLease: true
        case let error as PostgresError: error.isUnavailable || error.isOutcomeUnknown || error == .closed
        default: false
        }
    }
}

/// A step that was cut short because its host is stopping. Its message has still to be given back.
struct StepAbandoned: Error {
    var message: Message
    var job: Job
    var calls: [ProviderCall]
}

/// The stores that a step writes to.
struct JobStores: Sendable {
    var jobs = JobStore()
    var results = ResultStore()
    var candidates = CandidateStore()
    var profiles = ProfileCacheStore()
    var messages = MessageStore()
    var ledger = LedgerStore()
    var campaigns = CampaignStore()
}

/// A message whose leases ran out too often: whatever it holds brings its hosts down.
struct PoisonMessage: Error {}

/// A job of a platform that this host was not built with.
struct UnknownPlatform: Error {
    var platform: PlatformID
}
