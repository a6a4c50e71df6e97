public import PlatformAPI
import Synchronization

/// A provider that answers from a simulator and retries nothing.
///
///     let simulator = TikTokSimulator()
///     let provider = SimulatorProvider { path, query in
///         let answer = simulator.answer(SimulatedRequest(path: path, query: query, now: now))
///         return (answer.status, answer.body)
///     }
///
/// It takes a closure, so that this kit need not know simulators.
public final class SimulatorProvider: ProviderClient {
    public typealias Answer = @Sendable (_ path: String, _ query: [String: String]) -> (status: Int, body: [UInt8])

    private let answer: Answer
    private let sent = Mutex<[ProviderRequest]>([])

    public init(_ answer: @escaping Answer) { self.answer = answer }

    /// What was asked so far, in order.
    public var requests: [ProviderRequest] { sent.withLock { $0 } }

    public func send(_ request: ProviderRequest) async throws(PlatformError) -> ProviderResponse {
        if Task.isCancelled { throw .cancelled }
        sent.withLock { $0.append(request) }
        let (status, body) = answer(request.path, request.query)
        let response = ProviderResponse(status: status, body: body)
        if let error = PlatformError(response: response) { throw error }
        return response
    }
}
