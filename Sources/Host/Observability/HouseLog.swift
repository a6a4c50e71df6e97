public import Logging

/// The house's way of logging: a mark, the area in capitals, a sentence: `✅ [CAMPAIGN] created`.
///
/// Every line is also kept for a while in the host's ``LogBook``, which says as well which lines are written.
public struct HouseLog: Sendable {
    /// The kinds of lines and the level each is written at.
    enum Mark: String {
        case done = "✅"
        case failed = "❌"
        case looking = "🔍"
        case figures = "📊"
        case warning = "⚠️"
    }

    /// More of one message is not kept.
    private static let mostBytes = 16 << 10

    private var logger: Logger
    private var tag: LogTag
    private var place: Int?
    private var request: String?
    private var job: String?
    private var fields: [String: String] = [:]
    let book: LogBook

    /// A log that keeps its lines to itself, from the logger's level on.
    public init(area: String, logger: Logger) {
        self.init(area: area, logger: logger, book: LogBook(level: logger.logLevel))
    }

    init(area: String, logger: Logger, book: LogBook) {
        self.logger = logger
        self.logger.logLevel = .trace  // the book decides
        self.logger[metadataKey: HouseLogHandler.areaKey] = .string(area)
        tag = LogTag(name: area)
        place = tag.place
        self.book = book
    }

    /// Writes lines, of this host and in all parts of it, from the levels on that settings say.
    func follow(_ settings: ConfigSnapshot) { book.levels.set(settings) }

    /// The same log for another part of the house.
    func area(_ area: String) -> HouseLog {
        var copy = self
        copy.logger[metadataKey: HouseLogHandler.areaKey] = .string(area)
        copy.tag = LogTag(name: area)
        copy.place = copy.tag.place
        return copy
    }

    /// The same log with an id on every line, such as `request` or `job`.
    func with(_ key: String, _ value: String) -> HouseLog {
        var copy = self
        copy.logger[metadataKey: key] = .string(value)
        switch key {
        case "request": copy.request = value
        case "job": copy.job = value
        default: copy.fields[key] = value
        }
        return copy
    }

    /// Something that people wait for has happened.
    func done(_ message: @autoclosure () -> LogMessage) { write(.done, .notice, message()) }
    /// Something went wrong that somebody has to look at.
    func failed(_ message: @autoclosure () -> LogMessage) { write(.failed, .error, message()) }
    /// Something is odd but taken care of.
    func warned(_ message: @autoclosure () -> LogMessage) { write(.warning, .warning, message()) }
    /// Counts and durations.
    func figures(_ message: @autoclosure () -> LogMessage) { write(.figures, .info, message()) }
    /// What only helps while looking for a fault.
    func debug(_ message: @autoclosure () -> LogMessage) { write(.looking, .debug, message()) }

    private func write(_ mark: Mark, _ level: Logger.Level, _ message: @autoclosure () -> LogMessage) {
        guard book.levels.allows(level, at: place) else { return }
        var text = message().text
        if text.utf8.count > Self.mostBytes { text = LogText.beginning(of: text) }
        logger.log(level: level, "\(text)", metadata: [HouseLogHandler.markKey: .string(mark.rawValue)])
        book.keep(
            LogEntry(
                level: level, tag: tag.name, mark: mark.rawValue, message: text, request: request, job: job,
                fields: fields))
    }
}
