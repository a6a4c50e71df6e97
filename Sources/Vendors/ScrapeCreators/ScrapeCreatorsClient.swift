public import Effects
import Foundation
public import HTTPClient
public import PlatformAPI

/// Calls ScrapeCreators with its key, within limits, again where that is worth it.
///
/// Copies share one set of slots, so what bounds one bounds all of them together.
public struct ScrapeCreatorsClient: ProviderClient {
    private let http: HTTPClient
    private let baseURL: String
    private let apiKey: String
    private var policy: ProviderPolicy
    private let effects: Effects
    private let slots: any CallSlots
    private var record: @Sendable (ProviderCall) async -> Void = { _ in }
    private var gate: CallGate?

    /// - Parameters:
    ///   - baseURL: as ``ScrapeCreators/baseURL(from:)`` gives it.
    ///   - apiKey: goes into the header `x-api-key` and nowhere else.
    ///   - slots: shared with others; without them ``ProviderPolicy/concurrency`` holds for this client and its copies.
    public init(
        http: HTTPClient, baseURL: String, apiKey: String, policy: ProviderPolicy, slots: (any CallSlots)? = nil,
        effects: Effects
    ) {
        self.http = http
        self.baseURL = baseURL
        self.apiKey = apiKey
        self.policy = policy
        self.effects = effects
        self.slots = slots ?? LocalSlots(policy.concurrency)
    }

    /// The same client, slots included, with another patience.
    public func following(_ policy: ProviderPolicy) -> ScrapeCreatorsClient {
        var client = self
        client.policy = policy
        return client
    }

    /// The same client, slots included, with somebody who is told of each attempt over the wire, failed ones included.
    public func recording(_ record: @escaping @Sendable (ProviderCall) async -> Void) -> ScrapeCreatorsClient {
        var client = self
        client.record = record
        return client
    }

    /// The same client, slots included, with somebody who is asked before each attempt whether it may go out.
    public func guarded(by gate: @escaping CallGate) -> ScrapeCreatorsClient {
        var client = self
        client.gate = gate
        return client
    }

    /// Sends a call; tries again after 408, 425, 429 and 5xx, after time-outs and broken connections, and when a body
    /// was cut off. Cancelling the task ends it at once, wherever it waits.
    ///
    /// - Throws: ``PlatformError`` of the last attempt, or of the gate or the slots that kept one from going out.
    public func send(_ request: ProviderRequest) async throws(PlatformError) -> ProviderResponse {
        var attempt = 1
        while true {
            let outcome = try await slots.run { await self.admitted(attempt, of: request) }.get()
            guard let failure = outcome.failure else { return outcome.response }
            guard failure.isWorthRepeating, attempt < policy.attempts else { throw failure.error }
            let pause = policy.pause(
                after: attempt, retryAfter: failure.retryAfter, randomUnit: effects.randomUnit())
            do { try await effects.sleep(pause) } catch { throw .cancelled }
            attempt += 1
        }
    }

    /// One attempt, with a slot in hand: whatever the gate has learnt while this one waited for it counts, and what this
    /// one teaches it is known before the slot goes on.
    private func admitted(_ number: Int, of request: ProviderRequest) async -> Result<Attempt, PlatformError> {
        let tell: (@Sendable (ProviderCall?) async -> Void)?
        do throws(PlatformError) { tell = try await gate?(request) } catch { return .failure(error) }
        let outcome = await attempt(number, of: request)
        if let call = outcome.call { await record(call) }
        await tell?(outcome.call)
        return .success(outcome)
    }

    private func attempt(_ number: Int, of request: ProviderRequest) async -> Attempt {
        var call = ProviderCall(path: request.path, attempt: number, startedAt: effects.now())
        let result: Result<HTTPResponse, HTTPClientError>
        do throws(HTTPClientError) {
            result = .success(try await http.send(httpRequest(for: request)))
        } catch {
            result = .failure(error)
        }
        call.duration = .seconds(max(0, effects.now().timeIntervalSince(call.startedAt)))
        return Attempt(result, call: call, now: effects.now(), secret: apiKey)
    }

    private func httpRequest(for request: ProviderRequest) -> HTTPRequest {
        let query = request.query.isEmpty ? "" : "?" + URLQuery.encode(request.query)
        var http = HTTPRequest(
            url: baseURL + request.path + query, headers: [("x-api-key", apiKey), ("Accept", "application/json")],
            timeout: policy.timeout)
        http.maxBodyBytes = policy.maxBodyBytes
        http.isSentOnce = true  // each sending may cost a credit, and belongs in the ledger
        return http
    }
}
