public import Effects
import Foundation
import HTTPClient
public import Host
public import Logging
import PlatformAPI
public import Postgres
public import ServiceLifecycle
public import StandIns
import Synchronization

/// A real host over HTTP, with real stand-ins and a database of its own, for as long as a test lasts.
public struct TestApp: Sendable {
    /// How a test wants its host.
    public struct Options: Sendable {
        /// `name=value` each.
        public var settings: [String] = []
        public var faults: FaultPlan?
        public var effects: Effects = .live
        /// An existing database to use instead of a fresh one.
        public var databaseURL: String?
        public var stage: Environment.Stage
        public var siteURL: String?
        /// Another issuer than the stand-in.
        public var issuer: String?
        /// The key that the host shows the provider.
        public var providerKey: String
        /// The key that the host shows Clerk, and the stand-in takes.
        public var clerkKey = "sk_test_dev"
        /// Another provider than the stand-in.
        public var providerURL: String?
        public var carrier: HostConfiguration.Carrier
        /// As the environment lists them.
        public var adminEmails: String?
        /// Whether the stand-in of Clerk tells the host what happens to users.
        public var webhooks: Bool
        /// As the environment lists them.
        public var trustedProxies: String?
        /// As the environment lists them.
        public var corsOrigins: String?

        public init(
            settings: [String] = [], faults: FaultPlan? = nil, effects: Effects = .live, databaseURL: String? = nil,
            stage: Environment.Stage = .development, siteURL: String? = nil, issuer: String? = nil,
            providerKey: String = "dev", providerURL: String? = nil, carrier: HostConfiguration.Carrier = .postgres,
            adminEmails: String? = nil, trustedProxies: String? = nil, corsOrigins: String? = nil,
            webhooks: Bool = false
        ) {
            self.webhooks = webhooks
            self.adminEmails = adminEmails
            self.trustedProxies = trustedProxies
            self.corsOrigins = corsOrigins
            self.carrier = carrier
            self.settings = settings
            self.faults = faults
            self.effects = effects
            self.databaseURL = databaseURL
            self.stage = stage
            self.siteURL = siteURL
            self.issuer = issuer
            self.providerKey = providerKey
            self.providerURL = providerURL
        }
    }

    /// The host's address, such as `http://127.0.0.1:40001`.
    public private(set) var url: String
    public let standIns: StandIns
    public let standInsURL: String
    public let databaseURL: String
    /// The host's database, to look at directly.
    public let database: Pool
    /// What the host has logged.
    public let log: LogLines
    let contract: APIContract
    private let options: Options

    /// Runs a test against a fresh host; stops everything after it, also when it throws.
    public static func run(
        _ options: Options = Options(), _ body: @escaping @Sendable (TestApp) async throws -> Void
    ) async throws {
        await Turns.hosts.take()
        do {
            try await serve(options, body)
            await Turns.hosts.giveBack()
        } catch {
            await Turns.hosts.giveBack()
            throw error
        }
    }

    /// Runs a second host on the same database, for as long as `body` lasts.
    ///
    /// - Parameter body: takes this app as seen from the second host.
    public func withSecondHost(_ body: @escaping @Sendable (TestApp) async throws -> Void) async throws {
        try await Self.serve(options, standInsURL: standInsURL, databaseURL: databaseURL, logger: log.logger) { url in
            var second = self
            second.url = url
            try await body(second)
        }
    }

    private static func serve(
        _ options: Options, _ body: @escaping @Sendable (TestApp) async throws -> Void
    ) async throws {
        let databaseURL =
            if let url = options.databaseURL { url } else { try await TestCluster.shared.makeDatabase() }
        let lines = LogLines()
        let logger = lines.logger
        var standInsConfiguration = StandInsConfiguration(port: 0)
        standInsConfiguration.clerkSecret = options.clerkKey
        standInsConfiguration.faults = options.faults ?? standInsConfiguration.faults
        if let site = options.siteURL { standInsConfiguration.clerkAuthorizedParty = site }
        if options.webhooks {
            standInsConfiguration.clerkWebhook = SvixSecret(SvixSigner.secret).map { ClerkWebhookEndpoint(secret: $0) }
        }
        let standIns = StandIns(
            configuration: standInsConfiguration, simulators: [ToySimulator()], effects: options.effects,
            logger: logger)
        let pool = try Pool(configuration: PoolConfiguration(connectionString: databaseURL, size: 3))
        let test = BodyService {
            let standInsURL = "http://127.0.0.1:\(try await standIns.boundPort())"
            try await serve(options, standInsURL: standInsURL, databaseURL: databaseURL, logger: logger) { url in
                standIns.clerk.sendWebhooks(to: url + "/api/webhooks/clerk")
                let document = try await HTTPClient().send(HTTPRequest(url: url + "/openapi.json"))
                try await body(
                    TestApp(
                        url: url, standIns: standIns, standInsURL: standInsURL, databaseURL: databaseURL,
                        database: pool, log: lines, contract: try APIContract(document: document.body),
                        options: options))
            }
        }
        try await Self.together([.init(service: standIns), Self.main(test)])
        await pool.close()
    }

    private static func serve(
        _ options: Options, standInsURL: String, databaseURL: String, logger: Logger,
        _ body: @escaping @Sendable (_ url: String) async throws -> Void
    ) async throws {
        let clerk = options.issuer ?? "\(standInsURL)/_dev/clerk"
        var configuration = HostConfiguration(
            stage: options.stage, address: "127.0.0.1", port: 0, siteURL: options.siteURL, databaseURL: databaseURL,
            databasePoolSize: 6,
            clerk: HostConfiguration.Clerk(
                apiURL: clerk, secretKey: options.clerkKey, webhookSecret: SvixSigner.secret, issuer: clerk),
            providerKey: options.providerKey,
            providerURLs: [nil: options.providerURL ?? "\(standInsURL)/_dev/scrapecreators"], carrier: options.carrier,
            settings: try ConfigSnapshot(
                settings: ["timeouts.shutdown_grace=0s"] + Self.plenty + options.settings,
                catalog: ConfigCatalog(platforms: [ToyPlatform.descriptor])))
        configuration.adminEmails = HostConfiguration.adminEmails(options.adminEmails)
        var wrong: [String] = []
        configuration.callers = HostConfiguration.Callers(
            proxies: options.trustedProxies, corsOrigins: options.corsOrigins, problems: &wrong)
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let host = GemzHost(
            configuration: configuration, platforms: [ToyPlatform()], effects: options.effects, logger: logger
        ) { port.yield($0) }
        let test = BodyService {
            for await port in ports { return try await body("http://127.0.0.1:\(port)") }
        }
        try await together([.init(service: host), main(test)])
    }

    /// Runs one service of a host for as long as a test lasts, then stops it as a host that is told to stop.
    public static func running(
        _ service: any Service, _ body: @escaping @Sendable () async throws -> Void
    ) async throws {
        try await together([.init(service: service), main(BodyService(body: body))])
    }

    /// Limits that no test reaches which does not want to: tests ask often, and many of them on a clock that stands.
    private static let plenty = [
        "requests_per_minute", "writes_per_minute", "searches_per_minute", "admin_requests_per_minute",
        "requests_per_minute_per_address", "sign_ins_per_minute_per_address", "webhooks_per_minute_per_address",
    ].map { "api_limits.\($0)=1000000" }

    private static func main(_ service: BodyService) -> ServiceGroupConfiguration.ServiceConfiguration {
        .init(
            service: service, successTerminationBehavior: .gracefullyShutdownGroup,
            failureTerminationBehavior: .gracefullyShutdownGroup)
    }

    private static func together(_ services: [ServiceGroupConfiguration.ServiceConfiguration]) async throws {
        var quiet = Logger(label: "tests")
        quiet.logLevel = .critical
        try await ServiceGroup(configuration: ServiceGroupConfiguration(services: services, logger: quiet)).run()
    }
}

/// A service made of one function.
private struct BodyService: Service {
    var body: @Sendable () async throws -> Void

    func run() async throws { try await body() }
}

/// The lines that a host has logged.
public final class LogLines: Sendable {
    private let lines = Mutex<[String]>([])

    /// None yet.
    public init() {}

    public var all: [String] { lines.withLock { $0 } }

    /// What writes to it.
    public var logger: Logger {
        var logger = Logger(label: "gemz") { _ in
            HouseLogHandler(format: .terminal, secrets: ["sk_test_dev"], now: Effects.live.now) { line in
                self.lines.withLock { $0.append(line) }
            }
        }
        logger.logLevel = .debug
        return logger
    }
}
