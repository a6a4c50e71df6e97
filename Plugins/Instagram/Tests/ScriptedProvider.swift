import FoundationEssentials
import InstagramSimulator
import PlatformAPI
import Simulation

/// A provider that answers as it is told, its statuses read as the host reads them.
struct ScriptedProvider: ProviderClient {
    let answer: @Sendable (ProviderRequest) -> ProviderResponse

    init(_ answer: @escaping @Sendable (ProviderRequest) -> ProviderResponse) { self.answer = answer }

    /// A provider that gives every request the same JSON.
    init(json: String, status: Int = 200) {
        self.init { _ in ProviderResponse(status: status, body: Array(json.utf8)) }
    }

    /// The simulator, as if it were the provider.
    init(_ simulator: InstagramSimulator, now: Date) {
        self.init { request in
            let answer = simulator.answer(SimulatedRequest(path: request.path, query: request.query, now: now))
            return ProviderResponse(status: answer.status, body: answer.body)
        }
    }

    func send(_ request: ProviderRequest) async throws(PlatformError) -> ProviderResponse {
        let response = answer(request)
        if let error = PlatformError(response: response) { throw error }
        return response
    }
}

extension Date {
    /// 15 January 2026, noon in Greenwich: the instant of every test.
    static let ofTests = Date(timeIntervalSince1970: 1_768_478_400)
}

extension SearchContext {
    /// The simulator for a provider.
    static let simulated = SearchContext(provider: ScriptedProvider(InstagramSimulator(), now: .ofTests), now: .ofTests)
}
