import Effects
import Foundation
import HTTPClient
import HTTPTesting
import PlatformAPI
import Synchronization
import Vendors

/// A scripted provider, a client for it, and what the client did: its pauses and its ledger.
final class Provider: Sendable {
    static let key = "k3y-that-nobody-may-see"
    static let now = Date(timeIntervalSince1970: 784_111_777)  // Sun, 06 Nov 1994 08:49:37 GMT

    let server: ScriptedServer
    let http = HTTPClient()
    private let notes = Mutex((pauses: [Duration](), calls: [ProviderCall]()))

    /// The first answer for the first request, and so on; the last one for all the rest.
    convenience init(answers: [[ScriptedServer.Step]]) throws {
        let count = Mutex(0)
        try self.init { _ in
            let index = count.withLock { count in
                defer { count += 1 }
                return count
            }
            return answers[min(index, answers.count - 1)]
        }
    }

    init(_ script: @escaping ScriptedServer.Script) throws { server = try ScriptedServer(script) }

    deinit { server.stop() }

    var pauses: [Duration] { notes.withLock(\.pauses) }
    var calls: [ProviderCall] { notes.withLock(\.calls) }

    /// Effects whose pauses take no time at all.
    func effects(randomUnit: Double = 0.5) -> Effects {
        Effects(
            now: { Self.now }, sleep: { pause in self.notes.withLock { $0.pauses.append(pause) } }, uuid: { UUID() },
            randomBytes: { _ in [] }, randomUnit: { randomUnit })
    }

    func client(
        policy: ProviderPolicy = ProviderPolicy(timeout: .seconds(120)), effects: Effects? = nil, url: String? = nil,
        key: String = Provider.key
    ) -> ScrapeCreatorsClient {
        ScrapeCreatorsClient(
            http: http, baseURL: url ?? server.url, apiKey: key, policy: policy, effects: effects ?? self.effects()
        )
        .recording { call in self.notes.withLock { $0.calls.append(call) } }
    }
}

extension ScrapeCreatorsClient {
    static let request = ProviderRequest(path: "/v1/tiktok/profile", query: ["handle": "jane & co"])

    /// How a call ends.
    func result(of request: ProviderRequest = Self.request) async -> Result<ProviderResponse, PlatformError> {
        do throws(PlatformError) { return .success(try await send(request)) } catch { return .failure(error) }
    }

    func failure(of request: ProviderRequest = Self.request) async -> PlatformError? {
        if case .failure(let error) = await result(of: request) { error } else { nil }
    }
}
