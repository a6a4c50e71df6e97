import Effects
import Foundation

/// The types that settings have, as the API and the database name them.
enum ConfigType: String, CaseIterable, Sendable {
    case number
    case duration
    case boolean
    case string
}

/// A type that a setting can have, with the text it is written as.
protocol ConfigValue: Sendable {
    static var type: ConfigType { get }
    /// What is accepted, in words.
    static var form: String { get }
    init?(configText: String)
    var configText: String { get }
}

extension Int: ConfigValue {
    static var type: ConfigType { .number }
    static var form: String { "a whole number" }
    init?(configText: String) { self.init(configText) }
    var configText: String { String(self) }
}

extension Bool: ConfigValue {
    static var type: ConfigType { .boolean }
    static var form: String { "true or false" }
    init?(configText: String) { self.init(configText) }
    var configText: String { self ? "true" : "false" }
}

extension String: ConfigValue {
    static var type: ConfigType { .string }
    static var form: String { "a text" }
    init?(configText: String) { self = configText }
    var configText: String { self }
}

extension Duration: ConfigValue {
    static var type: ConfigType { .duration }
    static var form: String { "a duration such as 500ms, 2s, 60m, 24h or 7d" }

    init?(configText: String) {
        let units: [(suffix: String, milliseconds: Double)] = [
            ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
        ]
        guard let unit = units.first(where: { configText.hasSuffix($0.suffix) }),
            let amount = Double(configText.dropLast(unit.suffix.count)), amount.isFinite, amount >= 0,
            amount * unit.milliseconds < 1e15
        else { return nil }
        self = .milliseconds(Int64((amount * unit.milliseconds).rounded()))
    }

    var configText: String {
        let milliseconds = Int64((seconds * 1000).rounded())
        let units: [(suffix: String, milliseconds: Int64)] = [
            ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000),
        ]
        let unit = units.first { milliseconds >= $0.milliseconds && milliseconds.isMultiple(of: $0.milliseconds) }
        guard let unit else { return "\(milliseconds)ms" }
        return "\(milliseconds / unit.milliseconds)\(unit.suffix)"
    }
}
