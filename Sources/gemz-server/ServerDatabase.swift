import EmbeddedPostgres
import Foundation
import Host

/// The server's database: the named one, or the private one where that is asked for.
struct ServerDatabase: Sendable {
    /// `nil` where nothing is named: the configuration then says so, with everything else that is missing.
    var url: String?
    var stop: @Sendable () async -> Void = {}

    static func open(_ environment: Environment, dataDirectory: String?) async throws -> ServerDatabase {
        if let url = environment.value(.databaseURL) { return ServerDatabase(url: url) }
        guard environment.value(.embeddedPostgres) == "1" else { return ServerDatabase() }
        let directory = dataDirectory ?? environment.value(.dataDirectory) ?? ".gemz"
        let folder = URL(filePath: directory).standardizedFileURL.appending(path: "postgres")
        let postgres = try await EmbeddedPostgres.start(in: folder)
        return ServerDatabase(url: postgres.connectionString, stop: { await postgres.stop() })
    }
}
