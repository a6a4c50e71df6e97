import Domain
import Effects
import Foundation
import PlatformAPI
import Postgres

/// Runs one step of a search from claim to commit. A step that runs twice changes nothing the second time: only the
/// holder of the message's lease can commit.
struct StepRunner: Sendable {
    var pool: Pool
    var registry: PlatformRegistry
    var providers: ProviderGateway
    var stores: JobStores
    var config: LiveConfig
    var effects: Effects
    /// This host's name, for the history of messages.
    var host: String
    /// Whether a carrier brings the messages: then jobs rest between two steps.
    var isCarried = false
    var log: HouseLog

    /// Runs the step of a claimed message and writes its outcome, whatever that is. Provider calls are booked in any
    /// case, also when the outcome is not this holder's to write.
    ///
    /// - Returns: the job whose next step has been committed, for ``announce(_:)``; `nil` where none has.
    /// - Throws: ``StepAbandoned`` when the task is cancelled; else what kept the outcome from being written: the
    ///   message then comes back when its lease runs out.
    @discardableResult
    func run(_ message: Message) async throws -> UUID? {
        let log = message.content.jobID.map { self.log.with("job", $0.text) } ?? self.log
        let recorder = CallRecorder()
        do {
            return try await run(message, by: config.current, recorder: recorder, log: log)
        } catch  where Self.isCancellation(error) {
            let profiles = (error as? StepInterrupted)?.fetchedProfiles ?? []
            throw StepAbandoned(message: message, calls: recorder.calls, fetchedProfiles: profiles)
        } catch {
            try await settle(message, calls: recorder.calls)
            guard error is StaleLease else { throw error }
            log.debug("the step has another holder by now; nothing was written")
            return nil
        }
    }

    private enum RunEnd {
        case step(UUID?)
        case loss
    }

    /// The same, cut short as if the task were cancelled once `losses` ends.
    @discardableResult
    func run(_ message: Message, until losses: AsyncStream<Void>) async throws -> UUID? {
        try await withThrowingTaskGroup(of: RunEnd.self) { group in
            group.addTask { .step(try await run(message)) }
            group.addTask {
                for await _ in losses {}
                return .loss
            }
            defer { group.cancelAll() }
            while let end = try await group.next() {
                if case .step(let jobID) = end { return jobID }
                group.cancelAll()
            }
            return nil
        }
    }

    /// Wakes workers for a job's next step, and tells whoever follows the job that it has moved. Nothing waits for it.
    func announce(_ jobID: UUID) async {
        do {
            try await stores.messages.announce(jobID, on: pool)
        } catch {
            log.debug("the next step is found when workers next look: \(ErrorTranslation.inside(of: error))")
        }
    }

    private func run(
        _ message: Message, by config: ConfigSnapshot, recorder: CallRecorder, log: HouseLog
    ) async throws -> UUID? {
        guard let jobID = message.content.jobID else {
            try await bury(message, log: log)
            return nil
        }
        guard let job = try await stores.jobs.begin(jobID, now: effects.now(), on: pool), !job.status.isFinal else {
            try await finish(message)
            return nil
        }
        let commit = StepCommit(runner: self, config: config, job: job, message: message, recorder: recorder, log: log)
        do {
            guard message.interruptions <= JobConfig.maxInterruptions else {
                throw PoisonMessage(kind: message.content.kind, interruptions: message.interruptions)
            }
            if try await isClosed(job, by: config, commit) { return nil }
            let outcome = try await work(job, message, by: config, recorder: recorder, log: log)
            await providers.forgetAnswers(to: outcome.misshapen.flatMap(\.requests), of: job.platform)
            return try await commit.write(outcome) ? jobID : nil
        } catch  where !Self.isSomebodyElses(error) && !Self.isCancellation(error) {
            if case .badShape? = error as? PlatformError { await providers.forgetPages(of: recorder) }
            let misshapen = (error as? StepInterrupted)?.misshapen ?? []
            await providers.forgetAnswers(to: misshapen.flatMap(\.requests), of: job.platform)
            try await commit.fail(error)
            return nil
        }
    }

    /// Whether searches of the job's kind are not taken, and its step has been put off or its job ended for that.
    private func isClosed(_ job: Job, by config: ConfigSnapshot, _ commit: StepCommit) async throws -> Bool {
        guard let platform = registry.descriptor(job.platform), let mode = platform.mode(job.mode),
            let closure = config.closure(of: platform, mode, at: effects.now()), closure.running != .finish
        else { return false }
        let place = SearchPlace(platform: platform, mode: mode)
        guard try await commit.close(place) else { return false }
        let isOver = self.config.current.closure(of: platform, mode, at: effects.now()).map { $0.running == .finish }
        if isOver ?? true {
            // It went on meanwhile: whoever lets paused searches go on may have looked before this one was.
            _ = try await PlatformSwitchStore().resume([place], limit: 1000, now: effects.now(), on: pool)
        }
        return true
    }

    /// Takes a message off the queue that has nothing left to do.
    private func finish(_ message: Message) async throws { try await stores.messages.finish(message, on: pool) }

    /// Lays a step aside that names no job.
    private func bury(_ message: Message, log: HouseLog) async throws {
        let poison = PoisonMessage(kind: message.content.kind, interruptions: message.interruptions)
        let failure = MessageFailure(at: effects.now(), error: ErrorTranslation.inside(of: poison), host: host)
        var batch = Batch()
        try stores.messages.bury(message, after: failure, in: &batch)
        try await pool.run(batch)
        log.failed("a \(message.content.kind) names no job; its message \(message.id.text) is a dead letter")
    }

    private func work(
        _ job: Job, _ message: Message, by config: ConfigSnapshot, recorder: CallRecorder, log: HouseLog
    ) async throws -> StepWork.Outcome {
        guard let platform = registry.platform(job.platform), let searcher = platform.searcher(for: job.mode) else {
            throw UnknownSearch(platform: job.platform, mode: job.mode)
        }
        let state = try GemzJSON.decoder().decode(SearchState.self, from: Data(message.content.payload))
        let now = effects.now()
        let provider = providers.client(
            for: type(of: platform).descriptor,
            step: ProviderStep(messageID: message.id, leaseToken: message.leaseToken, jobID: job.id),
            config: config, recorder: recorder)
        let context = SearchContext(provider: provider, now: now, log: PlatformLog { log.debug("\($0)") })
        let work = StepWork(
            job: job, platform: platform, searcher: searcher, context: context,
            enrichment: Enrichment(
                cache: stores.profiles, pool: pool, concurrency: config[JobConfig.enrichConcurrency],
                oldest: now.addingTimeInterval(-config[JobConfig.profileCache].seconds), jobStart: job.createdAt),
            results: stores.results, candidates: stores.candidates, slice: config[JobConfig.slice],
            isLastAttempt: message.attempt + 1 >= message.content.maxAttempts)
        return try await work.run(from: state)
    }

    /// What this host can work off.
    var capabilities: Capabilities {
        Capabilities(kinds: [MessageContent.searchStep], platforms: registry.descriptors.map(\.id))
    }

    /// Takes one message that has come from outside; `nil` when there is nothing that this host could run.
    func claim(_ id: UUID, lease: Duration) async throws -> Message? {
        try await stores.claims.claim(
            id, lease: lease, host: host, capabilities: capabilities, now: effects.now(), on: pool)
    }

    /// Writes a failure of a claimed message's step that was not the step's own doing.
    func fail(_ message: Message, with error: any Error) async throws {
        guard let jobID = message.content.jobID else { return try await bury(message, log: log) }
        guard let job = try await stores.jobs.forStep(jobID, on: pool), !job.status.isFinal else {
            return try await finish(message)
        }
        try await StepCommit(
            runner: self, config: config.current, job: job, message: message, recorder: CallRecorder(),
            log: log.with("job", job.id.text)
        ).fail(error)
    }

    /// Gives a message back and books what was spent, when this host is stopping.
    func release(_ step: StepAbandoned) async throws {
        try await settle(step.message, calls: step.calls, profiles: step.fetchedProfiles)
        try await stores.claims.release(step.message, on: pool)
    }

    /// Books what a step has spent although its outcome was not written, also where its job is gone; booked calls are
    /// not booked again.
    private func settle(_ message: Message, calls: [RecordedCall], profiles: [Creator] = []) async throws {
        guard !calls.isEmpty, let jobID = message.content.jobID,
            let platform = message.content.platform.flatMap(registry.descriptor)
        else { return }
        try await stores.ledger.settle(
            calls, of: message.content.userID, jobID: jobID, platform: platform, on: pool)
        var batch = Batch()
        try stores.profiles.keep(profiles, of: platform.id, now: effects.now(), in: &batch)
        try await pool.run(batch)
    }

    /// Errors after which this holder has nothing more to write: the lease is another's, or the database is away or
    /// too busy. None of them is the step's doing, so they use up no attempt.
    private static func isSomebodyElses(_ error: any Error) -> Bool {
        switch error {
        case is StaleLease: true
        case let error as PostgresError:
            error.isUnavailable || error.isContention || error.isOutcomeUnknown || error == .closed
        default: false
        }
    }

    private static func isCancellation(_ error: any Error) -> Bool {
        switch error {
        case is CancellationError, PlatformError.cancelled, PostgresError.cancelled: true
        case let interrupted as StepInterrupted: interrupted.error == .cancelled
        default: false
        }
    }
}

/// A step that was cut short because its host is stopping. Its message has still to be given back.
struct StepAbandoned: Error {
    var message: Message
    var calls: [RecordedCall]
    var fetchedProfiles: [Creator]
}

/// The stores that a step writes to.
struct JobStores: Sendable {
    var jobs = JobStore()
    var results = ResultStore()
    var candidates = CandidateStore()
    var profiles = ProfileCacheStore()
    var messages = MessageStore()
    var claims = ClaimStore()
    var admission = AdmissionStore()
    var ledger = LedgerStore()
    var campaigns = CampaignStore()
    var circuits = CircuitStore()
    var reports = ProviderReportStore()
}

/// A message that no host can work off: its leases ran out too often, or it names no job.
struct PoisonMessage: Error {
    var kind: String
    var interruptions: Int
}

/// A job that this host was not built for, such as one of a mode that a newer host has.
struct UnknownSearch: Error {
    var platform: PlatformID
    var mode: SearchMode
}
