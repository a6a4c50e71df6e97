/// The settings as they stand, immutable: a request or a step reads one snapshot throughout.
public struct ConfigSnapshot: Sendable {
    /// What this process was started with.
    private var own: [String: String]
    /// What admins have set.
    private var set: [String: String] = [:]
    /// When platforms are to be off, the earliest first.
    private(set) var switches: [PlatformSwitch] = []

    /// The defaults.
    public init() { own = [:] }

    /// Settings that differ from their defaults.
    ///
    /// - Parameters:
    ///   - settings: each `name=value`, such as `processing.slice=5`.
    ///   - catalog: the keys there are.
    /// - Throws: ``ConfigError`` naming everything that is wrong.
    public init(settings: [String], catalog: ConfigCatalog) throws(ConfigError) {
        var own: [String: String] = [:]
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
                own[parts[0]] = parts[1]
            }
        }
        guard problems.isEmpty else { throw ConfigError(problems: problems) }
        self.own = own
    }

    /// The same with other values set by admins, which go before all else.
    func setting(_ values: [String: String], switches: [PlatformSwitch] = []) -> ConfigSnapshot {
        var snapshot = self
        snapshot.set = values
        snapshot.switches = switches
        return snapshot
    }

    /// The same with another value that stands where neither the start nor an admin has said one.
    func starting<Value: ConfigValue>(_ key: ConfigKey<Value>, at value: Value) -> ConfigSnapshot {
        var snapshot = self
        snapshot.own[key.name] = own[key.name] ?? value.configText
        return snapshot
    }

    subscript<Value: ConfigValue>(_ key: ConfigKey<Value>) -> Value {
        (set[key.name] ?? own[key.name]).flatMap(Value.init(configText:)) ?? key.fallback
    }

    /// What stands where no admin has set anything, as text in its one form.
    func standard(of key: ConfigDeclaration) -> String { own[key.name].flatMap(key.canonical) ?? key.fallback }
}

/// Settings that cannot be taken, with the reasons.
public struct ConfigError: Error, CustomStringConvertible, Sendable {
    public var problems: [String]

    public var description: String { problems.joined(separator: "\n") }
}
