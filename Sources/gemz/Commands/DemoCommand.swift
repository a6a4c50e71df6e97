import ArgumentParser
import Effects
import Foundation
import Host
import Logging
import Synchronization

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
        ("instagram", "keyword", ["kettlebell", "handstands", "mobility drills"]),
        ("instagram", "similar", ["jane.cooks"]),
        ("youtube", "keyword", ["weeknight dinners"]), ("youtube", "similar", ["janecooks"]),
    ]

    func validate() throws {
        guard results > 0 else { throw ValidationError("--results takes a number from 1 on.") }
    }

    func run() async throws {
        try await Failures.told {
            try Environment.current.requireDevelopment(for: "demo")
            let plan = try stack.plan(hostPort: 0, standInsPort: 0)
            let started = ContinuousClock.now
            let tally = DemoTally()
            do {
                try await DevelopmentStack(plan: plan, logger: TerminalLog.make(level: .error)).run { addresses in
                    let warm = started.duration(to: .now)
                    Terminal.output.line(
                        "host \(addresses.host), stand-ins \(addresses.standIns), up in \(Self.seconds(warm))")
                    try await runAll(on: ClientOptions.parse([]).connect(toOwn: addresses), tally)
                }
            } catch let problem as ConfigError {
                throw problem  // wrong usage: there is nothing to count
            } catch {
                Terminal.output.line(tally.verdict(of: Self.searches.count))
                throw error
            }
            let verdict = tally.verdict(of: Self.searches.count)
            Terminal.output.line(verdict)
            guard tally.completed == Self.searches.count else { throw Ending.failed(verdict) }
        }
    }

    /// Runs the searches one by one; one that fails does not keep the others from running.
    private func runAll(on host: APIClient, _ tally: DemoTally) async throws {
        var timings: [String] = []
        for item in Self.searches {
            let label = "\(item.platform) \(item.mode)"
            Terminal.output.line("\n\(label): \(item.terms.joined(separator: ", "))")
            let run = SearchRun(api: host, effects: .live, progress: ProgressBar(label: label))
            let search = APIClient.Search(
                platform: item.platform, mode: item.mode, terms: item.terms, results: results)
            do {
                let outcome = try await run.run(search)
                try keep(outcome, of: search)
                timings.append("\(label) \(Self.seconds(outcome.duration))")
                if outcome.job.status == "completed" { tally.count() }
            } catch let ending as Ending where ending.code == Ending.interruptedCode {
                throw ending
            } catch let cancellation as CancellationError {
                throw cancellation
            } catch {
                Terminal.output.line("failed: \(error)")
            }
        }
        Terminal.output.line("\ntimings: \(timings.joined(separator: ", "))")
    }

    private func keep(_ outcome: SearchRun.Outcome, of search: APIClient.Search) throws {
        Terminal.output.line(ResultTable.text(outcome.results, limit: 10))
        let file = URL(filePath: output).appending(path: "\(search.platform)-\(search.mode).csv")
        try CSVFile.write(outcome.results, terms: search.terms, to: file)
        let found = "\(outcome.results.count) creators in \(Self.seconds(outcome.duration))"
        Terminal.output.line("\(found), written to \(file.relativePath)")
        if let error = outcome.job.errorMessage { Terminal.output.line("failed: \(error)") }
    }

    private static func seconds(_ duration: Duration) -> String {
        duration.formatted(.units(allowed: [.seconds], fractionalPart: .show(length: 1)))
    }
}

/// Counts the searches that completed.
private final class DemoTally: Sendable {
    private let number = Mutex(0)

    var completed: Int { number.withLock { $0 } }

    func count() { number.withLock { $0 += 1 } }

    func verdict(of all: Int) -> String { "\(completed) of \(all) searches completed" }
}
