import Effects
import EmbeddedPostgres
import Foundation
import Host
import Logging
import Platforms
import ServiceLifecycle

/// The host with the database it brings along, if any.
struct Server: Service {
    var configuration: HostConfiguration
    var environment: Environment
    /// Where the private database keeps its files, if it was said.
    var dataDirectory: String?
    var logger: Logger

    func run() async throws {
        guard ServerDatabase.isPrivate(environment) else { return try await serve(configuration) }
        let postgres = try await cancelWhenGracefulShutdown {
            try await ServerDatabase.start(environment, dataDirectory: dataDirectory, logger: logger)
        }
        var configuration = configuration
        configuration.databaseURL = postgres.connectionString
        do {
            try await serve(configuration)
        } catch {
            await postgres.stop()
            throw error
        }
        await postgres.stop()
    }

    private func serve(_ configuration: HostConfiguration) async throws {
        let host = GemzHost(
            configuration: configuration, platforms: allPlatforms, effects: .live, logger: logger
        ) { port in
            // Whoever started the server need not be listening any more.
            try? FileHandle.standardOutput.write(contentsOf: Data("ready http://0.0.0.0:\(port)\n".utf8))
        }
        try await host.run()
    }
}
