import Domain
import Foundation
import PlatformAPI
import Postgres

/// The part of a step that talks to the provider: it decides what the step is, and gathers what is to be written.
/// It writes nothing itself.
struct StepWork: Sendable {
    /// All that one step may write, in one transaction.
    struct Outcome: Sendable {
        var state: SearchState
        /// Creators that are new to the job, in order.
        var found: [Creator] = []
        /// Rows of the job that were seen again with more posts.
        var grown: [Creator] = []
        /// Where the creators of this step lead to.
        var leads: [SearchState.Pending] = []
        /// Candidates whose turn this was.
        var taken: [String] = []
        var fetchedProfiles: [Creator] = []
        var creditsSaved = 0
        var runs = 0
        var skipped = 0
        var filteredOut = 0
        /// Set when the search ends with this step.
        var end: End?
        /// Profiles that could not be read; their creators are as the search saw them.
        var misshapen: [MisshapenAnswer] = []
    }

    enum End: Sendable {
        case ranDry
        case failed(SearchState.Failure)
    }

    var job: Job
    var platform: any Platform
    var searcher: any Searcher
    var context: SearchContext
    var enrichment: Enrichment
    var results: ResultStore
    var candidates: CandidateStore
    var slice: Int
    /// True on the last attempt of a step: what cannot be enriched is then taken as it is.
    var isLastAttempt: Bool

    private var descriptor: PlatformDescriptor { type(of: platform).descriptor }
    private var mode: ModeDescriptor? { descriptor.mode(job.mode) }
    private var furtherDegrees: Int { mode?.furtherDegrees ?? 0 }
    private var isWalk: Bool { furtherDegrees > 0 }

    /// Runs the step that follows `state`.
    ///
    /// - Throws: ``PlatformError`` for what is worth another attempt or ends the job; ``PostgresError``.
    func run(from state: SearchState) async throws -> Outcome {
        var outcome = Outcome(state: state)
        var rows = KnownRows(results: results, job: job, pool: enrichment.pool)
        if state.pending.isEmpty { try await refill(&outcome, &rows) }
        if outcome.end == nil, !outcome.state.pending.isEmpty { try await writeSlice(&outcome, &rows) }
        return outcome
    }

    // MARK: Where the next creators come from

    private func refill(_ outcome: inout Outcome, _ rows: inout KnownRows) async throws {
        if let track = outcome.state.nextTrack {
            guard job.processedRuns < job.maxRuns else {
                outcome.end = .failed(Self.tooManyRuns(job))
                return
            }
            try await readPage(of: track, into: &outcome, &rows)
        } else {
            let waiting = isWalk ? try await candidates.next(sliceSize, of: job.id, on: enrichment.pool) : []
            if waiting.isEmpty {
                outcome.end = Self.endOfTracks(outcome.state, results: job.processedResults)
            } else if job.processedRuns >= job.maxRuns {
                outcome.end = .failed(Self.tooManyRuns(job))
            } else {
                outcome.state.pending = waiting
                outcome.taken = waiting.map(\.creator.externalId)
                outcome.runs += 1
            }
        }
    }

    private func readPage(of track: Int, into outcome: inout Outcome, _ rows: inout KnownRows) async throws {
        let position = outcome.state.tracks[track]
        let request = SearchRequest(
            subject: position.subject, region: job.region, wanted: job.targetResults - job.processedResults)
        let page: Page
        do throws(PlatformError) {
            page = try await searcher.page(request, after: position.cursor, in: context)
        } catch {
            if Self.isKnownToNobody(error, position.subject) { return outcome.state.end(track) }
            guard let failure = Self.failureOfTrack(error, subject: position.subject) else { throw error }
            outcome.state.fail(track, with: failure)
            return
        }
        if case .more(let cursor) = page.next, cursor.rawValue.utf8.count > Cursor.maxBytes {
            throw PlatformError.badShape(path: "", reason: "a cursor of more than \(Cursor.maxBytes) bytes")
        }
        let known = try await rows.among(page.creators.map(\.externalId))
        outcome.runs += 1
        outcome.skipped += page.skipped.count
        for skipped in page.skipped { context.log.debug("skipped \(skipped.path): \(skipped.reason)") }
        outcome.state.absorb(page, of: track, maxPages: mode?.maxPages ?? 1) { known[$0.externalId] == nil }
        if isWalk {  // walks take all their creators from the candidates, so that nearest and most related come first
            outcome.leads = outcome.state.pending
            outcome.state.pending = []
        }
    }

    // MARK: A slice of creators

    private var sliceSize: Int { max(1, min(slice, job.targetResults - job.processedResults)) }

    private func writeSlice(_ outcome: inout Outcome, _ rows: inout KnownRows) async throws {
        let slice = Array(outcome.state.pending.prefix(sliceSize))
        let known = try await rows.among(slice.map(\.creator.externalId))
        outcome.grown = slice.compactMap { seen in
            known[seen.creator.externalId].flatMap { row in
                let merged = row.merged(with: seen.creator)
                return merged == row ? nil : merged
            }
        }
        let fresh = slice.filter { known[$0.creator.externalId] == nil && !isTarget($0.creator, outcome.state) }
        let enriched = try await enrichment.complete(fresh.map(\.creator), of: platform, in: context)
        outcome.fetchedProfiles = enriched.fetched
        outcome.creditsSaved = enriched.saved
        outcome.misshapen = enriched.misshapen
        if let stop = enriched.stop, try isPutOff(by: stop, &outcome) { return }
        outcome.state.pending.removeFirst(slice.count)
        take(zip(fresh, enriched.creators).map { ($0, $1) }, into: &outcome)
    }

    /// Decides what an error that stopped enrichment means for the step; whether its creators wait for the next one.
    ///
    /// One that ends the job leaves the slice to its dead letter: who retries that gets its creators complete. A page
    /// that was read in this very step is else written first, creators still to do, so that trying again does not pay
    /// for it again.
    private func isPutOff(by error: PlatformError, _ outcome: inout Outcome) throws -> Bool {
        let endsJob = Self.failureOfJob(error) != nil
        guard endsJob || !isLastAttempt || error == .cancelled || error.isPause else { return false }
        guard outcome.runs > 0, error != .cancelled, !endsJob else {
            throw StepInterrupted(
                error: error, fetchedProfiles: outcome.fetchedProfiles, misshapen: outcome.misshapen)
        }
        outcome.grown = []
        return true
    }

    private func take(_ creators: [(SearchState.Pending, Creator)], into outcome: inout Outcome) {
        for (pending, creator) in creators where outcome.found.count < job.targetResults - job.processedResults {
            let isRepeat = outcome.found.contains { $0.externalId == creator.externalId }
            guard !isRepeat, !isTarget(creator, outcome.state) else { continue }
            let target = outcome.state.tracks[pending.track].target
            let candidate = Candidate(target: target, degree: pending.degree, mentions: pending.mentions)
            outcome.leads += leads(of: creator, from: pending)
            guard let refined = searcher.refine(creator, as: candidate) else { continue }
            switch job.filters?.verdict(on: refined, now: context.now) ?? .fits {
            case .fits: outcome.found.append(refined)
            case .doesNotFit, .unknown: outcome.filteredOut += 1
            }
        }
    }

    private func leads(of creator: Creator, from pending: SearchState.Pending) -> [SearchState.Pending] {
        guard pending.degree <= furtherDegrees else { return [] }
        return creator.related.filter { $0.isPrivate != true }
            .map { SearchState.Pending(creator: $0, track: pending.track, degree: pending.degree + 1) }
    }

    private func isTarget(_ creator: Creator, _ state: SearchState) -> Bool {
        guard job.mode == .similar else { return false }
        let isNamed = job.terms.contains { $0.lowercased() == creator.handle?.lowercased() }
        return isNamed || state.tracks.contains { $0.target?.isSameAccount(as: creator) == true }
    }
}

/// Enrichment was cut short; the profiles fetched before are worth keeping.
struct StepInterrupted: Error {
    var error: PlatformError
    var fetchedProfiles: [Creator]
    var misshapen: [MisshapenAnswer]
}
