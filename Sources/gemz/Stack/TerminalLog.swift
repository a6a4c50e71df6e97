import Effects
import Host
import Logging

/// The log of commands: on standard error, in the house format.
enum TerminalLog {
    /// - Parameter level: what is worth a line; `LOG_LEVEL` overrides it.
    static func make(level: Logger.Level, secrets: [String] = []) -> Logger {
        let named = Environment.current.value(.logLevel).flatMap { Logger.Level(rawValue: $0.lowercased()) }
        var logger = Logger(label: "gemz") { _ in
            HouseLogHandler(format: .terminal, secrets: secrets, now: Effects.live.now) { line in
                Terminal.errors.write(line)
            }
        }
        logger.logLevel = named ?? level
        return logger
    }
}
