import Domain
import Effects
import Foundation
import PlatformAPI
import Postgres

/// Starts searches.
struct SearchService: Sendable {
    var pool: Pool
    var registry: PlatformRegistry
    var campaigns: CampaignStore
    var jobs: JobStore
    var messages: MessageStore
    var admission: AdmissionStore
    var allowances = SearchAllowanceStore()
    var breaker: CircuitBreaker
    var config: LiveConfig
    var effects: Effects

    /// The platform and mode that an address names.
    ///
    /// - Throws: ``APIError`` with `UNKNOWN_PLATFORM` or `UNKNOWN_MODE`, which say what there is.
    func mode(_ mode: String, of platform: String) throws -> (PlatformDescriptor, ModeDescriptor) {
        let descriptors = registry.descriptors
        guard let descriptor = descriptors.first(where: { $0.id.rawValue == platform }) else {
            throw APIError.unknown(.unknownPlatform, "platform", available: descriptors.map(\.id.rawValue))
        }
        guard let known = SearchMode(rawValue: mode), let found = descriptor.mode(known) else {
            throw APIError.unknown(.unknownMode, "mode", available: descriptor.modes.map(\.mode.rawValue))
        }
        return (descriptor, found)
    }

    /// What an old route of one segment stands for.
    ///
    /// - Throws: ``APIError`` with `UNKNOWN_PLATFORM`, which says what there is.
    func alias(_ name: String) throws -> PlatformRegistry.Alias {
        guard let alias = registry.aliases.first(where: { $0.name == name }) else {
            throw APIError.unknown(.unknownPlatform, "search", available: registry.aliases.map(\.name))
        }
        return alias
    }

    func limits(isAdmin: Bool, by config: ConfigSnapshot) -> SearchFields.Limits {
        let most = config[JobConfig.maxResults]
        let results = isAdmin ? max(most, JobConfig.maxResultsForAdmins) : most
        return SearchFields.Limits(maxInputs: config[JobConfig.maxKeywords], maxResults: results)
    }

    /// Accepts a search: the job, its first message and the campaign's new state are written together or not at all.
    ///
    /// - Parameters:
    ///   - id: what the job is called if this is a request that may be sent again; one that is there is returned as it
    ///     stands.
    ///   - config: as it stands for the request.
    /// - Throws: ``APIError`` with `PLATFORM_PAUSED` while admins have the search switched off, or the platform's vendor
    ///   refuses the key, and with `RATE_LIMITED`
    ///   where the search would have to wait and too many of the user's wait already, or too many were started of late.
    func start(
        _ fields: SearchFields, on platform: PlatformDescriptor, mode: SearchMode, id: UUID?, for user: Session,
        config: ConfigSnapshot, log: HouseLog
    ) async throws -> Job {
        let now = effects.now()
        let job = Job(
            id: id ?? effects.uuid(), userID: user.userID, campaignID: fields.campaignID, platform: platform.id,
            mode: mode,
            terms: fields.terms, region: fields.region, filters: fields.filters, status: .pending, progress: 0,
            processedResults: 0, targetResults: fields.targetResults, processedRuns: 0,
            maxRuns: config[JobConfig.maxRuns], skippedItems: 0, filteredOut: 0, creditsSpent: 0, creditsSaved: 0,
            createdAt: now, timeoutAt: now.addingTimeInterval(config[JobConfig.waitingTimeout].seconds))
        let payload = try GemzJSON.bytes(of: SearchState(subjects: job.subjects))
        if let closure = config.closure(of: platform, platform.mode(mode), at: now) {
            throw APIError.paused(platform.name, reason: closure.reason, wait: closure.until.map { wait(until: $0) })
        }
        if let row = await breaker.obstacle(to: platform) { throw paused(platform, by: row) }
        do {
            try await write(job, step: payload, by: config, now: now)
        } catch is CampaignClosed {
            let isThere = try await campaigns.find(job.campaignID, owner: job.userID, on: pool) != nil
            throw isThere ? Self.archived : APIError.notFound("campaign")
        } catch let full as TooManyWaiting {
            throw APIError.tooManyWaiting(limit: full.limit)
        } catch is TooManySearches {
            throw APIError.tooManySearches(limit: config[LimitConfig.searches])
        } catch is JobExists {
            guard let job = try await jobs.find(job.id, owner: user.userID, on: pool) else {
                throw APIError.notFound("campaign")
            }
            return job
        }
        log.area("search").with("job", job.id.text).done(
            "accepted \(platform.id) \(mode.rawValue) for \(job.targetResults) creators")
        return job
    }

    /// - Throws: ``TooManySearches``; ``CampaignClosed``; ``TooManyWaiting``; ``JobExists`` when an execution of the same
    ///   request was here before. Nothing is written then.
    private func write(_ job: Job, step payload: [UInt8], by config: ConfigSnapshot, now: Date) async throws {
        let step = NewMessage(
            content: MessageContent(
                step: payload, of: job, id: effects.uuid(), maxAttempts: config[JobConfig.maxAttempts]),
            notBefore: now, isHeld: true)
        var batch = Batch()
        try allowances.take(of: job.userID, limit: config[LimitConfig.searches], now: now, in: &batch)
        try campaigns.activate(job.campaignID, owner: job.userID, now: now, in: &batch)
        try jobs.insert(job, in: &batch)
        try messages.add(step, now: now, in: &batch)
        try admission.admit(now: now, in: &batch)
        try admission.bound(job, in: &batch)
        try admission.explain(job.id, now: now, in: &batch)
        try await pool.run(batch)
    }

    /// While a vendor refuses the key no search can begin. One that comes when the circuit may be probed is taken: it
    /// is what probes where no other search waits.
    private func paused(_ platform: PlatformDescriptor, by row: CircuitRow) -> APIError {
        let reason = row.circuit.reason?.message ?? ""
        return .paused(platform.name, reason: reason, wait: row.circuit.probeAt.map { wait(until: $0) })
    }

    /// In seconds, at least one.
    private func wait(until instant: Date) -> Int {
        max(1, Int(instant.timeIntervalSince(effects.now()).rounded(.up)))
    }

    private static let archived = APIError(
        .conflict, "The campaign is archived. Bring it back with PATCH, status: active, or search in another.")
}
