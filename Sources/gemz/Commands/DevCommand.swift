import ArgumentParser
import Effects
import Host
import Logging
import ServiceLifecycle

/// Everything gemz needs, until Ctrl-C.
struct DevCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dev", abstract: "Start host, stand-ins and a private database, and stay up.",
        discussion: """
            The last line on standard output is `ready http://127.0.0.1:8787`.
            With DATABASE_URL set, that database is used instead of the private one.

            EXAMPLES
              gemz dev
              gemz dev --port 9000 --set processing.slice=5
              gemz dev --faults "429=10%,500=5%,hang=5%,cut=2%" --seed 7 --set platforms.tiktok.provider_timeout=1s
            """)

    @Option(help: "The host's port; 0 takes a free one.")
    var port: UInt16 = 8787

    @Option(help: "The stand-ins' port; 0 takes a free one.")
    var standInsPort: UInt16 = 8788

    @OptionGroup var stack: StackOptions

    func run() async throws {
        try await Failures.told {
            try Environment.current.requireDevelopment(for: "dev")
            let plan = try stack.plan(hostPort: Int(port), standInsPort: Int(standInsPort))
            try await DevelopmentStack(plan: plan, logger: TerminalLog.make(level: .info)).run { addresses in
                Terminal.output.line("stand-ins \(addresses.standIns)")
                if DevelopmentCarrier.isWanted(in: .current) {
                    for line in addresses.carrier.lines { Terminal.output.line(line) }
                }
                Terminal.output.line("ready \(addresses.host)")
                try await gracefulShutdown()
            }
        }
    }
}
