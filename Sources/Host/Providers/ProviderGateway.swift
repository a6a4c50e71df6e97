import Effects
import HTTPClient
import PlatformAPI
import Vendors

/// Gives each platform its provider client, with the limits that all its searches share.
struct ProviderGateway: Sendable {
    private let clients: [PlatformID: ScrapeCreatorsClient]
    private let breaker: CircuitBreaker
    private let pages: PageCache
    private let effects: Effects

    /// - Parameter baseURL: where a platform's calls go.
    init(
        platforms: [PlatformDescriptor], apiKey: String, baseURL: (PlatformDescriptor) -> String, http: HTTPClient,
        breaker: CircuitBreaker, pages: PageCache, slots: SharedSlots, config: ConfigSnapshot, effects: Effects
    ) {
        self.breaker = breaker
        self.pages = pages
        self.effects = effects
        clients = Dictionary(
            platforms.map { platform in
                let client = ScrapeCreatorsClient(
                    http: http, baseURL: baseURL(platform), apiKey: apiKey, policy: config.policy(of: platform),
                    slots: PlatformSlots(shared: slots, platform: platform.id), effects: effects)
                return (platform.id, client)
            }, uniquingKeysWith: { first, _ in first })
    }

    /// A platform's client for one step, whose calls are noted with a recorder.
    ///
    /// - Parameter config: as it stands for the step.
    func client(
        for platform: PlatformDescriptor, step: ProviderStep, config: ConfigSnapshot, recorder: CallRecorder
    ) -> any ProviderClient {
        guard let client = clients[platform.id] else { return NoProvider() }
        let recorded = client.following(config.policy(of: platform)).recording {
            recorder.record($0, id: effects.uuid())
        }
        let guarded = GuardedProvider(client: recorded, breaker: breaker, platform: platform, recorder: recorder)
        return CachedProvider(
            client: guarded, pages: pages, platform: platform.id, step: step, maxAge: config[ProviderConfig.pageCache],
            recorder: recorder)
    }

    /// Lets nobody else work with the answers of a step that could not read them.
    func forgetPages(of recorder: CallRecorder) async { await pages.forget(recorder.pages) }

    /// The same for some of a step's calls.
    func forgetAnswers(to requests: [ProviderRequest], of platform: PlatformID) async {
        await pages.forget(requests.map { PageKey($0, of: platform) })
    }
}

/// A client that asks the page cache first.
private struct CachedProvider: ProviderClient {
    var client: GuardedProvider
    var pages: PageCache
    var platform: PlatformID
    var step: ProviderStep
    var maxAge: Duration
    var recorder: CallRecorder

    func send(_ request: ProviderRequest) async throws(PlatformError) -> ProviderResponse {
        try await pages.answer(
            request, of: platform, for: step, within: maxAge, recorder: recorder, fetch: client.send)
    }
}

/// A client behind the circuit breaker: every attempt asks it first, and what it keeps back is told as a pause.
private struct GuardedProvider: ProviderClient {
    private let client: ScrapeCreatorsClient
    private let breaker: CircuitBreaker
    private let platform: PlatformDescriptor
    private let recorder: CallRecorder

    init(
        client: ScrapeCreatorsClient, breaker: CircuitBreaker, platform: PlatformDescriptor, recorder: CallRecorder
    ) {
        self.breaker = breaker
        self.platform = platform
        self.recorder = recorder
        self.client = client.guarded { request throws(PlatformError) in
            let probes = try await breaker.admit(request.path, of: platform)
            return { await breaker.note($0, to: request.path, of: platform, probes: probes) }
        }
    }

    func send(_ request: ProviderRequest) async throws(PlatformError) -> ProviderResponse {
        do throws(PlatformError) {
            return try await client.send(request)
        } catch {
            let meaning = breaker.meaning(of: error, at: request.path, of: platform)
            if meaning.isPause { recorder.block(request.path) }
            throw meaning
        }
    }
}

/// Stands where a platform has no provider; a registry and its gateway are made from one list, so nobody meets it.
private struct NoProvider: ProviderClient {
    func send(_ request: ProviderRequest) async throws(PlatformError) -> ProviderResponse {
        throw .unavailable("this host has no provider for the platform")
    }
}

extension ConfigSnapshot {
    /// How patient calls to a platform's provider are.
    fileprivate func policy(of platform: PlatformDescriptor) -> ProviderPolicy {
        ProviderPolicy(
            timeout: self[ProviderConfig.timeout(of: platform)], attempts: self[ProviderConfig.attempts(of: platform)])
    }
}
