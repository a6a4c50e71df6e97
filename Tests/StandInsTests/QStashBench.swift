import Effects
import FixtureTape
import Foundation
import HTTPClient
import HTTPTesting
import HostTesting
import StandIns
import Testing

/// A running QStash, a receiver that answers as told, and a clock that stands until it is moved.
struct QStashBench: Sendable {
    typealias Script = @Sendable (_ request: ScriptedServer.Request) -> [ScriptedServer.Step]

    let standIns: StandIns
    let http: HTTPClient
    let effects: ManualEffects
    let receiver: ScriptedServer
    let port: Int

    static let keys = QStashSigningKeys(current: "sig_current_0123456789abcdef0123456", next: "sig_next_0123456789")

    /// - Parameter script: what the receiver does about a delivery; 200 unless told.
    static func run(
        _ script: @escaping Script = { _ in [.answer(text: "ok")] },
        _ body: @escaping @Sendable (QStashBench) async throws -> Void
    ) async throws {
        let effects = ManualEffects()
        var configuration = StandInsConfiguration(port: 0)
        configuration.qstashSigningKeys = keys
        let standIns = StandIns(configuration: configuration, simulators: [], effects: effects.effects)
        let http = HTTPClient()
        let receiver = try ScriptedServer(script)
        defer { receiver.stop() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await standIns.run() }
            try await body(
                QStashBench(
                    standIns: standIns, http: http, effects: effects, receiver: receiver,
                    port: standIns.boundPort()))
            group.cancelAll()
        }
        await http.shutdown()
    }

    var now: Date { effects.now }

    // MARK: Asking

    func ask(
        _ method: String, _ target: String, token: String? = "qstash_dev_token",
        _ headers: [(String, String)] = [], body: String? = nil
    ) async throws -> Answer {
        let authorization = token.map { [("Authorization", "Bearer \($0)")] } ?? []
        return Answer(
            try await http.send(
                HTTPRequest(
                    method: method, url: "http://127.0.0.1:\(port)/_dev/qstash\(target)",
                    headers: authorization + headers, body: body.map { Array($0.utf8) })))
    }

    /// Asks and expects a 2xx with JSON.
    func value(
        _ method: String, _ target: String, _ headers: [(String, String)] = [], body: String? = nil
    ) async throws -> JSONValue {
        let answer = try await ask(method, target, headers, body: body)
        try #require((200..<300).contains(answer.status), "\(method) \(target): \(answer.status) \(answer.body)")
        return try #require(answer.value)
    }

    /// Publishes to a path of the receiver: the message's id.
    @discardableResult
    func publish(_ path: String, _ headers: [(String, String)] = [], body: String = "{}") async throws -> String {
        try await #require(
            value("POST", "/v2/publish/\(receiver.url)\(path)", headers, body: body)["messageId"]?.string)
    }

    // MARK: Waiting

    /// The deliveries to a path, once there are so many.
    func deliveries(to path: String, _ count: Int = 1) async -> [ScriptedServer.Request] {
        await receiver.wait { tally in tally.requests.count { $0.target == path } >= count }
        return deliveriesSoFar(to: path)
    }

    func deliveriesSoFar(to path: String) -> [ScriptedServer.Request] {
        receiver.tally.requests.filter { $0.target == path }
    }

    /// The states of a message's events, oldest first, once the last of them is this one.
    func states(of id: String, until last: String) async throws -> [String] {
        while true {
            let states = try await states(of: id)
            if states.last == last { return states }
            await Task.yield()
        }
    }

    func states(of id: String) async throws -> [String] {
        let events = try await value("GET", "/v2/events?messageId=\(id)")["events"]?.elements ?? []
        return events.compactMap { $0["state"]?.string }.reversed()
    }

    /// Moves the clock and has QStash look at it: it may have been about to wait from an earlier time on.
    func advance(by duration: Duration) async throws {
        effects.advance(by: duration)
        _ = try await value("POST", "/v2/flowControl/clock/resume")
    }

    /// Moves the clock to a message's next delivery, which is due in exactly so many milliseconds.
    func advanceToRetry(of id: String, in milliseconds: Int, retried: Int) async throws {
        while true {
            let events = try await value("GET", "/v2/events?messageId=\(id)&state=RETRY")["events"]?.elements ?? []
            if events.count == retried, let next = events.first?["nextDeliveryTime"]?.integer {
                #expect(next - Int(effects.now.timeIntervalSince1970 * 1000) == milliseconds)
                return try await advance(by: .milliseconds(milliseconds))
            }
            await Task.yield()
        }
    }
}

extension ScriptedServer.Request {
    func header(_ name: String) -> String? { values(of: name).first }

    var text: String { String(decoding: body, as: UTF8.self) }

    var json: JSONValue? { try? JSONValue(parsing: body) }
}
