import Effects
import EmbeddedPostgres
import Foundation
import Host
import InstagramSimulator
import Logging
import PlatformAPI
import Platforms
import ServiceLifecycle
import Simulation
import StandIns
import Synchronization
import TikTokSimulator
import UnixSignals
import YouTubeSimulator

/// Host, stand-ins and, unless a database is named, a private one: all that gemz needs, in one process.
struct DevelopmentStack {
    /// What to start.
    struct Plan: Sendable {
        var dataDirectory: URL
        /// A database to use instead of the private one.
        var databaseURL: String?
        var hostPort: Int
        /// `name=value` each.
        var settings: [String]
        var standIns: StandInsConfiguration
    }

    /// Where a running stack answers.
    struct Addresses: Sendable {
        var host: String
        var standIns: String
    }

    static let simulators: [any ProviderSimulator] = [TikTokSimulator(), InstagramSimulator(), YouTubeSimulator()]

    var plan: Plan
    var logger: Logger

    /// Starts everything, runs `body` once the host answers, and stops everything when it returns or a signal comes.
    ///
    /// On a signal `body`'s task sees a graceful shutdown while host and stand-ins still answer.
    func run(_ body: @escaping @Sendable (Addresses) async throws -> Void) async throws {
        let settings = try ConfigSnapshot(
            settings: plan.settings, catalog: ConfigCatalog(platforms: allPlatforms.map { type(of: $0).descriptor }))
        let database = try await startDatabase()
        do {
            try await serve(settings: settings, databaseURL: database.url, body)
        } catch {
            await database.stop()
            throw error
        }
        await database.stop()
    }

    private func serve(
        settings: ConfigSnapshot, databaseURL: String, _ body: @escaping @Sendable (Addresses) async throws -> Void
    ) async throws {
        let standIns = StandIns(
            configuration: plan.standIns, simulators: Self.simulators, effects: .live, logger: logger)
        let ready = Readiness()
        let hostPort = plan.hostPort
        let logger = logger
        let host = ClosureService {
            let standInsURL = "http://127.0.0.1:\(try await standIns.boundPort())"
            let configuration = Self.hostConfiguration(
                port: hostPort, databaseURL: databaseURL, standIns: standInsURL, settings: settings)
            try await GemzHost(configuration: configuration, platforms: allPlatforms, effects: .live, logger: logger) {
                ready.reached(Addresses(host: "http://127.0.0.1:\($0)", standIns: standInsURL))
            }.run()
        }
        let main = ClosureService { try await body(ready.addresses()) }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(service: standIns), .init(service: host),
                    .init(
                        service: main, successTerminationBehavior: .gracefullyShutdownGroup,
                        failureTerminationBehavior: .gracefullyShutdownGroup),
                ], gracefulShutdownSignals: [.sigterm, .sigint], logger: quietLogger))
        try await group.run()
    }

    private var quietLogger: Logger {
        var quiet = logger
        quiet.logLevel = .critical  // what ends the group is thrown, and said once at the end
        return quiet
    }

    private static func hostConfiguration(
        port: Int, databaseURL: String, standIns: String, settings: ConfigSnapshot
    ) -> HostConfiguration {
        let clerk = "\(standIns)/_dev/clerk"
        return HostConfiguration(
            stage: .development, address: "127.0.0.1", port: port, databaseURL: databaseURL,
            clerk: HostConfiguration.Clerk(apiURL: clerk, secretKey: DevelopmentKeys.clerk, issuer: clerk),
            providerKey: DevelopmentKeys.provider,
            providerURLs: [nil: "\(standIns)/_dev/scrapecreators"], settings: settings)
    }

    // MARK: The database

    private struct Database: Sendable {
        var url: String
        var stop: @Sendable () async -> Void
    }

    private func startDatabase() async throws -> Database {
        if let url = plan.databaseURL { return Database(url: url, stop: {}) }
        let postgres = try await EmbeddedPostgres.start(in: plan.dataDirectory.appending(path: "postgres"))
        if let note = postgres.note { logger.notice("\(note)") }
        return Database(url: postgres.connectionString, stop: { await postgres.stop() })
    }
}

/// The keys that stand-ins take; they open nothing else.
enum DevelopmentKeys {
    static let clerk = "sk_test_dev"
    static let provider = "dev"
    /// Who searches when nobody is named.
    static let email = "dev@example.com"
}

/// A service made of one function.
private struct ClosureService: Service {
    var body: @Sendable () async throws -> Void

    func run() async throws { try await body() }
}

/// Hands on where a host answers, once it does.
private final class Readiness: Sendable {
    private let stream: AsyncStream<DevelopmentStack.Addresses>
    private let continuation: AsyncStream<DevelopmentStack.Addresses>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream() }

    func reached(_ addresses: DevelopmentStack.Addresses) { continuation.yield(addresses) }

    /// - Throws: `CancellationError` when the stack stops before it was ready.
    func addresses() async throws -> DevelopmentStack.Addresses {
        for await addresses in stream { return addresses }
        throw CancellationError()
    }
}
