import EmbeddedPostgres
import Foundation
import Host
import Logging

/// The database a command works on: the named one, or a private one that lives as long as the command.
struct CommandDatabase: Sendable {
    var url: String
    var stop: @Sendable () async -> Void

    /// - Parameters:
    ///   - url: a database to use instead of the private one.
    ///   - dataDirectory: where the private one keeps its files.
    static func open(url: String?, dataDirectory: URL) async throws -> CommandDatabase {
        if let url { return CommandDatabase(url: url, stop: {}) }
        let log = TerminalLog.make(level: .warning)
        let postgres = try await EmbeddedPostgres.start(
            in: dataDirectory.appending(path: "postgres"), log: { log.warning("\($0)", source: "database") })
        if let note = postgres.note { Terminal.errors.line(note) }
        return CommandDatabase(url: postgres.connectionString, stop: { await postgres.stop() })
    }

    /// Opens the database that the environment or `--data` says, for as long as `body` takes.
    static func with(data: String?, _ body: (DatabaseTool) async throws -> Void) async throws {
        let environment = Environment.current
        let directory = data ?? environment.value(.dataDirectory) ?? ".gemz"
        let database = try await open(
            url: environment.value(.databaseURL), dataDirectory: URL(filePath: directory).standardizedFileURL)
        do {
            try await body(DatabaseTool(url: database.url))
        } catch {
            await database.stop()
            throw error
        }
        await database.stop()
    }
}
