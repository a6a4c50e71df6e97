import PlatformAPI
import Synchronization

/// An answer that was not what the platform's code was written for.
struct MisshapenAnswer: Sendable {
    var error: PlatformError
    /// The calls that it may have been the answer of, in the order in which they were made.
    var requests: [ProviderRequest] = []
}

/// A client that remembers what it is asked, so that a bad answer can be found again.
final class TracedProvider: ProviderClient {
    private let client: any ProviderClient
    private let asked = Mutex<[ProviderRequest]>([])

    init(_ client: any ProviderClient) { self.client = client }

    var requests: [ProviderRequest] { asked.withLock { $0 } }

    func send(_ request: ProviderRequest) async throws(PlatformError) -> ProviderResponse {
        asked.withLock { $0.append(request) }
        return try await client.send(request)
    }
}
