import Effects
import FixtureTape
import Foundation
import HTTPClient
import Simulation
import StandIns
import Synchronization

/// Stand-ins on a free port, and a client to ask them with.
struct RunningStandIns: Sendable {
    let standIns: StandIns
    let http: HTTPClient
    let clock: StandingClock
    let port: Int

    /// Runs them for as long as `body` takes.
    static func run(
        _ configuration: StandInsConfiguration = StandInsConfiguration(),
        simulators: [any ProviderSimulator] = [EchoSimulator(), OtherSimulator()],
        clock: StandingClock = StandingClock(),
        _ body: @escaping @Sendable (RunningStandIns) async throws -> Void
    ) async throws {
        var configuration = configuration
        configuration.port = 0
        let standIns = StandIns(configuration: configuration, simulators: simulators, effects: clock.effects)
        let http = HTTPClient()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await standIns.run() }
            try await body(
                RunningStandIns(standIns: standIns, http: http, clock: clock, port: standIns.boundPort()))
            group.cancelAll()
        }
        await http.shutdown()
    }

    /// Asks the provider.
    ///
    /// - Parameter target: path and query.
    func provider(
        _ target: String, key: String? = "dev", method: String = "GET", body: String? = nil
    ) async throws -> Answer {
        try await ask(
            method, "/_dev/scrapecreators" + target, headers: key.map { [("x-api-key", $0)] } ?? [], body: body)
    }

    func ask(
        _ method: String, _ target: String, headers: [(String, String)] = [], body: String? = nil
    ) async throws -> Answer {
        Answer(
            try await http.send(
                HTTPRequest(
                    method: method, url: "http://127.0.0.1:\(port)\(target)", headers: headers,
                    body: body.map { Array($0.utf8) })))
    }

    /// Asks and tells what came of it in a word: the status, or how it went wrong.
    func outcome(_ target: String) async -> String {
        do {
            return String(try await provider(target).status)
        } catch HTTPClientError.reset {
            return "reset"
        } catch HTTPClientError.truncated(let received, let expected?) {
            return "\(received) of \(expected)"
        } catch {
            return "\(error)"
        }
    }
}

/// The parts of an answer that tests look at.
struct Answer: Hashable, Sendable {
    var status: Int
    var type: String
    var body: String

    init(_ status: Int, _ type: String, _ body: String) {
        self.status = status
        self.type = type
        self.body = body
    }

    init(_ response: HTTPResponse) {
        self.init(
            response.status, response.header("content-type") ?? "", String(decoding: response.body, as: UTF8.self))
    }

    static func json(_ status: Int, _ body: String) -> Answer {
        Answer(status, "application/json; charset=utf-8", body)
    }

    /// The body, if it is JSON.
    var value: JSONValue? { try? JSONValue(parsing: Array(body.utf8)) }
}

/// A clock that stands until it is moved. Waits of a minute and more last until they are cancelled, shorter ones not
/// at all; each is told.
final class StandingClock: Sendable {
    enum Wait: Hashable, Sendable {
        case began(Duration)
        case cancelled(Duration)
    }

    let waits: AsyncStream<Wait>
    private let seconds: Mutex<Double>
    private let count = Mutex<UInt64>(0)
    private let tell: AsyncStream<Wait>.Continuation

    /// - Parameter seconds: unix time; 2026-01-01 unless told.
    init(_ seconds: Double = 1_767_225_600) {
        self.seconds = Mutex(seconds)
        (waits, tell) = AsyncStream.makeStream()
    }

    func advance(_ seconds: Double) { self.seconds.withLock { $0 += seconds } }

    /// Everything told so far.
    func toldWaits() async -> [Wait] {
        tell.finish()
        return await waits.reduce(into: []) { $0.append($1) }
    }

    var effects: Effects {
        Effects(
            now: { Date(timeIntervalSince1970: self.seconds.withLock { $0 }) },
            sleep: { try await self.wait($0) },
            uuid: { UUID.version7(at: Date(timeIntervalSince1970: 0), random: self.bytes(10)) },
            randomBytes: { self.bytes($0) }, randomUnit: { 0.5 })
    }

    private func wait(_ duration: Duration) async throws {
        tell.yield(.began(duration))
        guard duration >= .seconds(60) else { return }
        let never = AsyncStream<Never>.makeStream()
        for await _ in never.stream {}  // ends with the task
        tell.yield(.cancelled(duration))
        throw CancellationError()
    }

    private func bytes(_ length: Int) -> [UInt8] {
        let number = count.withLock { count in
            count += 1
            return count
        }
        return (0..<length).map { $0 < 8 ? UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) : 0 }
    }
}

/// A provider that repeats what it was asked.
struct EchoSimulator: ProviderSimulator {
    let endpoints = [
        SimulatedEndpoint(
            path: "/v1/echo/search", required: [["query"]], missingMessage: "query is required", subjects: ["query"],
            empty: .json(["items": []])),
        SimulatedEndpoint(
            path: "/v1/echo/profile", required: [["handle", "id"]],
            missingMessage: "You must provide a handle or an id", subjects: ["handle"],
            empty: .failure(404, "User doesn't exist")),
    ]

    func answer(_ request: SimulatedRequest) -> SimulatedResponse {
        let asked = request.query.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return .json([
            "path": .string(request.path), "asked": .strings(asked),
            "now": .int(Int(request.now.timeIntervalSince1970)),
        ])
    }
}

/// Another one, with a path of its own and one that it comes too late for.
struct OtherSimulator: ProviderSimulator {
    let endpoints = ["/v1/other", "/v1/echo/search"].map {
        SimulatedEndpoint(path: $0, required: [], missingMessage: "", subjects: [], empty: .json([:]))
    }

    func answer(_ request: SimulatedRequest) -> SimulatedResponse { .json(["other": true]) }
}
