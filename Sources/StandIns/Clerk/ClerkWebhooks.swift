import Effects
import FixtureTape
import Foundation
import HTTPClient
import Synchronization

/// Where the stand-in of Clerk sends webhooks, and what it signs them with.
public struct ClerkWebhookEndpoint: Hashable, Sendable {
    public var secret: SvixSecret
    /// `nil` until ``ClerkStandIn/sendWebhooks(to:)`` tells it; what happens before then is sent later.
    public var url: String?

    public init(secret: SvixSecret, url: String? = nil) {
        self.secret = secret
        self.url = url
    }
}

/// Tells an endpoint what happens to users and sessions, as Svix does for Clerk: each event by itself, in no order that
/// could be relied on, and again until it is taken.
final class ClerkWebhooks: Sendable {
    /// Events that wait to be sent at most; the oldest go first.
    private static let most = 1000
    /// The pauses between attempts; after the last one an event is given up.
    static let pauses: [Duration] = [5, 300, 1800, 7200, 18_000, 36_000, 36_000].map { .seconds($0) }

    private struct Event: Sendable {
        var id: String
        var body: [UInt8]
    }

    private let secret: SvixSecret
    private let effects: Effects
    private let ids: ClerkIDs
    private let (events, queue) = AsyncStream.makeStream(of: Event.self, bufferingPolicy: .bufferingNewest(most))
    private let (addresses, address) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingOldest(1))
    /// The time of the last event, in unix milliseconds: no two have the same.
    private let last = Mutex(0)

    init(_ endpoint: ClerkWebhookEndpoint, effects: Effects) {
        secret = endpoint.secret
        self.effects = effects
        ids = ClerkIDs(effects: effects)
        if let url = endpoint.url { send(to: url) }
    }

    /// Begins to send. Only the first address counts.
    func send(to url: String) { address.yield(url) }

    /// Something has happened.
    ///
    /// - Parameters:
    ///   - type: such as `user.created`.
    ///   - data: whom it happened to.
    func tell(_ type: String, _ data: JSONValue) {
        let now = Int(effects.now().timeIntervalSince1970 * 1000)
        let time = last.withLock { last in
            last = max(now, last + 1)
            return last
        }
        let event = JSONValue.record([
            "data": data,
            "event_attributes": .record([
                "http_request": .record(["client_ip": .string("127.0.0.1"), "user_agent": .string("")])
            ]),
            "instance_id": .string("ins_development"), "object": .string("event"), "timestamp": .integer(time),
            "type": .string(type),
        ])
        queue.yield(Event(id: ids.next("msg"), body: Array(event.compact.utf8)))
    }

    /// Sends until the task is cancelled.
    func run() async {
        for await url in addresses {
            let client = HTTPClient(configuration: HTTPClientConfiguration(userAgent: "Svix-Webhooks/1.0"))
            await withDiscardingTaskGroup { group in
                for await event in events { group.addTask { await self.deliver(event, to: url, over: client) } }
            }
            await client.shutdown()
        }
    }

    private func deliver(_ event: Event, to url: String, over client: HTTPClient) async {
        for pause in Self.pauses {
            if await isTaken(event, by: url, over: client) { return }
            // Ends early only by cancellation.
            guard (try? await effects.sleep(pause)) != nil else { return }
        }
        _ = await isTaken(event, by: url, over: client)
    }

    /// Whether an attempt was answered with 2xx; nothing else counts.
    private func isTaken(_ event: Event, by url: String, over client: HTTPClient) async -> Bool {
        let headers = secret.headers(of: event.id, body: event.body, now: effects.now())
        var request = HTTPRequest(
            method: "POST", url: url, headers: [("Content-Type", "application/json")] + headers, body: event.body,
            timeout: .seconds(15))
        request.isSentOnce = true
        let response = try? await client.send(request)  // no answer is no better than a bad one
        return response.map { (200..<300).contains($0.status) } ?? false
    }
}
