/// The settings as they stand, immutable: a request or a step reads one snapshot throughout.
public struct ConfigSnapshot: Sendable {
    private var overrides: [String: String]

    /// The defaults.
    public init() { overrides = [:] }

    /// Settings that differ from their defaults.
    ///
    /// - Parameters:
    ///   - settings: each `name=value`, such as `processing.slice=5`.
    ///   - catalog: the keys there are.
    /// - Throws: ``ConfigError`` naming everything that is wrong.
    public init(settings: [String], catalog: ConfigCatalog) throws(ConfigError) {
        var overrides: [String: String] = [:]
        var problems: [String] = []
        for setting in settings {
            let parts = setting.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                problems.append("'\(setting)' is not name=value")
                continue
            }
            if let problem = catalog.problem(with: parts[1], for: parts[0]) {
                problems.append(problem)
            } else {
                overrides[parts[0]] = parts[1]
            }
        }
        guard problems.isEmpty else { throw ConfigError(problems: problems) }
        self.overrides = overrides
    }

    subscript<Value: ConfigValue>(_ key: ConfigKey<Value>) -> Value {
        overrides[key.name].flatMap(Value.init(configText:)) ?? key.fallback
    }
}

/// Settings that cannot be taken, with the reasons.
public struct ConfigError: Error, CustomStringConvertible, Sendable {
    public var problems: [String]

    public var description: String { problems.joined(separator: "\n") }
}
