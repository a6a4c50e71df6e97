import Effects
import Foundation
import Host
import Logging
import PlatformAPI
import ServiceLifecycle
import UnixSignals

// The production host with the benchmarks' platforms instead of the real ones; everything else, the queue, the
// worker, the transactions, is as it ships. Configured by the same environment variables as gemz-server.

let environment = Environment.current
let platforms = [InProcessPlatform.self, TikTokPagesPlatform.self] as [any Platform.Type]
do {
    let configuration = try HostConfiguration(
        environment: environment, databaseURL: nil, platforms: platforms.map { $0.descriptor })
    var logger = Logger(label: "gemz") { _ in
        HouseLogHandler(format: .terminal, secrets: configuration.secrets, now: Effects.live.now) { line in
            FileHandle.standardError.write(Data(line.utf8))
        }
    }
    logger.logLevel = .info
    let host = GemzHost(
        configuration: configuration, platforms: platforms.map { $0.init() }, effects: .live, logger: logger
    ) { port in
        FileHandle.standardOutput.write(Data("ready \(port)\n".utf8))
    }
    let group = ServiceGroup(services: [host], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    try await group.run()
} catch {
    FileHandle.standardError.write(Data("\(error)\n".utf8))
    exit(1)
}
