import FixtureTape
import Foundation
import HTTPClient
import StandIns
import Testing

@Suite("Faults on the wire")
struct FaultTests {
    private static let target = "/v1/echo/search?query=x"
    private static let body = #"{"path":"/v1/echo/search","asked":["query=x"],"now":1767225600}"#

    @Test(
        "each fault is seen by a client as what it is",
        arguments: [
            ("reset=100%", "reset"), ("cut=100%", "\(body.utf8.count / 2) of \(body.utf8.count)"),
            ("500=100%", "500"), ("429=100%", "429"), ("credits=100%", "402"), ("html=100%", "200"),
            ("slow=100%:2s", "200"), ("latency=2s", "200"), ("", "200"),
        ])
    func outcomes(_ plan: String, _ outcome: String) async throws {
        try await RunningStandIns.run(StandInsConfiguration(faults: FaultPlan(parsing: plan))) { app async throws in
            #expect(await app.outcome(Self.target) == outcome)
        }
    }

    @Test(
        "the bodies are the provider's",
        arguments: [
            ("500=100%", Answer.json(500, #"{"success":false,"message":"Something went wrong"}"#)),
            (
                "credits=100%",
                .json(
                    402,
                    #"{"success":false,"message":"Looks like you're out of credits :( \nYou'll need to buy more to "#
                        + #"continue using the service."}"#)
            ),
            ("429=100%", .json(429, #"{"success":false,"message":"Too many requests"}"#)),
            ("slow=100%:2s", .json(200, body)), ("latency=2s", .json(200, body)),
            (
                "html=100%",
                Answer(
                    200, "text/html; charset=utf-8",
                    "<html>\r\n<head><title>Please wait</title></head>\r\n<body>Please wait</body>\r\n</html>\r\n")
            ),
        ])
    func bodies(_ plan: String, _ answer: Answer) async throws {
        try await RunningStandIns.run(StandInsConfiguration(faults: FaultPlan(parsing: plan))) { app async throws in
            #expect(try await app.provider(Self.target) == answer)
        }
    }

    @Test("a 429 says when to come back")
    func retryAfter() async throws {
        try await RunningStandIns.run(StandInsConfiguration(faults: FaultPlan(parsing: "429=100%:7s"))) {
            app async throws in
            let response = try await app.http.send(
                HTTPRequest(
                    url: "http://127.0.0.1:\(app.port)/_dev/scrapecreators\(Self.target)",
                    headers: [("x-api-key", "dev")]))
            #expect(response.status == 429)
            #expect(response.header("Retry-After") == "7")
        }
    }

    @Test("slow answers wait, latency is added to all, refused requests included")
    func delays() async throws {
        let clock = StandingClock()
        let plan = try FaultPlan(parsing: "slow=100%:2s,latency=300ms")
        try await RunningStandIns.run(StandInsConfiguration(faults: plan), clock: clock) { app async throws in
            #expect(await app.outcome(Self.target) == "200")
            #expect(await app.outcome("/v1/nothing") == "404")
        }
        #expect(await clock.toldWaits() == [.began(.milliseconds(2300)), .began(.milliseconds(300))])
    }

    @Test("a request that hangs is given up as soon as its client goes")
    func hang() async throws {
        let clock = StandingClock()
        let plan = try FaultPlan(parsing: "hang=100%")
        try await RunningStandIns.run(StandInsConfiguration(faults: plan), clock: clock) { app async throws in
            let asking = Task { await app.outcome(Self.target) }
            var waits = clock.waits.makeAsyncIterator()
            #expect(await waits.next() == .began(.seconds(600)))
            asking.cancel()
            #expect(await asking.value == "the request was cancelled")
            #expect(await waits.next() == .cancelled(.seconds(600)))
        }
    }

    @Test("stand-ins that stop end what hangs")
    func stop() async throws {
        let clock = StandingClock()
        let plan = try FaultPlan(parsing: "hang=100%")
        let standIns = StandIns(
            configuration: StandInsConfiguration(port: 0, faults: plan), simulators: [EchoSimulator()],
            effects: clock.effects)
        let running = Task { try await standIns.run() }
        let http = HTTPClient()
        let app = RunningStandIns(
            standIns: standIns, http: http, clock: clock, port: try await standIns.boundPort())
        let asking = Task { await app.outcome(Self.target) }
        var waits = clock.waits.makeAsyncIterator()
        #expect(await waits.next() == .began(.seconds(600)))
        running.cancel()
        #expect(await waits.next() == .cancelled(.seconds(600)))
        #expect(await asking.value != "200")
        _ = await running.result
        await http.shutdown()
    }

    @Test("the plan can be changed while requests come, and its faults are counted")
    func control() async throws {
        try await RunningStandIns.run { app async throws in
            func set(_ body: String) async throws -> Answer {
                try await app.ask("POST", "/_dev/scrapecreators/_control/faults", body: body)
            }
            func outcomes(_ count: Int) async -> [String] {
                var seen: [String] = []
                for _ in 0..<count { seen.append(await app.outcome(Self.target)) }
                return seen
            }
            #expect(await outcomes(2) == ["200", "200"])
            #expect(try await set(#"{"plan":"credits-after=3"}"#).status == 200)
            #expect(await outcomes(4) == ["200", "200", "402", "402"])
            #expect(try await set(#"{"plan":"500=50%","seed":7}"#).status == 200)
            let first = await outcomes(20)
            #expect(Set(first) == ["200", "500"])
            #expect(try await set(#"{"plan":"500=50%","seed":7}"#).status == 200)
            #expect(await outcomes(20) == first, "the same seed spoils the same requests")
            let spoiled = first.filter { $0 == "500" }.count * 2
            #expect(
                try await set(#"{"plan":""}"#).body
                    == #"{"requests":46,"hits":0,"misses":[],"faults":{"500":\#(spoiled),"credits":2}}"#)
            #expect(await outcomes(1) == ["200"])
            #expect(
                try await set(#"{"plan":"500=5"}"#)
                    == .json(
                        400,
                        #"{"message":"the fault plan's \"500=5\": the rate is not a percentage up to 100%"}"#))
            #expect(try await set(#"{"seed":7}"#) == .json(400, #"{"message":"no plan"}"#))
            #expect(try await set(#"{"plan":"","seed":-1}"#).status == 400)
            #expect(try await set("{").status == 400)
        }
    }

    @Test("a taped answer that was cut is there again, whole, when asked again")
    func cutTape() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "gemz-cut-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let exchange = #"{"request":{"path":"/v1/echo/search","params":{"query":"x"}},"response":{"status":200,"body":"#
        try Data("{\"exchanges\":[\(exchange)\"first\"}},\(exchange)\"second\"}}]}".utf8)
            .write(to: folder.appending(path: "tape.json"))
        let configuration = StandInsConfiguration(tapeFolders: [folder], faults: try FaultPlan(parsing: "cut=100%"))
        try await RunningStandIns.run(configuration) { app async throws in
            #expect(await app.outcome(Self.target) == "2 of 5")
            #expect(await app.outcome(Self.target) == "2 of 5")
            _ = try await app.ask("POST", "/_dev/scrapecreators/_control/faults", body: #"{"plan":""}"#)
            #expect(try await app.provider(Self.target).body == "first")
            #expect(try await app.provider(Self.target).body == "second")
        }
    }
}
