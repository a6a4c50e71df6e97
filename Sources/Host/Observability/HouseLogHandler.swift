public import Foundation
public import Logging
import PlatformAPI
import Synchronization

/// Writes log lines for a terminal or, in production, as one JSON object a line.
///
/// Secrets given at the start are blotted out wherever they occur; control characters are escaped, so that no input
/// can forge a line.
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
    private let secrets: [String]
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
        self.secrets = secrets.filter { $0.utf8.count >= 6 }
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
        write(blot(line) + "\n")
    }

    private static func terminalLine(
        mark: String, area: String, message: String, extras: [(key: String, value: String)]
    ) -> String {
        let tail = extras.map { " \($0.key)=\(escape($0.value))" }.joined()
        return "\(mark) [\(area.uppercased())] \(escape(message))\(tail)"
    }

    private func jsonLine(
        level: Logger.Level, area: String, message: String, extras: [(key: String, value: String)]
    ) -> String {
        var members: [(String, JSONValue)] = [
            ("time", .string(Timestamp.string(from: now()))), ("level", .string(level.rawValue)),
            ("area", .string(area)), ("message", .string(message)),
        ]
        members += extras.map { ($0.key, .string($0.value)) }
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

    private func blot(_ line: String) -> String {
        secrets.reduce(line) { Self.mayHold($0, $1) ? $0.replacing($1, with: "•••") : $0 }
    }

    /// Looks by bytes, which costs a hundredth of the search for characters that replaces; what is not all ASCII can be
    /// spelled in several ways. A line has no NUL, which is a control character.
    private static func mayHold(_ line: String, _ secret: String) -> Bool {
        !secret.utf8.allSatisfy { $0 < 0x80 } || strstr(line, secret) != nil
    }

    /// Control characters and Unicode line separators as escapes, in at most 4,000 characters.
    static func escape(_ text: String) -> String {
        let isPlain = text.utf8.count <= 4000 && text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
        if isPlain { return text }
        var out = ""
        for scalar in text.unicodeScalars.prefix(4000) {
            let isControl =
                scalar.properties.generalCategory == .control || scalar == "\u{2028}" || scalar == "\u{2029}"
            if isControl {
                out += "\\u{" + String(scalar.value, radix: 16) + "}"
            } else {
                out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}
