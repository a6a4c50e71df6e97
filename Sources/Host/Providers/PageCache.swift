import Effects
import Foundation
import PlatformAPI
import Postgres
import Synchronization

/// Answers equal calls of all searches on all hosts with one provider call, for as long as `cache.page` says.
///
/// The first to ask fetches; the others wait for its row, holding neither a connection nor a slot. Where that takes
/// longer than moments their steps are put off, so that one slow call keeps no host's hands from other work. An error is
/// told to the one who met it, and the next in line tries.
final class PageCache: Sendable {
    private let store: PageStore
    private let pool: Pool
    private let config: LiveConfig
    private let effects: Effects
    private let log: HouseLog
    private let cleanedAt = Mutex(Date.distantPast)

    /// How often those who wait look, at first and at most.
    private static let firstLook = Duration.milliseconds(50)
    private static let rarestLook = Duration.seconds(1)
    /// How long anybody waits for another's call before the step is put off, and for how long it is, in seconds.
    private static let patience: TimeInterval = 3
    private static let rest: TimeInterval = 5
    /// No call takes longer than this, all its attempts included, in seconds.
    private static let longestFlight: TimeInterval = 3600

    init(store: PageStore, pool: Pool, config: LiveConfig, effects: Effects, log: HouseLog) {
        self.store = store
        self.pool = pool
        self.config = config
        self.effects = effects
        self.log = log
    }

    /// An answer from the cache, else from `fetch`.
    ///
    /// - Parameters:
    ///   - maxAge: how old an answer may be that is good for this step.
    ///   - recorder: told what was saved, and of each page that was used.
    /// - Throws: ``PlatformError/paused(until:reason:)`` while another step fetches the page; what `fetch` throws.
    func answer(
        _ request: ProviderRequest, of platform: PlatformID, for step: ProviderStep, within maxAge: Duration,
        recorder: CallRecorder, fetch: (ProviderRequest) async throws(PlatformError) -> ProviderResponse
    ) async throws(PlatformError) -> ProviderResponse {
        guard maxAge > .zero else { return try await fetch(request) }
        let page = PageKey(request, of: platform)
        let began = effects.now()
        var look = Self.firstLook
        while true {
            let now = effects.now()
            let oldest = now.addingTimeInterval(-maxAge.seconds)
            let isOurs: Bool
            do throws(PostgresError) {
                isOurs = try await store.claim(page, for: step, after: oldest, now: now, on: pool)
                if !isOurs, let cached = try await store.find(page, after: oldest, on: pool) {
                    recorder.use(page, saving: cached.payer == step.jobID ? 0 : cached.credits)
                    return cached.response
                }
            } catch {
                throw error == .cancelled ? .cancelled : .unavailable("pages cannot be looked up: \(error)")
            }
            if isOurs { return try await fetched(page, request, for: step, recorder: recorder, fetch: fetch) }
            guard now.timeIntervalSince(began) < Self.patience else {
                throw .paused(
                    until: now.addingTimeInterval(Self.rest * (0.5 + effects.randomUnit())),
                    reason: "Another search makes the same call.")
            }
            do { try await effects.sleep(look) } catch { throw .cancelled }
            look = min(look * 2, Self.rarestLook)
        }
    }

    /// Forgets what a step has used, because something about it was wrong.
    func forget(_ pages: [PageKey]) async {
        for page in pages {
            do { try await store.forget(page, on: pool) } catch { log.debug("a bad page is kept until it is old") }
        }
    }

    private func fetched(
        _ page: PageKey, _ request: ProviderRequest, for step: ProviderStep, recorder: CallRecorder,
        fetch: (ProviderRequest) async throws(PlatformError) -> ProviderResponse
    ) async throws(PlatformError) -> ProviderResponse {
        let response: ProviderResponse
        do throws(PlatformError) {
            response = try await fetch(request)
        } catch {
            await tidily { () throws(PostgresError) in try await store.release(page, by: step, on: pool) }
            throw error
        }
        let credits = recorder.lastPrice(of: request.path)
        await tidily { () throws(PostgresError) in
            try await store.keep(response, credits: credits, as: page, by: step, now: effects.now(), on: pool)
        }
        recorder.use(page, saving: 0)
        await clean()
        return response
    }

    /// What fails here costs somebody a call, and no search its result.
    private func tidily(_ change: () async throws(PostgresError) -> Void) async {
        do throws(PostgresError) { try await change() } catch { log.debug("a page is not kept: \(error)") }
    }

    /// Drops what is too old, once a minute.
    private func clean() async {
        let now = effects.now()
        let isDue = cleanedAt.withLock { last in
            guard now.timeIntervalSince(last) >= 60 else { return false }
            last = now
            return true
        }
        guard isDue else { return }
        let oldest = now.addingTimeInterval(-config.current[ProviderConfig.pageCache].seconds - Self.longestFlight)
        await tidily { () throws(PostgresError) in _ = try await store.dropStale(before: oldest, on: pool) }
    }
}
