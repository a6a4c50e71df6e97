public import Foundation
public import Logging
import PlatformAPI

/// Writes log lines for a terminal or, in production, as one JSON object a line.
///
/// Control characters are escaped, so that no input can forge a line. What types should have kept out of it is caught by
/// a ``LogNet``: secrets given at the start are blotted out wherever they occur.
public struct HouseLogHandler: LogHandler {
    public enum Format: String, Sendable {
        case terminal
        case json
    }

    static let areaKey = "area"
    static let markKey = "mark"

    public var logLevel: Logger.Level = .info
    public var metadata: Logger.Metadata = [:]
    private let format: Format
    private let net: LogNet
    private let now: @Sendable () -> Date
    private let write: @Sendable (String) -> Void

    /// - Parameters:
    ///   - secrets: texts that never appear in a line, such as keys and passwords; those under 6 characters are ignored.
    ///   - write: takes each finished line, its line break included.
    public init(
        format: Format, secrets: [String], now: @escaping @Sendable () -> Date,
        write: @escaping @Sendable (String) -> Void
    ) {
        self.format = format
        net = LogNet(secrets: secrets)
        self.now = now
        self.write = write
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        var fields = metadata.merging(event.metadata ?? [:]) { _, new in new }
        let area = fields.removeValue(forKey: Self.areaKey).map { "\($0)" } ?? event.source
        let mark = fields.removeValue(forKey: Self.markKey).map { "\($0)" } ?? Self.mark(of: event.level)
        let extras = fields.map { (key: $0.key, value: "\($0.value)") }.sorted { $0.key < $1.key }
        let line =
            switch format {
            case .terminal: Self.terminalLine(mark: mark, area: area, message: "\(event.message)", extras: extras)
            case .json:
                jsonLine(level: event.level, area: area, message: "\(event.message)", extras: extras)
            }
        write(net.blot(line) + "\n")
    }

    private static func terminalLine(
        mark: String, area: String, message: String, extras: [(key: String, value: String)]
    ) -> String {
        let tail = extras.map { " \($0.key)=\(LogText.escape($0.value))" }.joined()
        return "\(mark) [\(area.uppercased())] \(LogText.escape(message))\(tail)"
    }

    private func jsonLine(
        level: Logger.Level, area: String, message: String, extras: [(key: String, value: String)]
    ) -> String {
        var members: [(String, JSONValue)] = [
            ("time", .string(Timestamp.string(from: now()))), ("level", .string(level.rawValue)),
            ("area", .string(area)), ("message", .string(LogText.escape(message))),
        ]
        members += extras.map { ($0.key, .string(LogText.escape($0.value))) }
        return String(decoding: JSONValue.object(members).bytes, as: UTF8.self)
    }

    private static func mark(of level: Logger.Level) -> String {
        switch level {
        case .trace, .debug: HouseLog.Mark.looking.rawValue
        case .info, .notice: HouseLog.Mark.figures.rawValue
        case .warning: HouseLog.Mark.warning.rawValue
        case .error, .critical: HouseLog.Mark.failed.rawValue
        }
    }
}
