import Foundation
import Host
import Logging
import PlatformAPI
import Platforms
import ServiceLifecycle
import UnixSignals

// The production host: Host and Platforms, nothing else.

let environment = Environment.current
do {
    let arguments = try ServerArguments(CommandLine.arguments.dropFirst())
    if let answer = arguments.answer {
        print(answer)
        exit(0)
    }
    // The private database is started later, once everything else is known to be there.
    var configuration = try HostConfiguration(
        environment: environment, databaseURL: ServerDatabase.isPrivate(environment) ? "" : nil,
        platforms: allPlatforms.map { type(of: $0).descriptor })
    if let port = arguments.port { configuration.port = port }
    let logger = ServerLog.make(environment, secrets: configuration.secrets)
    let server = Server(
        configuration: configuration, environment: environment, dataDirectory: arguments.dataDirectory, logger: logger)
    let group = ServiceGroup(services: [server], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        // The first signal lets steps finish; who sends a second one does not want to wait for that.
        tasks.addTask {
            var count = 0
            for await _ in await UnixSignalsSequence(trapping: [.sigterm, .sigint]) {
                count += 1
                if count == 2 { throw CancellationError() }
            }
        }
        try await tasks.next()
        tasks.cancelAll()
    }
} catch is CancellationError {
    exit(0)  // stopped before it was ready
} catch {
    ServerLog.fail(error, environment)
    exit(error is EnvironmentError ? 2 : 1)
}
