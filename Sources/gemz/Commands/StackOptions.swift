import ArgumentParser
import Foundation
import Host
import StandIns

/// Options of the commands that start the development stack.
struct StackOptions: ParsableArguments {
    @Option(help: "Where the private database and the stand-ins keep their files. [$GEMZ_DATA_DIR, else .gemz]")
    var data: String?

    @Option(name: .customLong("set"), help: "A setting for this run, such as processing.slice=5. May be repeated.")
    var settings: [String] = []

    @OptionGroup var provider: ProviderOptions

    /// The options that were given, by name: they say nothing to a host that runs already.
    var given: [String] {
        (data == nil ? [] : ["--data"]) + (settings.isEmpty ? [] : ["--set"]) + provider.given
    }

    func plan(hostPort: Int, standInsPort: Int) throws -> DevelopmentStack.Plan {
        let environment = Environment.current
        let directory = data ?? environment.value(.dataDirectory) ?? ".gemz"
        return DevelopmentStack.Plan(
            dataDirectory: URL(filePath: directory).standardizedFileURL, databaseURL: environment.value(.databaseURL),
            hostPort: hostPort, settings: settings,
            standIns: try provider.configuration(port: standInsPort, stateDirectory: URL(filePath: directory)))
    }
}

/// How the provider's stand-in answers.
struct ProviderOptions: ParsableArguments {
    @Option(help: "A folder with recorded answers to play, besides the project's fixtures. May be repeated.")
    var tapes: [String] = []

    @Flag(help: "Answer from tapes alone; what they lack is empty and counted as a miss.")
    var tapesOnly = false

    @Option(help: "Faults by rate, such as 429=10%,500=5%,hang=5%,cut=2%.")
    var faults: String?

    @Option(help: "Makes faults repeatable. (default: 1)")
    var seed: UInt64?

    /// The options that were given, by name.
    var given: [String] {
        (tapes.isEmpty ? [] : ["--tapes"]) + (tapesOnly ? ["--tapes-only"] : [])
            + (faults == nil ? [] : ["--faults"]) + (seed == nil ? [] : ["--seed"])
    }

    func configuration(port: Int, stateDirectory: URL?) throws -> StandInsConfiguration {
        let folders = tapes.map { URL(filePath: $0).standardizedFileURL }
        for folder in folders where !FileManager.default.fileExists(atPath: folder.path) {
            throw Ending.usage("--tapes \(folder.path): there is no such folder.")
        }
        let fixtures = URL(filePath: "Fixtures").standardizedFileURL
        let hasFixtures = FileManager.default.fileExists(atPath: fixtures.path)
        var configuration = StandInsConfiguration(port: port)
        configuration.tapeFolders = (hasFixtures && !tapesOnly ? [fixtures] : []) + folders
        configuration.tapesOnly = tapesOnly
        configuration.stateDirectory = stateDirectory
        configuration.qstashSigningKeys = DevelopmentCarrier.keys(in: .current)
        configuration.seed = seed ?? 1
        if let faults { configuration.faults = try FaultPlan(parsing: faults) }
        return configuration
    }
}
