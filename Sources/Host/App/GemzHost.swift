public import Effects
import HTTPClient
public import Logging
public import PlatformAPI
import Postgres
public import ServiceLifecycle

/// A gemz host: the HTTP API and the workers, over one database.
///
/// Run it in a service group; it ends when the group stops, after its steps have been given back.
public struct GemzHost: Service {
    private let configuration: HostConfiguration
    private let platforms: [any Platform]
    private let effects: Effects
    private let log: HouseLog
    private let logger: Logger
    private let onReady: @Sendable (_ port: Int) async -> Void

    /// - Parameter onReady: called once the host answers, with the port it is bound to.
    public init(
        configuration: HostConfiguration, platforms: [any Platform], effects: Effects, logger: Logger,
        onReady: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) {
        self.configuration = configuration
        self.platforms = platforms
        self.effects = effects
        self.logger = logger
        self.onReady = onReady
        log = HouseLog(
            area: "host", logger: logger,
            book: LogBook(
                level: logger.logLevel, host: configuration.hostName, secrets: configuration.secrets, now: effects.now))
    }

    /// - Throws: when the database cannot be had or brought up to date, or the port is taken.
    public func run() async throws {
        let pool = try Pool(
            configuration: PoolConfiguration(
                connectionString: configuration.databaseURL, size: configuration.databasePoolSize), effects: effects)
        let http = HTTPClient()
        do {
            let database = DatabaseStart(pool: pool, effects: effects, log: log.area("database"))
            try await database.bringUp()
            let keys = try await database.patiently { try await HostKeys.load(from: pool, effects: effects) }
            let config = LiveConfig(
                configuration.settings.starting(at: logger.logLevel),
                catalog: ConfigCatalog(platforms: platforms.map { type(of: $0).descriptor }), effects: effects,
                log: log.area("config"))
            try await database.patiently { try await config.load(from: pool) }
            let graph = try Dependencies(
                configuration, platforms: platforms, pool: pool, http: http, keys: keys, config: config,
                effects: effects, log: log)
            try await database.patiently { try await graph.schedules.declare() }
            try await HostServer(
                router: HostRouter(
                    endpoints: graph.endpoints, authenticator: graph.authenticator, origin: graph.origin,
                    crossOrigin: graph.crossOrigin, limiter: graph.limiter,
                    unknownProxy: UnknownProxy(stage: configuration.stage, proxies: graph.limiter.proxies),
                    idempotency: graph.idempotency, webhooks: graph.webhooks, links: graph.links,
                    standing: StandingHeaders.fields(isSecure: configuration.stage == .production), effects: effects,
                    log: log.area("http")),
                address: configuration.address, port: configuration.port, services: graph.services,
                foundation: graph.foundation,
                events: graph.events, config: config, effects: effects,
                logger: logger
            ).run { port in
                graph.address.isListening(on: port)
                await onReady(port)
            }
        } catch {
            await http.shutdown()
            await pool.close()
            throw error
        }
        await http.shutdown()
        await pool.close()
    }
}
