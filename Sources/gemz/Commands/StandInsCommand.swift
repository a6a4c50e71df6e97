import ArgumentParser
import Effects
import Foundation
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
              gemz stand-ins --faults "429=10%,500=5%,hang=5%,cut=2%" --seed 7
            """)

    @Option(help: "The port; 0 takes a free one.")
    var port = 8788

    @Option(help: "Where keys and users are kept. [$GEMZ_DATA_DIR, else .gemz]")
    var data: String?

    @OptionGroup var provider: ProviderOptions

    func run() async throws {
        try await Failures.told {
            let directory = data ?? ProcessInfo.processInfo.environment["GEMZ_DATA_DIR"] ?? ".gemz"
            let configuration = try provider.configuration(port: port, stateDirectory: URL(filePath: directory))
            let standIns = StandIns(
                configuration: configuration, simulators: DevelopmentStack.simulators, effects: .live,
                logger: TerminalLog.make(level: .info))
            try await StandInsCommand.serve(standIns)
        }
    }

    private static func serve(_ standIns: StandIns) async throws {
        struct Announcement: Service {
            var standIns: StandIns
            func run() async throws {
                FileHandle.standardOutput.write(Data("ready http://127.0.0.1:\(try await standIns.boundPort())\n".utf8))
                try await gracefulShutdown()
            }
        }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [standIns, Announcement(standIns: standIns)], gracefulShutdownSignals: [.sigterm, .sigint],
                logger: TerminalLog.make(level: .critical)))
        try await group.run()
    }
}
