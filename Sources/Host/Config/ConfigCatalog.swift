public import PlatformAPI

/// Every setting there is, those that each platform brings included.
public struct ConfigCatalog: Sendable {
    private var byName: [String: ConfigDeclaration] = [:]

    public init(platforms: [PlatformDescriptor]) {
        add(JobConfig.maxResults)
        add(JobConfig.maxKeywords)
        add(JobConfig.maxRuns)
        add(JobConfig.runningPerUser)
        add(JobConfig.waitingPerUser)
        LimitConfig.all.forEach { add($0) }
        LogConfig.all.forEach { add($0) }
        add(JobConfig.slice)
        add(JobConfig.stepConcurrency)
        add(JobConfig.enrichConcurrency)
        add(JobConfig.maxAttempts)
        add(JobConfig.retryBase)
        add(JobConfig.retryCap)
        add(JobConfig.timeout)
        add(JobConfig.waitingTimeout)
        add(JobConfig.lease)
        add(JobConfig.shutdownGrace)
        add(JobConfig.pollInterval)
        add(JobConfig.profileCache)
        add(ProviderConfig.pageCache)
        add(CircuitConfig.failures)
        add(CircuitConfig.probe)
        add(CircuitConfig.probeCap)
        add(CarrierConfig.nextStep)
        add(CarrierConfig.redeliver)
        add(EventConfig.streamsPerUser)
        add(RetentionConfig.completed)
        add(RetentionConfig.failed)
        add(RetentionConfig.calls)
        add(RetentionConfig.webhooks)
        add(RetentionConfig.interval)
        for platform in platforms {
            add(ProviderConfig.timeout(of: platform))
            add(ProviderConfig.concurrency(of: platform))
            add(ProviderConfig.attempts(of: platform))
            add(ProviderConfig.runningJobs(of: platform))
            for mode in [nil] + platform.modes.map(Optional.some) {
                add(PlatformConfig.enabled(platform, mode))
                add(PlatformConfig.reason(platform, mode))
                add(PlatformConfig.running(platform, mode))
            }
        }
    }

    /// All of them, by name.
    var declarations: [ConfigDeclaration] { byName.values.sorted { $0.name < $1.name } }

    /// The key of this name; `nil` where there is none.
    subscript(name: String) -> ConfigDeclaration? { byName[name] }

    /// What is wrong with a value for a key, or `nil` when it can be taken.
    func problem(with text: String, for name: String) -> String? {
        guard let key = byName[name] else {
            return "'\(name)' is no setting; there are \(byName.keys.sorted().joined(separator: ", "))"
        }
        return key.canonical(text) == nil ? "\(name) takes \(key.accepted), not '\(text)'" : nil
    }

    private mutating func add<Value: ConfigValue>(_ key: ConfigKey<Value>) {
        byName[key.name] = ConfigDeclaration(key)
    }
}
