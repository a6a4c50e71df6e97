import Effects
import Foundation

/// A setting that can be changed without a new build: its name, default, bounds and meaning, declared once.
struct ConfigKey<Value: ConfigValue>: Sendable {
    /// `category.name`, such as `processing.slice`.
    var name: String
    var fallback: Value
    var bounds: ClosedRange<Value>
    var about: String

    init(_ name: String, default fallback: Value, in bounds: ClosedRange<Value>, about: String) {
        self.name = name
        self.fallback = fallback
        self.bounds = bounds
        self.about = about
    }
}

/// A type that a setting can have, with the text it is written as.
protocol ConfigValue: Comparable, Sendable {
    /// What is accepted, in words.
    static var form: String { get }
    init?(configText: String)
    var configText: String { get }
}

extension Int: ConfigValue {
    static var form: String { "a whole number" }
    init?(configText: String) { self.init(configText) }
    var configText: String { String(self) }
}

extension Duration: ConfigValue {
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
