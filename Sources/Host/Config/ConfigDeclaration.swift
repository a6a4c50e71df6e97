/// A setting's key without its Swift type: what the catalogue holds, and what admins are shown.
struct ConfigDeclaration: Sendable {
    var name: String
    var type: ConfigType
    /// Its default, as text.
    var fallback: String
    var range: ConfigRange
    var about: String
    /// What is accepted, in words.
    var accepted: String
    /// A value's text in the one form that is kept, such as `1h` for `60m`; `nil` where it cannot be taken.
    var canonical: @Sendable (String) -> String?

    init<Value: ConfigValue>(_ key: ConfigKey<Value>) {
        name = key.name
        type = Value.type
        fallback = key.fallback.configText
        range = key.range
        about = key.about
        accepted = Self.accepted(Value.form, key.range)
        canonical = { text in
            Value(configText: text).flatMap { key.admits($0) ? $0.configText : nil }
        }
    }

    /// The part of the name before the first dot.
    var category: String { String(name.prefix { $0 != "." }) }

    private static func accepted(_ form: String, _ range: ConfigRange) -> String {
        switch range {
        case .any: form
        case .between(let lowest, let highest): "\(form) from \(lowest) to \(highest)"
        case .choices(let words): words.joined(separator: ", ")
        case .length(let most): "\(form) of at most \(most) characters"
        }
    }
}
