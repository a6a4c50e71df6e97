import Domain
import Effects
import Foundation
import HTTPClient
import HostTesting
import Logging
import PlatformAPI
import Postgres
import Simulation
import Synchronization
import Testing

@testable import Host

/// A platform without a provider: ten creators a page, and whatever goes wrong comes from the schedule.
private struct ScheduledPlatform: Platform {
    static let descriptor = PlatformDescriptor(
        id: "scheduled", name: "Scheduled",
        modes: [ModeDescriptor(mode: .keyword, inputLabel: "Words", inputKind: .keywords, maxPages: 50)],
        provider: ProviderBinding(vendor: "nobody", timeout: .seconds(1)), profileHosts: ["example.com"], imageHosts: []
    )

    /// What the next page throws.
    let fault = NextFault()

    var searchers: [any Searcher] { [ScheduledSearcher(fault: fault)] }
}

/// A fault that a test sets and one page takes.
private final class NextFault: Sendable {
    private let next = Mutex<PlatformError?>(nil)
    func set(_ error: PlatformError?) { next.withLock { $0 = error } }
    func take() -> PlatformError? {
        next.withLock { error in
            defer { error = nil }
            return error
        }
    }
}

private struct ScheduledSearcher: Searcher {
    static let mode = SearchMode.keyword
    let fault: NextFault

    func page(
        _ request: SearchRequest, after cursor: Cursor?, in context: SearchContext
    ) async throws(PlatformError) -> Page {
        if let error = fault.take() { throw error }
        let number = Int(cursor?.rawValue ?? "0") ?? 0
        // The last creator of a page comes again as the first of the next.
        let creators = (number * 9..<number * 9 + 10).map {
            Creator(platform: "scheduled", externalId: "c\($0)", handle: "c\($0)")
        }
        return Page(creators: creators, next: number < 6 ? .more(Cursor(rawValue: String(number + 1))) : .end)
    }
}

@Suite("Any order of deliveries, crashes and cancellations")
struct InterleavingTests {
    /// What may happen next.
    enum Event: CaseIterable {
        case deliver, deliverBoth, crashBefore, crashAfter, stale, fail, wait, endForGood, undelivered, stop, cancel
        case timeout, retry
    }

    /// A state that must not be, in words; none where all is well.
    private static let violations = Statement(
        "tests.violations",
        """
        SELECT 'a gap or a count in results' AS what FROM jobs j
        WHERE processed_results <> (SELECT count(*) FROM job_results r WHERE r.job_id = j.id)
           OR processed_results <> (SELECT coalesce(max(position), 0) FROM job_results r WHERE r.job_id = j.id)
        UNION ALL SELECT 'an open job without a message' FROM jobs j
        WHERE status IN ('pending', 'processing', 'paused') AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.job_id = j.id)
        UNION ALL SELECT 'a final job with a message' FROM jobs j
        WHERE status NOT IN ('pending', 'processing', 'paused') AND EXISTS (SELECT 1 FROM messages m WHERE m.job_id = j.id)
        UNION ALL SELECT 'credits beside the ledger' FROM jobs j
        WHERE credits_spent <> (SELECT coalesce(sum(credits), 0) FROM provider_calls c WHERE c.job_id = j.id)
        UNION ALL SELECT 'a dead letter of a job that has not failed' FROM dead_letters d JOIN jobs j ON j.id = d.job_id
        WHERE j.status <> 'error'
        UNION ALL SELECT 'candidates of a final job' FROM job_candidates c JOIN jobs j ON j.id = c.job_id
        WHERE j.status NOT IN ('pending', 'processing', 'paused', 'error')
        UNION ALL SELECT 'progress of a final job' FROM jobs WHERE (progress = 100) <> (status = 'completed')
        UNION ALL SELECT 'goes on and never began' FROM jobs
        WHERE status IN ('processing', 'paused') AND started_at IS NULL
        UNION ALL SELECT 'more running than may' FROM messages WHERE NOT is_held GROUP BY user_id HAVING count(*) > 2
        """)

    @Test("whatever is delivered twice, crashes, fails, is cancelled or late leaves an allowed state")
    func schedules() async throws {
        let environment = ProcessInfo.processInfo.environment
        let seed = environment["GEMZ_SCHEDULE_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 1...999_999)
        let count = environment["GEMZ_SCHEDULES"].flatMap(Int.init) ?? 12
        print("schedules: \(count), seed \(seed)")
        let url = try await TestCluster.shared.makeDatabase()
        let pool = try Pool(configuration: PoolConfiguration(connectionString: url, size: 4))
        _ = try await Migrator(migrations: Migrations.all).migrate(pool)
        for number in 0..<count {
            var random = Seed("schedules", String(seed))(number).generator()
            let world = try await World(pool: pool)
            var past: [Event] = []
            for _ in 0..<Int.random(in: 5...25, using: &random) {
                let event = Event.allCases.randomElement(using: &random) ?? .deliver
                past.append(event)
                try await world.happen(event, pick: Int.random(in: 0..<3, using: &random))
                let found = try await pool.query(Self.violations) { row in try row.get("what", as: String.self) }
                #expect(found == [], "seed \(seed), schedule \(number): \(past)")
                guard found.isEmpty else { return await pool.close() }
            }
            let open = try await world.finish()
            #expect(open == 0, "seed \(seed), schedule \(number) never ends: \(past)")
        }
        await pool.close()
    }

    /// Three jobs of one user, who may run two.
    private struct World {
        let pool: Pool
        let clock = ManualEffects()
        let platform = ScheduledPlatform()
        let stores: JobStores
        let runner: StepRunner
        let user: Session
        let letters: DeadLetterService
        let jobs: [UUID]

        /// Ids count up from the same number in each world.
        private static let clear = Statement(
            "tests.clear", "DELETE FROM users; DELETE FROM messages; DELETE FROM audit_log")

        init(pool: Pool) async throws {
            try await pool.run(script: Self.clear)
            self.pool = pool
            let effects = clock.effects
            let config = try ConfigSnapshot(
                settings: ["processing.max_attempts=2", "api_limits.running_jobs_per_user=2"],
                catalog: ConfigCatalog(platforms: [ScheduledPlatform.descriptor]))
            let registry = try PlatformRegistry([platform])
            stores = JobStores(admission: AdmissionStore(config: config, registry: registry))
            let log = HouseLog(area: "tests", logger: Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() })
            let breaker = CircuitBreaker(
                platforms: registry.descriptors, store: stores.circuits, jobs: stores.jobs, pool: pool, config: config,
                effects: effects, log: log)
            runner = StepRunner(
                pool: pool, registry: registry,
                providers: ProviderGateway(
                    platforms: registry.descriptors, apiKey: "", baseURL: { _ in "http://127.0.0.1:9" },
                    http: HTTPClient(), breaker: breaker,
                    pages: PageCache(store: PageStore(), pool: pool, config: config, effects: effects, log: log),
                    slots: SharedSlots(
                        platforms: registry.descriptors, databaseURL: "", config: config, effects: effects, log: log),
                    config: config, effects: effects),
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
                var body = FieldReader(
                    try JSONReader(
                        parsing: Array(
                            "{\"campaignId\":\"\(campaign.id.text)\",\"keywords\":[\"toys\"],\"targetResults\":\(target)}"
                                .utf8)))
                let fields = try SearchFields(
                    &body, for: mode, of: descriptor, limits: searches.limits(isAdmin: user.isAdmin), names: .current)
                jobs.append(
                    try await searches.start(
                        fields, on: descriptor, mode: .keyword, id: nil, for: user, log: log
                    ).id)
            }
            self.jobs = jobs
        }

        private func claim(_ lease: Duration = .seconds(3600)) async throws -> Message? {
            let taking = ClaimStore.Taking(
                limit: 1, lease: lease, host: "here", capabilities: runner.capabilities, isPutOffFirst: true)
            return try await stores.claims.claim(taking, now: clock.now, on: pool).first
        }

        private func run(_ message: Message?) async throws {
            guard let message else { return }
            do {
                try await runner.run(message)
            } catch let step as StepAbandoned {
                try await runner.release(step)
            }
        }

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
            case .fail: try await fail(.unavailable("503"))
            case .wait: try await fail(.rateLimited(retryAfter: .seconds(30)))
            case .endForGood:
                try await fail([.outOfCredits(""), .badShape(path: "", reason: "x"), .notFound("")][pick])
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
            }
            clock.advance(by: .seconds(5))
        }

        private func fail(_ error: PlatformError) async throws {
            platform.fault.set(error)
            try await run(claim())
            platform.fault.set(nil)
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

        /// Works off what is left, and counts the jobs that are open after that.
        func finish() async throws -> Int {
            for _ in 0..<60 {
                clock.advance(by: .seconds(60))
                try await run(claim())
            }
            let open = Statement(
                "tests.open", "SELECT count(*) AS n FROM jobs WHERE status IN ('pending', 'processing', 'paused')")
            return try await pool.first(open) { row in try row.get("n", as: Int.self) } ?? -1
        }
    }
}
