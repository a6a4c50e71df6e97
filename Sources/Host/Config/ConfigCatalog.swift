public import PlatformAPI

/// Every setting there is, those that each platform brings included.
public struct ConfigCatalog: Sendable {
    private var checks: [String: @Sendable (String) -> String?] = [:]

    public init(platforms: [PlatformDescriptor]) {
        add(JobConfig.maxResults)
        add(JobConfig.maxKeywords)
        add(JobConfig.maxRuns)
        add(JobConfig.runningPerUser)
        add(JobConfig.waitingPerUser)
        LimitConfig.all.forEach { add($0) }
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
        }
    }

    /// The names, sorted.
    var names: [String] { checks.keys.sorted() }

    /// What is wrong with a value for a key, or `nil` when it can be taken.
    func problem(with text: String, for name: String) -> String? {
        guard let check = checks[name] else {
            return "'\(name)' is no setting; there are \(names.joined(separator: ", "))"
        }
        return check(text)
    }

    private mutating func add<Value: ConfigValue>(_ key: ConfigKey<Value>) {
        checks[key.name] = { text in
            guard let value = Value(configText: text) else { return "\(key.name) takes \(Value.form), not '\(text)'" }
            guard key.bounds.contains(value) else {
                return "\(key.name) takes \(key.bounds.lowerBound.configText) to \(key.bounds.upperBound.configText), "
                    + "not \(text)"
            }
            return nil
        }
    }
}
