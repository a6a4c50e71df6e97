import ArgumentParser
import Effects
import Foundation
import Logging

/// All six searches, one after the other.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Run all six searches over the HTTP API and keep what they find as CSV.",
        discussion: """
            Starts everything on free ports and stops it at the end. The last line counts what completed; the exit code
            is 0 only if all six did.

            EXAMPLES
              gemz demo
              gemz demo --results 300 --output demo-output
            """)

    @Option(help: "How many creators each search wants.")
    var results = 60

    @Option(help: "Where the CSV files go.")
    var output = "demo-output"

    @OptionGroup var stack: StackOptions

    private static let searches: [(platform: String, mode: String, terms: [String])] = [
        ("tiktok", "keyword", ["vegan recipes"]), ("tiktok", "similar", ["jane.cooks"]),
        ("instagram", "keyword", ["sourdough", "fermentation", "home baking"]),
        ("instagram", "similar", ["jane.cooks"]),
        ("youtube", "keyword", ["weeknight dinners"]), ("youtube", "similar", ["janecooks"]),
    ]

    func run() async throws {
        let plan = try stack.plan(hostPort: 0, standInsPort: 0)
        try await Failures.told {
            let started = ContinuousClock.now
            try await DevelopmentStack(plan: plan, logger: TerminalLog.make(level: .error)).run { addresses in
                let warm = started.duration(to: .now)
                print("host \(addresses.host), stand-ins \(addresses.standIns), up in \(Self.seconds(warm))")
                let host = try await ClientOptions.parse([]).connect(to: addresses.host, standIns: addresses.standIns)
                try await runAll(on: host)
            }
        }
    }

    private func runAll(on host: APIClient) async throws {
        var completed = 0
        var timings: [String] = []
        for item in Self.searches {
            let label = "\(item.platform) \(item.mode)"
            print("\n\(label): \(item.terms.joined(separator: ", "))")
            let run = SearchRun(api: host, effects: .live, progress: ProgressBar(label: label))
            let outcome = try await run.run(
                APIClient.Search(platform: item.platform, mode: item.mode, terms: item.terms, results: results))
            print(ResultTable.text(outcome.results, limit: 10))
            let file = URL(filePath: output).appending(path: "\(item.platform)-\(item.mode).csv")
            try CSVFile.write(outcome.results, terms: item.terms, to: file)
            print(
                "\(outcome.results.count) creators in \(Self.seconds(outcome.duration)), written to \(file.relativePath)"
            )
            if let error = outcome.job.errorMessage { print("failed: \(error)") }
            completed += outcome.job.status == "completed" ? 1 : 0
            timings.append("\(label) \(Self.seconds(outcome.duration))")
        }
        print("\ntimings: \(timings.joined(separator: ", "))")
        let verdict = "\(completed) of \(Self.searches.count) searches completed"
        print(verdict)
        guard completed == Self.searches.count else { throw Ending.failed(verdict) }
    }

    private static func seconds(_ duration: Duration) -> String {
        duration.formatted(.units(allowed: [.seconds], fractionalPart: .show(length: 1)))
    }
}
