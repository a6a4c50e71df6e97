import ArgumentParser
import Effects
import Foundation
import HTTPClient
import Host
import Logging

/// One search, watched to its end.
struct SearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", abstract: "Run one search and show what it finds.",
        discussion: """
            Uses the host at --url, else one that answers on port 8787, else starts its own on free ports.

            EXAMPLES
              gemz search tiktok keyword "vegan recipes" --results 300
              gemz search instagram keyword yoga pilates barre stretching mobility --results 300 --json
              gemz search youtube similar @somebody --json | jq -r .handle

            EXIT CODES
              0 done; 1 the search failed; 2 wrong usage; 130 interrupted (the job is cancelled first)
            """)

    @Argument(help: "tiktok, instagram or youtube; `gemz platforms` lists them.")
    var platform: String

    @Argument(help: "keyword or similar.")
    var mode: String

    @Argument(help: "Keywords, or handles of creators to resemble.")
    var terms: [String]

    @Option(help: "How many creators are wanted.")
    var results = 100

    @Option(help: "Where to search from, as a two-letter country code.")
    var region: String?

    @Flag(help: "Print one JSON object a creator; progress goes to standard error.")
    var json = false

    @OptionGroup var client: ClientOptions
    @OptionGroup var stack: StackOptions

    func run() async throws {
        let search = APIClient.Search(platform: platform, mode: mode, terms: terms, results: results, region: region)
        try await Failures.told {
            let reached = try await client.reachedHost(leavingOut: stack.given)
            guard let reached else {
                try Environment.current.requireDevelopment(for: "search` without `--url")
                let plan = try stack.plan(hostPort: 0, standInsPort: 0)
                try await DevelopmentStack(plan: plan, logger: TerminalLog.make(level: .error)).run { addresses in
                    let host = try await client.connect(toOwn: addresses)
                    try await perform(search, on: host)
                }
                return
            }
            try await withInterruption { try await perform(search, on: reached) }
        }
    }

    private func perform(_ search: APIClient.Search, on host: APIClient) async throws {
        let bar = ProgressBar(label: "\(platform) \(mode)")
        let outcome = try await SearchRun(api: host, effects: .live, progress: bar).run(search)
        try show(outcome)
        guard outcome.job.status == "completed" else {
            let reason = outcome.job.errorMessage ?? outcome.job.message ?? "no reason was given"
            let code = outcome.job.errorCode.map { " (\($0))" } ?? ""
            let end = outcome.job.isFinal ? "ended in \(outcome.job.status)" : "was paused, and is cancelled now"
            throw Ending.failed("The search \(end): \(reason)\(code)")
        }
    }

    private func show(_ outcome: SearchRun.Outcome) throws {
        if json {
            for creator in outcome.results {
                let options: JSONSerialization.WritingOptions = [.sortedKeys, .withoutEscapingSlashes]
                let line = try JSONSerialization.data(withJSONObject: creator, options: options)
                Terminal.output.line(String(decoding: line, as: UTF8.self))
            }
        } else {
            Terminal.output.line(ResultTable.text(outcome.results, limit: 50))
            Terminal.output.line(outcome.job.message ?? "")
        }
    }
}
