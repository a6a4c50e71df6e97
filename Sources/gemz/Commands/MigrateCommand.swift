import ArgumentParser
import EmbeddedPostgres
import Foundation
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
            let environment = Environment.current
            if let url = environment.value(.databaseURL) { return try await report(DatabaseTool(url: url).migrate()) }
            let directory = URL(filePath: data ?? environment.value(.dataDirectory) ?? ".gemz").standardizedFileURL
            let postgres = try await EmbeddedPostgres.start(in: directory.appending(path: "postgres"))
            try await report(DatabaseTool(url: postgres.connectionString).migrate())
            await postgres.stop()
        }
    }

    private func report(_ applied: [String]) {
        for name in applied { print("applied \(name)") }
        if applied.isEmpty { print("up to date") }
    }
}
