/// A setting that can be changed without a new build: its name, default, bounds and meaning, declared once.
struct ConfigKey<Value: ConfigValue>: Sendable {
    /// `category.name`, such as `processing.slice`.
    var name: String
    var fallback: Value
    var about: String
    /// What may be chosen among the type's values.
    var range: ConfigRange
    /// Whether a value of the type is one that may be chosen.
    var admits: @Sendable (Value) -> Bool
}

extension ConfigKey where Value: Comparable {
    init(_ name: String, default fallback: Value, in bounds: ClosedRange<Value>, about: String) {
        self.init(
            name: name, fallback: fallback, about: about,
            range: .between(bounds.lowerBound.configText, bounds.upperBound.configText), admits: bounds.contains)
    }
}

extension ConfigKey where Value == Bool {
    init(_ name: String, default fallback: Bool, about: String) {
        self.init(name: name, fallback: fallback, about: about, range: .any, admits: { _ in true })
    }
}

extension ConfigKey where Value == String {
    /// One of a few words.
    init(_ name: String, default fallback: String, choices: [String], about: String) {
        self.init(name: name, fallback: fallback, about: about, range: .choices(choices), admits: choices.contains)
    }

    /// Any text of so many Unicode scalars at most, the empty one included.
    init(_ name: String, default fallback: String, maxLength: Int, about: String) {
        self.init(
            name: name, fallback: fallback, about: about, range: .length(maxLength),
            admits: { $0.unicodeScalars.count <= maxLength && !$0.unicodeScalars.contains("\0") })
    }
}

/// What may be chosen among the values of a setting's type; values as text.
enum ConfigRange: Hashable, Sendable {
    case any
    case between(String, String)
    case choices([String])
    /// Texts of so many Unicode scalars at most.
    case length(Int)
}
