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
    /// As it stands for the step.
    var config: ConfigSnapshot
    var job: Job
    var message: Message
    var recorder: CallRecorder
    var log: HouseLog

    private var stores: JobStores { runner.stores }
    private var ending: JobEnding { JobEnding(stores: runner.stores) }

    // MARK: Success

    /// Writes a step's outcome, the job's counters and the next message.
    ///
    /// - Returns: whether the job goes on: its next step is on the queue.
    /// - Throws: ``StaleLease``; ``PostgresError``.
    func write(_ outcome: StepWork.Outcome) async throws -> Bool {
        let now = runner.effects.now()
        var advance = JobAdvance(outcome, of: job, now: now)
        advance.creditsSpent = credits
        advance.creditsSaved += recorder.saved
        try await commit(try batch(writing: outcome, advance, now: now))
        report(advance)
        return !advance.status.isFinal
    }

    private func batch(writing outcome: StepWork.Outcome, _ advance: JobAdvance, now: Date) throws -> Batch {
        var batch = Batch()
        if advance.status.isFinal { try ending.prepare(job.id, in: &batch) }
        try stores.jobs.advance(job.id, by: advance, in: &batch)
        try stores.messages.finish(message, in: &batch)
        try book(keeping: outcome.fetchedProfiles, outcome.misshapen, now: now, in: &batch)
        try stores.results.insert(outcome.found, of: job.id, now: now, in: &batch)
        try stores.results.update(outcome.grown, of: job.id, in: &batch)
        try stores.candidates.take(outcome.taken, of: job.id, in: &batch)
        if advance.status.isFinal {
            try ending.finish(job.id, now: now, in: &batch)
        } else {
            try stores.candidates.add(outcome.leads, of: job.id, in: &batch)
            let step = MessageContent(
                step: try GemzJSON.bytes(of: outcome.state), of: job, id: runner.effects.uuid(),
                maxAttempts: message.content.maxAttempts)
            let rest = runner.isCarried ? config[CarrierConfig.nextStep] : .zero
            let next = NewMessage(
                content: step, notBefore: now.addingTimeInterval(rest.seconds), after: message.turn)
            try stores.messages.add(next, now: now, in: &batch)
        }
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

    // MARK: Switches

    /// Puts the step off while searches of its kind are not taken, or ends the job for that; which of it, the database
    /// says in the same transaction.
    ///
    /// - Returns: whether it did; where searches are taken again by now, or open ones go on, the step is to be run.
    /// - Throws: ``StaleLease``; ``PostgresError``.
    func close(_ place: SearchPlace) async throws -> Bool {
        let closure = try await persistently {
            try await runner.pool.transaction { db -> PlatformClosure? in
                let now = runner.effects.now()
                let config = try await runner.config.read(from: db)
                guard let closure = config.closure(of: place.platform, place.mode, at: now),
                    closure.running != .finish
                else { return nil }
                try await db.run(try batch(closing: closure, of: place, now: now))
                return closure
            }
        }
        guard let closure else { return false }
        log.warned(closure.running == .cancel ? "cancelled: \(closure.reason)" : "paused: \(closure.reason)")
        return true
    }

    private func batch(closing closure: PlatformClosure, of place: SearchPlace, now: Date) throws -> Batch {
        var batch = Batch()
        if closure.running == .cancel {
            try ending.prepare(job.id, in: &batch)
            try PlatformSwitchStore().cancel(job.id, for: closure, now: now, in: &batch)
            try stores.messages.finish(message, in: &batch)
            try ending.finish(job.id, now: now, in: &batch)
        } else {
            let reason = Circuit.Reason(code: .platformPaused, message: closure.reason)
            try stores.jobs.pause(job.id, for: reason, message: closure.pause, credits: 0, in: &batch)
            try stores.messages.putOff(
                message, until: closure.until ?? job.timeoutAt, waitingFor: place.waitsFor, in: &batch)
        }
        return batch
    }

    // MARK: Failure

    /// Puts the message off, or ends the job with its reason: what the error asks for.
    ///
    /// - Throws: ``StaleLease``; ``PostgresError``.
    func fail(_ error: any Error) async throws {
        let interrupted = error as? StepInterrupted
        let cause: any Error = interrupted?.error ?? error
        let now = runner.effects.now()
        let verdict = StepVerdict(
            on: cause, attempt: message.attempt, of: message.content.maxAttempts,
            backOff: BackOff(config: config, jitter: runner.effects.randomUnit()))
        var failure = MessageFailure(at: now, error: ErrorTranslation.inside(of: cause), host: runner.host)
        if case .again(let delay, _) = verdict { failure.delay = delay }
        let gains = Gains(
            profiles: interrupted?.fetchedProfiles ?? [],
            misshapen: interrupted?.misshapen
                ?? [cause as? PlatformError].compactMap { $0.map { MisshapenAnswer(error: $0) } })
        if case .pause(let until) = verdict { return try await pause(until: until, gains, now: now) }
        var batch = Batch()
        try carryOut(verdict, after: failure, gains, in: &batch)
        try await commit(batch)
        report(verdict, failure)
    }

    private func carryOut(
        _ verdict: StepVerdict, after failure: MessageFailure, _ gains: Gains, in batch: inout Batch
    ) throws {
        let now = failure.at
        switch verdict {
        case .again(let delay, let words):
            try stores.jobs.explain(job.id, words, credits: credits, in: &batch)
            try stores.messages.retry(message, at: now.addingTimeInterval(delay), after: failure, in: &batch)
            try book(keeping: gains.profiles, gains.misshapen, now: now, in: &batch)
        case .wait(let delay, let words):
            try stores.jobs.explain(job.id, words, credits: credits, in: &batch)
            try stores.messages.putOff(message, until: now.addingTimeInterval(delay), in: &batch)
            try book(keeping: gains.profiles, gains.misshapen, now: now, in: &batch)
        case .pause: break  // written by pause(until:_:now:), together with the circuits
        case .end(let reason, let isDeadLetter):
            try ending.prepare(job.id, in: &batch)
            var advance = JobAdvance(failure: reason, of: job, now: now)
            advance.creditsSpent = credits
            try stores.jobs.advance(job.id, by: advance, in: &batch)
            if isDeadLetter {
                try stores.messages.bury(message, after: failure, in: &batch)
            } else {
                try stores.messages.finish(message, in: &batch)
            }
            try book(keeping: gains.profiles, gains.misshapen, now: now, in: &batch)
            try ending.finish(job.id, now: now, canBeRetried: isDeadLetter, in: &batch)
        }
    }

    private func report(_ verdict: StepVerdict, _ failure: MessageFailure) {
        switch verdict {
        case .again(let delay, _):
            log.warned("attempt \(message.attempt + 1) failed, again in \(delay) s: \(failure.error)")
        case .wait(let delay, _): log.warned("waits \(delay) s: \(failure.error)")
        case .pause: break
        case .end(let reason, _): log.failed("ended: \(reason.message) (\(failure.error))")
        }
    }

    /// Puts the step off until a circuit may be probed; to the end of the line where it has closed meanwhile, or where
    /// the step only got no slot for a call; until `until` where its call was not tried.
    ///
    /// The circuits are held before the job: whoever closes one lets all jobs go on that were paused by then.
    private func pause(until: Date, _ gains: Gains, now: Date) async throws {
        guard let platform = runner.registry.descriptor(job.platform) else {
            throw UnknownSearch(platform: job.platform, mode: job.mode)
        }
        let blocked = recorder.blockedPath
        let cause = try await persistently {
            try await runner.pool.transaction { db in
                let pauses = config.circuitPauses
                // Behind the one that lets calls through last: where both the key's and the endpoint's are open, the first
                // to be probed does not help.
                let row = try await stores.circuits.hold(platform, on: db)
                    .filter { $0.key.isKey || $0.key.endpoint == blocked }
                    .max { $0.opens(at: now, pauses: pauses) < $1.opens(at: now, pauses: pauses) }
                var batch = Batch()
                if let row, let reason = row.circuit.reason {
                    try stores.jobs.pause(job.id, for: reason, credits: credits, in: &batch)
                    let turn = try await stores.circuits.turn(
                        behind: row, now: now, pauses: pauses,
                        jitter: runner.effects.randomUnit(), on: db)
                    try stores.messages.putOff(message, until: turn, waitingFor: row.key.text, in: &batch)
                } else {
                    let words = blocked == nil ? "Waits for another search that makes the same call." : "Going on."
                    try stores.jobs.explain(job.id, words, credits: credits, in: &batch)
                    try stores.messages.putOff(message, until: blocked == nil ? until : now, in: &batch)
                }
                try book(keeping: gains.profiles, gains.misshapen, now: now, in: &batch)
                try await db.run(batch)
                return row?.circuit.reason
            }
        }
        log.warned(cause.map { "paused: \($0.message)" } ?? "put off; no circuit is open")
    }

    // MARK: Committing

    private func commit(_ batch: Batch) async throws { _ = try await persistently { try await runner.pool.run(batch) } }

    /// Writes once more where others were in the way: that says nothing about the step.
    private func persistently<T>(_ write: () async throws -> T) async throws -> T {
        do {
            return try await write()
        } catch let error as PostgresError where error.isContention {
            log.debug("writing once more: \(error)")
            return try await write()
        }
    }

    /// What came of a step that failed.
    private struct Gains {
        var profiles: [Creator]
        var misshapen: [MisshapenAnswer]
    }

    /// Lets admins see where an answer was not as expected; of several the first is named.
    private func noteShape(_ misshapen: [MisshapenAnswer], now: Date, in batch: inout Batch) throws {
        guard let first = misshapen.first, case .badShape(let path, let reason) = first.error else { return }
        try stores.reports.noteShape(
            ProviderReport.ShapeError(path: path, reason: reason, at: now),
            of: first.requests.last?.path ?? recorder.lastPath, job.platform, in: &batch)
    }

    private var calls: [RecordedCall] { recorder.calls }
    private var credits: Int { calls.reduce(0) { $0 + ($1.call.creditsCharged ?? 0) } }

    /// What the step has spent, the profiles that it got for that, and the answers that it could not read.
    private func book(
        keeping profiles: [Creator], _ misshapen: [MisshapenAnswer], now: Date, in batch: inout Batch
    ) throws {
        try stores.profiles.keep(profiles, of: job.platform, now: now, in: &batch)
        if let platform = runner.registry.descriptor(job.platform) {
            try stores.ledger.add(calls, of: job.userID, jobID: job.id, platform: platform, in: &batch)
        }
        try noteShape(misshapen, now: now, in: &batch)
    }
}
