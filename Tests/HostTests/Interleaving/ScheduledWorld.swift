import Domain
import Effects
import Foundation
import HTTPClient
import HostTesting
import Logging
import PlatformAPI
import Postgres
import Testing

@testable import Host

/// Three jobs of one user, who may run two, and all that a host does with them.
struct ScheduledWorld: Sendable {
    /// What may happen next.
    enum Event: CaseIterable {
        case deliver, deliverBoth, crashBefore, crashAfter, stale, overtaken, fail, wait, refuseKey, breakDown
        case endForGood, undelivered, stop, cancel, timeout, retry
        case publish, dieBeforePublishing, dieBeforeMarking, loseDeliveries, carry, giveUp
    }

    let pool: Pool
    let clock = ManualEffects()
    let next: NextPage
    let slots: SharedSlots
    let stores: JobStores
    let runner: StepRunner
    let user: Session
    let letters: DeadLetterService
    let jobs: [UUID]
    let carrier: ScheduledCarrier

    /// Ids count up from the same number in each world.
    private static let clear = Statement(
        "tests.clear",
        """
        DELETE FROM users; DELETE FROM messages; DELETE FROM provider_calls;
        DELETE FROM provider_circuits
        """)

    private static let settings = [
        "processing.max_attempts=2", "api_limits.running_jobs_per_user=2", "api_limits.searches_per_minute=10000",
        "cache.page=0s",
        "platforms.scheduled.call_attempts=1", "processing.circuit_failures=1", "timeouts.circuit_probe=5s",
    ]

    /// - Parameter providerURL: where `next` is served.
    init(pool: Pool, databaseURL: String, providerURL: String, next: NextPage) async throws {
        try await pool.run(script: Self.clear)
        next.forget()
        (self.pool, self.next) = (pool, next)
        let effects = clock.effects
        let settings = try ConfigSnapshot(
            settings: Self.settings, catalog: ConfigCatalog(platforms: [ScheduledPlatform.descriptor]))
        let config = LiveConfig(settings)
        let registry = try PlatformRegistry([ScheduledPlatform(next: next)])
        stores = JobStores(admission: AdmissionStore(config: config, registry: registry))
        let log = HouseLog(area: "tests", logger: Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() })
        let breaker = CircuitBreaker(
            platforms: registry.descriptors, store: stores.circuits, jobs: stores.jobs, pool: pool, config: config,
            effects: effects, log: log)
        slots = SharedSlots(
            platforms: registry.descriptors, databaseURL: databaseURL, config: config, effects: effects, log: log)
        runner = StepRunner(
            pool: pool, registry: registry,
            providers: ProviderGateway(
                platforms: registry.descriptors, apiKey: "key", baseURL: { _ in providerURL }, http: HTTPClient(),
                breaker: breaker,
                pages: PageCache(store: PageStore(), pool: pool, config: config, effects: effects, log: log),
                slots: slots, config: settings, effects: effects),
            stores: stores, config: config, effects: effects, host: "here", log: log)
        user = try await UserStore().add(clerkID: "user", id: effects.uuid(), now: effects.now(), on: pool)
        let cursors = CursorCodec(key: [1])
        letters = DeadLetterService(
            pool: pool, letters: DeadLetterStore(), audit: AuditStore(), stores: stores, config: config,
            cursors: cursors, effects: effects)
        let campaign = try await CampaignService(
            pool: pool, store: stores.campaigns, cursors: cursors, effects: effects
        ).create(CampaignDraft(name: "c"), id: nil, for: user, log: log)
        let searches = SearchService(
            pool: pool, registry: registry, campaigns: stores.campaigns, jobs: stores.jobs,
            messages: stores.messages, admission: stores.admission, breaker: breaker, config: config,
            effects: effects)
        let (descriptor, mode) = try searches.mode("keyword", of: "scheduled")
        var jobs: [UUID] = []
        for target in [15, 40, 500] {
            let text = "{\"campaignId\":\"\(campaign.id.text)\",\"keywords\":[\"toys\"],\"targetResults\":\(target)}"
            var body = FieldReader(try JSONReader(parsing: Array(text.utf8)))
            let fields = try SearchFields(
                &body, for: mode, of: descriptor, limits: searches.limits(isAdmin: user.isAdmin, by: settings),
                names: .current)
            jobs.append(
                try await searches.start(
                    fields, on: descriptor, mode: .keyword, id: nil, for: user, config: settings,
                    log: log
                ).id)
        }
        self.jobs = jobs
        carrier = ScheduledCarrier(
            pool: pool,
            deliveries: DeliveryService(runner: runner, publications: PublicationStore(), desk: DeliveryDesk()))
    }

    // MARK: What happens

    /// - Parameter pick: 0, 1 or 2: which job, error or other kind of the event it is.
    func happen(_ event: Event, pick: Int) async throws {
        switch event {
        case .deliver: try await run(claim())
        case .deliverBoth:
            let first = try await claim(.zero)
            let second = try await claim()
            async let one: Void = run(first)
            async let other: Void = run(second)
            _ = try await (one, other)
        case .crashBefore: _ = try await claim(.zero)
        case .crashAfter:
            let message = try await claim()
            try await run(message)
            try await run(message)
        case .stale:
            let stale = try await claim(.zero)
            try await run(claim())
            try await run(stale)
        case .overtaken: try await overtake(isNoticed: pick == 0)
        case .fail: try await fail(.unavailable("503"))
        case .wait: try await fail(.rateLimited(retryAfter: .seconds(30)))
        case .refuseKey: try await answer([401, 402, 402][pick])
        case .breakDown: try await answer(503)
        case .endForGood: try await fail([.outOfCredits(""), .badShape(path: "", reason: "x"), .notFound("")][pick])
        case .undelivered:
            if let message = try await claim() {
                try await runner.fail(message, with: UndeliveredMessage(status: 503))
            }
        case .stop: try await fail(.cancelled)
        case .cancel:
            _ = try await JobService(
                pool: pool, stores: stores, cursors: CursorCodec(key: [1]), effects: clock.effects
            ).cancel(jobs[pick], for: user, log: runner.log)
        case .timeout: try await expire(jobs[pick], now: clock.now.addingTimeInterval(Double(pick) * 50_000))
        case .retry:
            do { _ = try await letters.retry(job: jobs[pick], by: user, log: runner.log) } catch is APIError {}
        case .publish: try await carrier.publish(now: clock.now)
        case .dieBeforePublishing: try await carrier.publish(dying: .beforePublishing, now: clock.now)
        case .dieBeforeMarking: try await carrier.publish(dying: .beforeMarking, now: clock.now)
        case .loseDeliveries: try await carrier.lose()
        case .carry: try await run(carrier.deliver(pick))
        case .giveUp: try await carrier.giveUp(pick, status: [0, 503, 500][pick], log: runner.log)
        }
        next.relent()
        clock.advance(by: .seconds(5))
    }

    private func claim(_ lease: Duration = .seconds(3600)) async throws -> Message? {
        let taking = ClaimStore.Taking(
            limit: 1, lease: lease, host: "here", capabilities: runner.capabilities, isPutOffFirst: true)
        return try await stores.claims.claim(taking, now: clock.now, on: pool).first
    }

    private func run(_ message: Message?, until losses: AsyncStream<Void>? = nil) async throws {
        guard let message else { return }
        do {
            if let losses { try await runner.run(message, until: losses) } else { try await runner.run(message) }
        } catch let step as StepAbandoned {
            try await runner.release(step)
        }
    }

    private func fail(_ error: PlatformError) async throws {
        next.fail(error)
        try await run(claim())
    }

    private func answer(_ status: Int) async throws {
        next.answer(status)
        try await run(claim())
    }

    /// A step whose lease is lost while its call is under way, and whose message another host has worked off by the time
    /// the answer is read.
    ///
    /// - Parameter isNoticed: whether the host finds that out and cuts the step short, instead of trying to commit it.
    private func overtake(isNoticed: Bool) async throws {
        guard let slow = try await claim(.zero) else { return }
        let (losses, loss) = AsyncStream.makeStream(of: Void.self)
        next.meanwhile {
            do { try await run(runner.claim(slow.id, lease: .seconds(30))) } catch { Issue.record(error) }
            guard isNoticed else { return }
            loss.finish()
            while !Task.isCancelled { await Task.yield() }
        }
        try await run(slow, until: isNoticed ? losses : nil)
    }

    private func expire(_ job: UUID, now: Date) async throws {
        let ending = JobEnding(stores: stores)
        try await pool.transaction { db in
            try await ending.prepare(job, on: db)
            if try await stores.jobs.expire(job, now: now, on: db) {
                try await ending.finish(job, now: now, on: db)
            }
        }
    }

    // MARK: The end

    /// Who works off what is left.
    enum Finisher { case worker, carrier }

    /// Works off what is left until no job is open, and counts those that still are after 90 turns.
    func finish(by finisher: Finisher) async throws -> Int {
        for _ in 0..<90 {
            if try await openJobs() == 0 { return 0 }
            clock.advance(by: .seconds(60))
            // As the schedule `circuit_probes` does: whoever was to probe may have been cancelled.
            _ = try await stores.circuits.wake(limit: 500, now: clock.now, on: pool)
            switch finisher {
            case .worker: try await run(claim())
            case .carrier:
                try await carrier.lose()
                try await carrier.publish(now: clock.now)
                for message in 0..<3 { try await run(carrier.deliver(message)) }
            }
        }
        return try await openJobs()
    }

    private func openJobs() async throws -> Int {
        let open = Statement(
            "tests.open", "SELECT count(*) AS n FROM jobs WHERE status IN ('pending', 'processing', 'paused')")
        return try await pool.first(open) { row in try row.get("n", as: Int.self) } ?? -1
    }
}
