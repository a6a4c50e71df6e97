public import Logging

/// The house's way of logging: a mark, the area in capitals, a sentence: `✅ [CAMPAIGN] created`.
public struct HouseLog: Sendable {
    /// The kinds of lines and the level each is written at.
    enum Mark: String {
        case done = "✅"
        case failed = "❌"
        case looking = "🔍"
        case figures = "📊"
        case warning = "⚠️"
    }

    private var logger: Logger

    public init(area: String, logger: Logger) {
        self.logger = logger
        self.logger[metadataKey: HouseLogHandler.areaKey] = .string(area)
    }

    /// The same log for another part of the house.
    func area(_ area: String) -> HouseLog { HouseLog(area: area, logger: logger) }

    /// The same log with an id on every line, such as `request` or `job`.
    func with(_ key: String, _ value: String) -> HouseLog {
        var copy = self
        copy.logger[metadataKey: key] = .string(value)
        return copy
    }

    /// Something that people wait for has happened.
    func done(_ message: @autoclosure () -> String) { write(.done, .notice, message()) }
    /// Something went wrong that somebody has to look at.
    func failed(_ message: @autoclosure () -> String) { write(.failed, .error, message()) }
    /// Something is odd but taken care of.
    func warned(_ message: @autoclosure () -> String) { write(.warning, .warning, message()) }
    /// Counts and durations.
    func figures(_ message: @autoclosure () -> String) { write(.figures, .info, message()) }
    /// What only helps while looking for a fault.
    func debug(_ message: @autoclosure () -> String) { write(.looking, .debug, message()) }

    private func write(_ mark: Mark, _ level: Logger.Level, _ message: @autoclosure () -> String) {
        guard logger.logLevel <= level else { return }
        logger.log(level: level, "\(message())", metadata: [HouseLogHandler.markKey: .string(mark.rawValue)])
    }
}
