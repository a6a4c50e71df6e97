import EmbeddedPostgres
import Foundation
import Host
import Logging

/// The server's database: the named one, or the private one where that is asked for.
enum ServerDatabase {
    /// Whether the private database is to be started.
    static func isPrivate(_ environment: Environment) -> Bool {
        environment.value(.databaseURL) == nil && environment.value(.embeddedPostgres) == "1"
    }

    /// Starts the private database.
    ///
    /// - Parameter dataDirectory: its place; without one `GEMZ_DATA_DIR` counts, then `.gemz`.
    static func start(
        _ environment: Environment, dataDirectory: String?, logger: Logger
    ) async throws -> EmbeddedPostgres {
        let directory = dataDirectory ?? environment.value(.dataDirectory) ?? ".gemz"
        let folder = URL(filePath: directory).standardizedFileURL.appending(path: "postgres")
        var heard = logger
        heard.logLevel = min(logger.logLevel, .notice)  // where the data is, and that it was away, is always said
        let postgres = try await EmbeddedPostgres.start(in: folder) { [heard] line in
            heard.warning("\(line)", source: "database")
        }
        if let note = postgres.note { heard.notice("\(note)", source: "database") }
        return postgres
    }
}
