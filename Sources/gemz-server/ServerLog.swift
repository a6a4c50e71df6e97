import Effects
import Foundation
import Host
import Logging

/// The server's log on standard error: JSON lines in production, the house format in development.
enum ServerLog {
    /// - Parameter secrets: texts that never appear in a line.
    static func make(_ environment: Environment, secrets: [String]) -> Logger {
        // A stage that is none is refused with the rest of the environment; until then it is read as development.
        let format: HouseLogHandler.Format = (try? environment.stage()) == .production ? .json : .terminal
        var logger = Logger(label: "gemz") { _ in
            HouseLogHandler(format: format, secrets: secrets, now: Effects.live.now) { line in
                // Nobody reads the log any more: no reason to stop serving.
                try? FileHandle.standardError.write(contentsOf: Data(line.utf8))
            }
        }
        logger.logLevel = environment.value(.logLevel).flatMap { Logger.Level(rawValue: $0.lowercased()) } ?? .info
        return logger
    }

    /// Says why the server ends: a line each for people, one line for programs.
    static func fail(_ error: any Error, _ environment: Environment) {
        let logger = make(
            environment, secrets: EnvironmentKey.allCases.filter(\.isSecret).compactMap(environment.value))
        guard (try? environment.stage()) != .production else {  // see make
            return logger.critical("\(error)", source: "server")
        }
        for line in "\(error)".split(separator: "\n") { logger.critical("\(line)", source: "server") }
    }
}
