import Logging

/// Settings of the log.
enum LogConfig {
    static let level = ConfigKey(
        "logging.level", default: "info", choices: names,
        about: "From which level on lines are written; where nothing else says it, LOG_LEVEL does.")

    /// The level of one part of the house.
    static func level(of tag: LogTag) -> ConfigKey<String> {
        ConfigKey(
            "logging.\(tag.name).level", default: inherited, choices: [inherited] + names,
            about: "From which level on lines with the tag \(tag.name) are written; inherit takes logging.level.")
    }

    static let all = [level] + LogTag.all.map(level(of:))

    private static let inherited = "inherit"
    private static let names = LogQuery.Level.allCases.map(\.rawValue)
}

extension LogLevels {
    /// Takes the levels that settings say.
    func set(_ settings: ConfigSnapshot) {
        var own: [LogTag: Logger.Level] = [:]
        for tag in LogTag.all { own[tag] = Logger.Level(rawValue: settings[LogConfig.level(of: tag)]) }
        set(Logger.Level(rawValue: settings[LogConfig.level]) ?? .info, own: own)
    }
}

extension ConfigSnapshot {
    /// The same with the level that a host was started with, where its settings say none.
    func starting(at level: Logger.Level) -> ConfigSnapshot {
        starting(LogConfig.level, at: min(max(level, .debug), .error).rawValue)
    }
}
