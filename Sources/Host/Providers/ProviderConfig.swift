import PlatformAPI

/// What can be set about each platform's provider.
enum ProviderConfig {
    static let pageCache = ConfigKey(
        "cache.page", default: Duration.seconds(600), in: .zero ... .seconds(86_400),
        about: "How long a provider's answer is good for other searches; 0s lets each search ask by itself.")

    static func timeout(of platform: PlatformDescriptor) -> ConfigKey<Duration> {
        ConfigKey(
            "platforms.\(platform.id).provider_timeout", default: platform.provider.timeout,
            in: .milliseconds(100) ... .seconds(600),
            about: "How long one call to \(platform.name)'s provider may take.")
    }

    static func concurrency(of platform: PlatformDescriptor) -> ConfigKey<Int> {
        ConfigKey(
            "platforms.\(platform.id).call_concurrency", default: 4, in: 1...64,
            about: "Calls that all hosts of one database together make at a time to \(platform.name)'s provider.")
    }

    static func runningJobs(of platform: PlatformDescriptor) -> ConfigKey<Int> {
        ConfigKey(
            "platforms.\(platform.id).running_jobs", default: 100, in: 1...10_000,
            about: "\(platform.name) searches, of all users, that run at a time; further ones wait as pending.")
    }

    static func attempts(of platform: PlatformDescriptor) -> ConfigKey<Int> {
        ConfigKey(
            "platforms.\(platform.id).call_attempts", default: 4, in: 1...20,
            about: "Tries of one call to \(platform.name)'s provider before the step fails.")
    }
}
