import Effects
import Foundation
import Host
import Logging
import PlatformAPI
import Platforms
import ServiceLifecycle
import StandIns
import UnixSignals

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
        var carrier: DevelopmentCarrier
    }

    var plan: Plan
    var logger: Logger

    /// Starts everything, runs `body` once the host answers, and stops everything when it returns or a signal comes.
    ///
    /// On a signal `body`'s task sees a graceful shutdown while host and stand-ins still answer. A signal that comes
    /// before they answer ends everything at once.
    ///
    /// - Throws: `CancellationError` for a signal that came too early; ``Ending`` for a taken port.
    func run(_ body: @escaping @Sendable (Addresses) async throws -> Void) async throws {
        let settings = try ConfigSnapshot(
            settings: ["timeouts.shutdown_grace=1s"] + plan.settings,
            catalog: ConfigCatalog(platforms: allPlatforms.map { type(of: $0).descriptor }))
        let secret = try DevelopmentKeys.webhookSecret(in: .current)
        let run = StackRun()
        do {
            try await group(settings: settings, signing: secret, run, body).run()
        } catch {
            await run.stopDatabase()
            throw error
        }
        await run.stopDatabase()
        try run.failed()
    }

    private func group(
        settings: ConfigSnapshot, signing secret: SvixSecret, _ run: StackRun,
        _ body: @escaping @Sendable (Addresses) async throws -> Void
    ) -> ServiceGroup {
        let (plan, logger) = (plan, logger)
        var standInsConfiguration = plan.standIns
        standInsConfiguration.clerkWebhook = ClerkWebhookEndpoint(secret: secret)
        let standIns = StandIns(
            configuration: standInsConfiguration, simulators: allSimulators, effects: .live, logger: quietLogger)
        @Sendable func boundStandIns<Value>(_ body: () async throws -> Value) async throws -> Value {
            try await TakenPort.named(plan.standIns.port, option: "--stand-ins-port", body)
        }
        let vendors = ClosureService { try await boundStandIns { try await standIns.run() } }
        let host = ClosureService {
            let database = try await CommandDatabase.open(url: plan.databaseURL, dataDirectory: plan.dataDirectory)
            run.opened(database)
            let standInsURL = "http://127.0.0.1:\(try await boundStandIns { try await standIns.boundPort() })"
            let carrier = try await DevelopmentCarrier(standIns)
            var configuration = Self.hostConfiguration(
                port: plan.hostPort, databaseURL: database.url, standIns: standInsURL, webhookSecret: secret.text,
                carrier: carrier.carrier(in: .current), settings: settings)
            configuration.adminEmails = HostConfiguration.adminEmails(Environment.current.value(.adminEmails))
            let host = GemzHost(configuration: configuration, platforms: allPlatforms, effects: .live, logger: logger) {
                standIns.clerk.sendWebhooks(to: "http://127.0.0.1:\($0)/api/webhooks/clerk")
                run.reached(Addresses(host: "http://127.0.0.1:\($0)", standIns: standInsURL, carrier: carrier))
            }
            try await TakenPort.named(plan.hostPort, option: "--port") { try await host.run() }
        }
        let main = ClosureService {
            // Thrown when it is too early for an orderly end: the group is then cancelled.
            let addresses = try await cancelWhenGracefulShutdown { try await run.addresses() }
            do { try await body(addresses) } catch { run.fail(error) }
        }
        return ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(service: vendors), .init(service: host),
                    .init(service: main, successTerminationBehavior: .gracefullyShutdownGroup),
                ], gracefulShutdownSignals: [.sigterm, .sigint], logger: quietLogger))
    }

    private var quietLogger: Logger {
        var quiet = logger
        quiet.logLevel = .critical  // what ends the group is thrown, and said once at the end
        return quiet
    }

    private static func hostConfiguration(
        port: Int, databaseURL: String, standIns: String, webhookSecret: String, carrier: HostConfiguration.Carrier,
        settings: ConfigSnapshot
    ) -> HostConfiguration {
        let clerk = "\(standIns)/_dev/clerk"
        return HostConfiguration(
            stage: .development, address: "127.0.0.1", port: port, databaseURL: databaseURL,
            clerk: HostConfiguration.Clerk(
                apiURL: clerk, secretKey: DevelopmentKeys.clerk, webhookSecret: webhookSecret, issuer: clerk),
            providerKey: DevelopmentKeys.provider,
            providerURLs: [nil: "\(standIns)/_dev/scrapecreators"], qstashURL: "\(standIns)/_dev/qstash",
            carrier: carrier, settings: settings)
    }
}

/// The keys that stand-ins take; they open nothing else.
enum DevelopmentKeys {
    static let clerk = "sk_test_dev"
    static let provider = "dev"
    static let qstash = "qstash_dev_token"
    /// Who searches when nobody is named.
    static let email = "dev@example.com"

    /// What Clerk's stand-in signs webhooks with: as the environment says, so that programs of several processes agree,
    /// else a fresh one.
    ///
    /// - Throws: ``Ending`` for what is no secret.
    static func webhookSecret(in environment: Environment) throws -> SvixSecret {
        guard let text = environment.value(.clerkWebhookSecret) else { return SvixSecret(fresh: .live) }
        guard let secret = SvixSecret(text) else {
            throw Ending.usage("CLERK_WEBHOOK_SECRET is no signing secret (whsec_ and base64).")
        }
        return secret
    }
}
