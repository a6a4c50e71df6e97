import Effects
import Foundation
import Host
import Logging

/// The server's log on standard error: JSON lines in production, the house format in development.
enum ServerLog {
    static func make(_ configuration: HostConfiguration, _ environment: Environment) -> Logger {
        let format: HouseLogHandler.Format = configuration.stage == .production ? .json : .terminal
        var logger = Logger(label: "gemz") { _ in
            HouseLogHandler(format: format, secrets: configuration.secrets, now: Effects.live.now) { line in
                FileHandle.standardError.write(Data(line.utf8))
            }
        }
        logger.logLevel = environment.value(.logLevel).flatMap { Logger.Level(rawValue: $0.lowercased()) } ?? .info
        return logger
    }
}
