import ArgumentParser
import Effects
import Foundation
import Host
import Logging
import ServiceLifecycle
import StandIns
import UnixSignals

/// The vendors' stand-ins alone.
struct StandInsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stand-ins", abstract: "Start the vendors' local stand-ins alone, and stay up.",
        discussion: """
            Each vendor answers under /_dev/<vendor>, on the loopback address only. A host may come and go meanwhile.

            EXAMPLES
              gemz stand-ins --port 8788
              gemz stand-ins --tapes recorded/ --tapes-only
              GEMZ_CARRIER=qstash gemz stand-ins        also prints what a host needs to let QStash carry
              gemz stand-ins --faults "429=10%,500=5%,hang=5%,cut=2%" --seed 7
            """)

    @Option(help: "The port; 0 takes a free one.")
    var port: UInt16 = 8788

    @Option(help: "Where keys and users are kept. [$GEMZ_DATA_DIR, else .gemz]")
    var data: String?

    @Option(
        help: """
            A host that is told by Clerk's webhooks what happens to users, such as http://127.0.0.1:8787. They are signed \
            with $CLERK_WEBHOOK_SECRET, else with a fresh secret that is printed.
            """)
    var webhooksTo: String?

    @OptionGroup var provider: ProviderOptions

    func run() async throws {
        try await Failures.told {
            try Environment.current.requireDevelopment(for: "stand-ins")
            let directory = data ?? Environment.current.value(.dataDirectory) ?? ".gemz"
            var configuration = try provider.configuration(port: Int(port), stateDirectory: URL(filePath: directory))
            configuration.clerkWebhook = try webhookEndpoint()
            let lines = configuration.clerkWebhook.map { ["CLERK_WEBHOOK_SECRET=\($0.secret.text)"] } ?? []
            let standIns = StandIns(
                configuration: configuration, simulators: allSimulators, effects: .live,
                logger: TerminalLog.make(level: .info))
            try await Self.serve(standIns, port: Int(port), telling: lines)
        }
    }

    private func webhookEndpoint() throws -> ClerkWebhookEndpoint? {
        guard let host = webhooksTo else { return nil }
        guard host.hasPrefix("http://") || host.hasPrefix("https://") else {
            throw Ending.usage("--webhooks-to \(host): an address begins with http:// or https://.")
        }
        let base = host.hasSuffix("/") ? String(host.dropLast()) : host
        return ClerkWebhookEndpoint(
            secret: try DevelopmentKeys.webhookSecret(in: .current), url: base + "/api/webhooks/clerk")
    }

    private static func serve(_ standIns: StandIns, port: Int, telling lines: [String]) async throws {
        let announcement = ClosureService {
            for line in lines { Terminal.output.line(line) }
            if DevelopmentCarrier.isWanted(in: .current) {
                for line in try await DevelopmentCarrier(standIns).lines { Terminal.output.line(line) }
            }
            Terminal.output.line("ready http://127.0.0.1:\(try await standIns.boundPort())")
            try await gracefulShutdown()
        }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [standIns, announcement], gracefulShutdownSignals: [.sigterm, .sigint],
                logger: TerminalLog.make(level: .critical)))
        try await TakenPort.named(port, option: "--port") { try await group.run() }
    }
}
