import Effects
import HTTPClient
import PlatformAPI
import Postgres
import ServiceLifecycle
import Vendors

/// The graph: everything a host is made of, put together in one place.
struct Dependencies: Sendable {
    let endpoints: [Endpoint]
    let authenticator: Authenticator
    let origin: OwnOrigin
    let crossOrigin: CrossOrigin
    let limiter: RateLimiter
    let links: SignedLinks
    let idempotency: IdempotencyService
    let webhooks: WebhookSignatures
    let address: PublicAddress
    let events: EventHub
    let schedules: ScheduleRunner
    /// What runs beside the server.
    let services: [any Service]
    /// What those stand on: it is stopped after them.
    let foundation: any Service

    init(
        _ configuration: HostConfiguration, platforms: [any Platform], pool: Pool, http: HTTPClient, keys: HostKeys,
        config: LiveConfig, effects: Effects, log: HouseLog
    ) throws {
        let registry = try PlatformRegistry(platforms)
        let stores = JobStores(admission: AdmissionStore(config: config, registry: registry))
        let cursors = CursorCodec(key: keys.cursors)
        let listener = try Listener(
            connectionString: configuration.databaseURL, channels: HostChannel.all, effects: effects)
        let known = KnownUsers(listener: listener, effects: effects)
        let clerk = ClerkClient(configuration: configuration.clerk.client, http: http)
        authenticator = Authenticator(
            verifier: ClerkTokenVerifier(configuration: configuration.verifier, http: http, effects: effects),
            users: UserStore(), erased: ErasedUserStore(), known: known,
            admins: AdminEmails(
                listed: configuration.adminEmails, hearsOfChanges: configuration.clerk.webhookSecret != nil,
                clerk: clerk, effects: effects, log: log.area("auth")),
            pool: pool, effects: effects)
        let isProduction = configuration.stage == .production
        origin = OwnOrigin(
            site: configuration.siteURL.flatMap(WebOrigin.init), scheme: isProduction ? "https" : "http")
        crossOrigin = CrossOrigin(
            allowed: configuration.callers.origins.union([origin.site].compactMap { $0 }))
        limiter = RateLimiter(config: config, proxies: configuration.callers.proxies, effects: effects)
        links = SignedLinks(key: keys.links)
        let auth = AuthHandlers(
            auth: AuthService(
                clerk: clerk, authenticator: authenticator,
                seal: SessionSeal(key: keys.sessions, effects: effects)),
            cookies: SessionCookies(isSecure: isProduction), origin: origin, signInURL: configuration.clerk.signInURL,
            effects: effects)
        let breaker = CircuitBreaker(
            platforms: registry.descriptors, store: stores.circuits, jobs: stores.jobs, pool: pool, config: config,
            effects: effects, log: log.area("provider"))
        let campaigns = CampaignService(
            pool: pool, store: stores.campaigns, cursors: cursors, effects: effects)
        let searches = SearchService(
            pool: pool, registry: registry, campaigns: stores.campaigns, jobs: stores.jobs, messages: stores.messages,
            admission: stores.admission, breaker: breaker, config: config, effects: effects)
        let jobs = JobService(
            pool: pool, stores: stores, cursors: cursors, effects: effects)
        let letters = DeadLetterService(
            pool: pool, letters: DeadLetterStore(), audit: AuditStore(), stores: stores, config: config,
            cursors: cursors, effects: effects)
        let idempotencyKeys = IdempotencyStore()
        idempotency = IdempotencyService(pool: pool, store: idempotencyKeys, effects: effects)
        let profiles = ProfileService(pool: pool, store: ProfileStore(), erased: ErasedUserStore(), effects: effects)
        let slots = SharedSlots(
            platforms: registry.descriptors, databaseURL: configuration.databaseURL, config: config, effects: effects,
            log: log.area("provider"))
        let providers = ProviderGateway(
            platforms: registry.descriptors, apiKey: configuration.providerKey, baseURL: configuration.providerURL,
            http: http, breaker: breaker,
            pages: PageCache(
                store: PageStore(), pool: pool, config: config, effects: effects, log: log.area("provider")),
            slots: slots, config: config.current, effects: effects)
        let runner = StepRunner(
            pool: pool, registry: registry, providers: providers, stores: stores, config: config, effects: effects,
            host: configuration.hostName,
            isCarried: configuration.qstash != nil, log: log.area("job"))
        let carrier = CarrierParts(configuration, runner: runner, listener: listener, http: http, log: log)
        events = EventHub(
            pool: pool, jobs: stores.jobs, listener: listener, config: config, effects: effects,
            log: log.area("events"))
        let sweep = PlatformSweep(
            registry: registry, stores: stores, config: config, pool: pool, effects: effects, log: log.area("platform"))
        let declared = Schedules.all(
            stores: stores, keys: idempotencyKeys, sweep: sweep, config: config, log: log.area("schedules"))
        schedules = ScheduleRunner(
            schedules: declared, store: ScheduleStore(), pool: pool, config: config, effects: effects,
            host: configuration.hostName, log: log.area("schedules"))
        var signatures = carrier.webhooks
        signatures.clerk = configuration.clerk.webhookSecret.flatMap(SvixSignature.init(secret:))
        (address, webhooks) = (carrier.address, signatures)
        let watch = ConfigWatch(
            config: config, pool: pool, listener: listener, onLoad: { sweep.wake() }, effects: effects,
            log: log.area("config"))
        let clerkWebhooks = ClerkWebhookService(
            pool: pool, receipts: WebhookReceiptStore(), erased: ErasedUserStore(), issuerUsers: IssuerUserStore(),
            users: UserStore(), profiles: profiles, effects: effects)
        let adminSchedules = ScheduleService(
            pool: pool, schedules: declared, store: ScheduleStore(), audit: AuditStore(), effects: effects)
        let adminProviders = ProviderService(
            pool: pool, registry: registry, breaker: breaker, store: stores.reports, slots: SlotStore(),
            config: config, effects: effects)
        let settings = ConfigService(
            config: config, pool: pool, store: ConfigStore(), audit: AuditStore(), cursors: cursors, effects: effects)
        let admin = AdminParts(
            configuration, pool: pool, authenticator: authenticator, clerk: clerk, cursors: cursors,
            listener: listener, platforms: registry.descriptors.map(\.id), effects: effects, log: log)
        (foundation, services) = (slots, carrier.services + [events, schedules, known, watch, sweep, admin.logs])
        let platformSwitches = PlatformAdminService(
            registry: registry, settings: settings, store: PlatformSwitchStore(), sweep: sweep, audit: AuditStore(),
            pool: pool, effects: effects)
        let searchable = PlatformService(registry: registry, breaker: breaker, config: config, effects: effects)
        let api =
            CampaignRoutes.endpoints(campaigns) + SearchRoutes.endpoints(searches, jobs: jobs)
            + JobRoutes.endpoints(jobs, config: config) + EventRoutes.endpoints(events, jobs: jobs)
            + PlatformRoutes.endpoints(searchable)
            + ExportRoutes.endpoints(jobs: jobs, links: links, origin: origin, effects: effects)
            + ProfileRoutes.endpoints(profiles)
            + DeadLetterRoutes.endpoints(letters) + ScheduleRoutes.endpoints(adminSchedules)
            + ProviderRoutes.endpoints(adminProviders) + ConfigRoutes.endpoints(settings)
            + PlatformAdminRoutes.endpoints(platformSwitches) + admin.endpoints
            + AuthRoutes.endpoints(auth) + WebhookRoutes.endpoints(clerkWebhooks)
            + CarrierRoutes.endpoints(carrier.deliveries)
            + HealthRoutes.endpoints(pool: pool)
        let console = try ConsoleAssets(settings: configuration.console(offering: api))
        endpoints = OpenAPIRoutes.documented(api + ConsoleRoutes.endpoints(console))
        try AccessRules.check(endpoints)
    }
}

extension HostConfiguration {
    /// Where the site has an address, tokens must have been made for its pages, or for those that may call the API.
    var verifier: ClerkTokenVerifier.Configuration {
        let sites = siteURL.flatMap(WebOrigin.init).map { [$0] + callers.origins.sorted { "\($0)" < "\($1)" } } ?? []
        return ClerkTokenVerifier.Configuration(
            apiURL: clerk.apiURL, secretKey: clerk.secretKey, keySetURL: clerk.keySetURL, jwtKeyPEM: clerk.jwtKey,
            issuer: clerk.issuer, authorizedParties: sites.map { "\($0)" })
    }
}

extension HostConfiguration.Clerk {
    var client: ClerkClient.Configuration {
        ClerkClient.Configuration(apiURL: apiURL, frontendURL: issuer, secretKey: secretKey)
    }
}
