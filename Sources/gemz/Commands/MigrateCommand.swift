import ArgumentParser
import Host

/// Brings a database up to date.
struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Bring the database up to date and say what was done.",
        discussion: """
            EXAMPLES
              DATABASE_URL=postgres://gemz@db.example.com/gemz gemz migrate
              gemz migrate --data .gemz
            """)

    @Option(help: "Where the private database keeps its files, with DATABASE_URL unset. [$GEMZ_DATA_DIR, else .gemz]")
    var data: String?

    func run() async throws {
        try await Failures.told {
            try await CommandDatabase.with(data: data) { tool in
                let applied = try await tool.migrate()
                for name in applied { Terminal.output.line("applied \(name)") }
                if applied.isEmpty { Terminal.output.line("up to date") }
            }
        }
    }
}
