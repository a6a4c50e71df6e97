import PlatformAPI

/// What a host can work off. While hosts are replaced by newer ones, the line also holds messages that some of them were
/// not built for: those wait for a host that was.
struct Capabilities: Sendable {
    var kinds: [String]
    var platforms: [PlatformID]

    /// Whether the host knows what to do with a message; one without a platform asks for none.
    func cover(_ kind: String, _ platform: PlatformID?) -> Bool {
        kinds.contains(kind) && platform.map(platforms.contains) ?? true
    }
}
