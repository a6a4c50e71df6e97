import Effects
import EmbeddedPostgres
import Foundation
import Host
import Logging
import PlatformAPI
import Platforms
import ServiceLifecycle
import UnixSignals

// The production host: Host and Platforms, nothing else.

let environment = Environment.current
let descriptors = allPlatforms.map { type(of: $0).descriptor }
do {
    let arguments = try ServerArguments(CommandLine.arguments.dropFirst())
    let database = try await ServerDatabase.open(environment, dataDirectory: arguments.dataDirectory)
    var configuration = try HostConfiguration(
        environment: environment, databaseURL: database.url, platforms: descriptors)
    if let port = arguments.port { configuration.port = port }
    let logger = ServerLog.make(configuration, environment)
    let host = GemzHost(configuration: configuration, platforms: allPlatforms, effects: .live, logger: logger) { port in
        FileHandle.standardOutput.write(Data("ready http://0.0.0.0:\(port)\n".utf8))
    }
    let group = ServiceGroup(services: [host], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    try await group.run()
    await database.stop()
} catch {
    FileHandle.standardError.write(Data("❌ \(error)\n".utf8))
    exit(error is EnvironmentError ? 2 : 1)
}
