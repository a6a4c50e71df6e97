import Foundation
import HTTPTesting
import Host
import HostTesting
import Synchronization

/// A QStash that takes messages and leaves their delivery to the test.
final class ScriptedQStash: Sendable {
    /// A message as it was handed over.
    struct Published: Sendable {
        var destination: String
        var headers: [String: String]
        var body: [UInt8]

        var deduplicationID: String { headers["Upstash-Deduplication-Id"] ?? "" }
    }

    /// What happens to a request that brings messages.
    enum Behaviour: Sendable {
        case takes
        /// Takes the messages, and the answer never comes.
        case takesAndHangs
        case answers(Int)
        /// Takes none, though it answers well.
        case takesNone
    }

    private struct State {
        var behaviours: [Behaviour]
        var requests: [[Published]] = []
        var known: Set<String> = []
    }

    /// Messages that were taken, without those that came again.
    let messages: AsyncStream<Published>
    private let taken: AsyncStream<Published>.Continuation
    private let state: Mutex<State>

    /// - Parameter behaviours: for the first requests; later ones are taken.
    private init(_ behaviours: [Behaviour]) {
        (messages, taken) = AsyncStream.makeStream()
        state = Mutex(State(behaviours: behaviours))
    }

    /// Starts one, and says how a host is to be configured for it.
    static func start(
        _ behaviours: [Behaviour] = []
    ) throws -> (qstash: ScriptedQStash, server: ScriptedServer, carrier: HostConfiguration.Carrier) {
        let qstash = ScriptedQStash(behaviours)
        let server = try ScriptedServer { qstash.serve($0) }
        return (qstash, server, QStashSigner.configuration(url: server.url))
    }

    /// Every request so far, with what it brought.
    var requests: [[Published]] { state.withLock { $0.requests } }

    /// The next message that was taken.
    func next() async throws -> Published {
        for await message in messages { return message }
        throw CancellationError()
    }

    private func serve(_ request: ScriptedServer.Request) -> [ScriptedServer.Step] {
        let elements = (try? JSONSerialization.jsonObject(with: Data(request.body)) as? [[String: Any]]) ?? []
        let batch = elements.map {
            Published(
                destination: $0["destination"] as? String ?? "", headers: $0["headers"] as? [String: String] ?? [:],
                body: Array(($0["body"] as? String ?? "").utf8))
        }
        guard request.target == "/v2/batch", request.values(of: "Authorization") == ["Bearer qstash_dev_token"] else {
            return [.answer(401, text: #"{"error":"unauthorized"}"#)]
        }
        let behaviour = state.withLock { state in
            state.requests.append(batch)
            return state.behaviours.isEmpty ? .takes : state.behaviours.removeFirst()
        }
        switch behaviour {
        case .answers(let status): return [.answer(status, text: #"{"error":"not now"}"#)]
        case .takesNone: return [.answer(text: "[" + batch.map { _ in "{}" }.joined(separator: ",") + "]")]
        case .takes:
            take(batch)
            let receipts = batch.map { #"{"messageId":"msg_\#($0.deduplicationID)"}"# }
            return [.answer(text: "[" + receipts.joined(separator: ",") + "]")]
        case .takesAndHangs:
            take(batch)
            return [.hang]
        }
    }

    private func take(_ batch: [Published]) {
        for message in batch where state.withLock({ $0.known.insert(message.deduplicationID).inserted }) {
            taken.yield(message)
        }
    }
}

extension TestApp {
    /// Delivers a message to where it is meant to go.
    @discardableResult
    func deliver(
        _ message: ScriptedQStash.Published, by signer: QStashSigner = QStashSigner()
    ) async throws -> Caller.Answer {
        try await stranger.deliver(message.body, to: String(message.destination.dropFirst(url.count)), by: signer)
    }

    /// Delivers whatever is handed over, several at a time, until `body` returns.
    func carried<Value: Sendable>(
        by qstash: ScriptedQStash, _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask {
                try await withThrowingDiscardingTaskGroup { deliveries in
                    for await message in qstash.messages {
                        deliveries.addTask { try await self.deliver(message) }
                    }
                }
                return nil
            }
            group.addTask { try await body() }
            defer { group.cancelAll() }
            while let value = try await group.next() { if let value { return value } }
            throw CancellationError()
        }
    }
}
