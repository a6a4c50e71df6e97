import PlatformAPI

/// What can be set about whether a platform is searched.
enum PlatformConfig {
    /// The longest reason, in Unicode scalars.
    static let reasonLength = 200

    /// - Parameter mode: one of the platform's modes; `nil` for all of it.
    static func enabled(_ platform: PlatformDescriptor, _ mode: ModeDescriptor? = nil) -> ConfigKey<Bool> {
        ConfigKey(
            name("enabled", platform, mode), default: true,
            about: "Whether \(searches(platform, mode)) are taken.")
    }

    static func reason(_ platform: PlatformDescriptor, _ mode: ModeDescriptor? = nil) -> ConfigKey<String> {
        ConfigKey(
            name("reason", platform, mode), default: "", maxLength: reasonLength,
            about: "What users are told while \(searches(platform, mode)) are not taken.")
    }

    static func running(_ platform: PlatformDescriptor, _ mode: ModeDescriptor? = nil) -> ConfigKey<String> {
        ConfigKey(
            name("running", platform, mode), default: RunningSearches.finish.rawValue,
            choices: RunningSearches.allCases.map(\.rawValue),
            about: "What becomes of the open ones while \(searches(platform, mode)) are not taken.")
    }

    private static func name(_ key: String, _ platform: PlatformDescriptor, _ mode: ModeDescriptor?) -> String {
        (["platforms", platform.id.rawValue] + [mode?.mode.rawValue, key].compactMap { $0 }).joined(separator: ".")
    }

    private static func searches(_ platform: PlatformDescriptor, _ mode: ModeDescriptor?) -> String {
        "\(platform.name) searches" + (mode.map { " by \($0.mode.rawValue)" } ?? "")
    }
}
