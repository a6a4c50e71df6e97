import Effects
import HTTPClient
import PlatformAPI
import Vendors

/// Gives each platform its provider client, with the limits that all its searches share.
struct ProviderGateway: Sendable {
    private let clients: [PlatformID: ScrapeCreatorsClient]
    private let effects: Effects

    /// - Parameter baseURL: where a platform's calls go.
    init(
        platforms: [PlatformDescriptor], apiKey: String, baseURL: (PlatformDescriptor) -> String, http: HTTPClient,
        config: ConfigSnapshot, effects: Effects
    ) {
        self.effects = effects
        clients = Dictionary(
            platforms.map { platform in
                let policy = ProviderPolicy(
                    timeout: config[ProviderConfig.timeout(of: platform)],
                    attempts: config[ProviderConfig.attempts(of: platform)],
                    concurrency: config[ProviderConfig.concurrency(of: platform)])
                let client = ScrapeCreatorsClient(
                    http: http, baseURL: baseURL(platform), apiKey: apiKey, policy: policy, effects: effects)
                return (platform.id, client)
            }, uniquingKeysWith: { first, _ in first })
    }

    /// A platform's client whose calls are noted with a recorder.
    func client(for platform: PlatformDescriptor, recorder: CallRecorder) -> any ProviderClient {
        guard let client = clients[platform.id] else { return NoProvider() }
        return client.recording { recorder.record($0, id: effects.uuid()) }
    }
}

/// Stands where a platform has no provider; a registry and its gateway are made from one list, so nobody meets it.
private struct NoProvider: ProviderClient {
    func send(_ request: ProviderRequest) async throws(PlatformError) -> ProviderResponse {
        throw .unavailable("this host has no provider for the platform")
    }
}
