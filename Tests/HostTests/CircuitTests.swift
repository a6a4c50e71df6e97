import Effects
import Foundation
import HTTPClient
import HostTesting
import PlatformAPI
import Postgres
import StandIns
import Testing
import Vendors

@testable import Domain
@testable import Host

@Suite("Circuit breaker")
struct CircuitTests {
    /// Probes follow quickly, so that nothing waits for long.
    private static let quick = ["timeouts.circuit_probe=50ms", "polling.interval=50ms", "qstash_delays.retry_base=1ms"]

    private static let attempts = Statement(
        "tests.attempts", "SELECT attempt, interruptions FROM messages WHERE job_id = $1")

    private static func code(_ job: [String: Any]) -> String? {
        (job["error"] as? [String: Any])?["code"] as? String
    }

    /// The creators that a search finds when nothing goes wrong.
    private static func undisturbed(_ term: String, results: Int) async throws -> [String] {
        let found = HandleBox()
        try await TestApp.run { app in
            let jane = try await app.caller()
            let id = try await jane.search("keyword", [term], results: results)
            _ = try await app.job(id, as: jane)
            found.keep(try await jane.results(of: id).compactMap { $0["handle"] as? String })
        }
        return found.all
    }

    @Test(
        "out of credits: the job pauses with the reason, keeps what it found, and goes on when credits are back",
        arguments: ["toys", "backwards"])
    func outOfCredits(term: String) async throws {
        let clean = try await Self.undisturbed(term, results: 50)
        let options = TestApp.Options(settings: Self.quick, faults: try FaultPlan(parsing: "credits-after=16"))
        try await TestApp.run(options) { app in
            let jane = try await app.caller()
            let id = try await jane.search("keyword", [term], results: 50)
            let paused = try await app.job(id, reaches: ["paused"], as: jane)
            #expect(Self.code(paused) == "PROVIDER_OUT_OF_CREDITS")
            let message = paused["message"] as? String ?? ""
            #expect(message.hasPrefix("Paused: The data provider is out of credits ("), "\(message)")
            #expect(paused["processedResults"] as? Int == 10)
            #expect(try await jane.results(of: id).allSatisfy { $0["bio"] != nil })
            try await app.plan("")
            let job = try await app.job(id, as: jane)
            #expect(job["status"] as? String == "completed")
            #expect(job["error"] == nil)
            #expect(try await jane.results(of: id).compactMap { $0["handle"] as? String } == clean)
            let dead = try await app.database.query(Ledger.deadLetters, [id]) { row in
                try row.get("error", as: String.self)
            }
            #expect(dead == [])
        }
    }

    @Test("a refused key pauses as well, and no attempt is used up by waiting")
    func unauthorized() async throws {
        let options = TestApp.Options(settings: Self.quick + ["processing.max_attempts=1"], providerKey: "wrong")
        try await TestApp.run(options) { app in
            let jane = try await app.caller()
            let id = try await jane.search("keyword", ["toys"], results: 10)
            #expect(Self.code(try await app.job(id, reaches: ["paused"], as: jane)) == "PROVIDER_UNAUTHORIZED")
            // Paused again after each probe.
            let listener = try Listener(connectionString: app.databaseURL, channels: ["gemz_job"])
            var notices = 0
            for await event in listener.listen() {
                guard case .notification = event else { continue }
                notices += 1
                if notices == 3 { break }
            }
            let job = try await jane.job(id)
            #expect(job["status"] as? String == "paused")
            #expect(job["creditsSpent"] as? Int == 0)
            let counts = try await app.database.first(Self.attempts, [id]) { row in
                [try row.get("attempt", as: Int.self), try row.get("interruptions", as: Int.self)]
            }
            #expect(counts == [0, 0])
        }
    }

    @Test("an endpoint that keeps failing is called off: jobs pause instead of using up their attempts, then go on")
    func endpoint() async throws {
        let settings =
            Self.quick + [
                "processing.circuit_failures=3", "platforms.toy.call_attempts=2", "processing.max_attempts=3",
            ]
        let options = TestApp.Options(settings: settings, faults: try FaultPlan(parsing: "500=100%"))
        try await TestApp.run(options) { app in
            let jane = try await app.caller()
            let id = try await jane.search("keyword", ["toys"], results: 20)
            let paused = try await app.job(id, reaches: ["paused"], as: jane)
            #expect(Self.code(paused) == "PROVIDER_UNAVAILABLE")
            let toy = try #require(try await jane.get("/api/platforms").list.first)
            let modes = toy["modes"] as? [[String: Any]] ?? []
            #expect(modes.map { $0["state"] as? String } == ["paused", "paused"])
            #expect(
                modes.map { $0["reason"] as? String }
                    == Array(repeating: "The data provider does not answer at the moment.", count: 2))
            // A search that is started now is taken, and waits.
            let other = try await jane.search("keyword", ["others"], results: 20)
            _ = try await app.job(other, reaches: ["paused"], as: jane)
            try await app.plan("")
            for id in [id, other] {
                let job = try await app.job(id, as: jane)
                #expect(job["status"] as? String == "completed")
                #expect(job["processedResults"] as? Int == 20)
            }
        }
    }

    @Test("a paused job can be cancelled, and ends at its time")
    func ends() async throws {
        let clock = ManualEffects()
        let options = TestApp.Options(
            settings: ["timeouts.job=10m", "timeouts.circuit_probe=20m", "timeouts.circuit_probe_cap=20m"],
            faults: try FaultPlan(parsing: "credits-after=1"), effects: clock.effects)
        try await TestApp.run(options) { app in
            let jane = try await app.caller()
            let overdue = try await jane.search("keyword", ["toys"], results: 10)
            _ = try await app.job(overdue, reaches: ["paused"], as: jane)
            let cancelled = try await jane.send("DELETE", "/api/jobs/\(overdue)")
            #expect(cancelled.data["status"] as? String == "cancelled")
            #expect(cancelled.data["error"] == nil)
        }
        try await TestApp.run(options) { app in
            let jane = try await app.caller()
            let overdue = try await jane.search("keyword", ["toys"], results: 10)
            _ = try await app.job(overdue, reaches: ["paused"], as: jane)
            clock.advance(by: .seconds(601))
            #expect(Self.code(try await app.job(overdue, as: jane)) == "JOB_TIMEOUT")
        }
    }

    @Test("what one host finds out keeps the other from starting searches until a probe is due; it closes for both")
    func twoHosts() async throws {
        let clock = ManualEffects()
        let url = try await TestCluster.shared.makeDatabase()
        let poor = TestApp.Options(
            faults: try FaultPlan(parsing: "credits-after=1"), effects: clock.effects, databaseURL: url)
        try await TestApp.run(poor) { first in
            let jane = try await first.caller()
            let waiting = try await jane.search("keyword", ["toys"], results: 10)
            _ = try await first.job(waiting, reaches: ["paused"], as: jane)
            try await TestApp.run(TestApp.Options(effects: clock.effects, databaseURL: url)) { second in
                let mary = try await second.caller("mary@example.com")
                let body: [String: Any] = ["campaignId": try await mary.campaign(), "keywords": ["toys"]]
                let refused = try await mary.post("/api/scraping/toy/keyword", body)
                #expect(refused.status == 503)
                #expect(refused.code == "PLATFORM_PAUSED")
                #expect(refused.header("Retry-After") == "30")
                let reason = (refused.body["details"] as? [String: Any])?["reason"] as? String ?? ""
                #expect(reason.hasPrefix("The data provider is out of credits ("))
                try await first.plan("")
                clock.advance(by: .seconds(30))
                #expect(try await first.job(waiting, as: jane)["status"] as? String == "completed")
                clock.advance(by: .seconds(1))  // both have read the row anew by then
                for (app, caller) in [(first, jane), (second, mary)] {
                    let states = try await caller.get("/api/platforms").list
                        .flatMap { $0["modes"] as? [[String: Any]] ?? [] }.map { $0["state"] as? String }
                    #expect(states == ["ok", "ok"])
                    let id = try await caller.search("keyword", ["toys"], results: 10)
                    #expect(try await app.job(id, as: caller)["status"] as? String == "completed")
                }
            }
        }
    }

    // MARK: The breaker itself

    private static let endLease = Statement(
        "tests.end_probe", "UPDATE provider_circuits SET probe_lease_until = clock_timestamp() - interval '1 second'")
    private static let toy = ToyPlatform.descriptor

    private static func withBreakers(
        _ body: (_ breakers: [CircuitBreaker], _ clock: ManualEffects, _ pool: Pool) async throws -> Void
    ) async throws {
        let clock = ManualEffects()
        let url = try await TestCluster.shared.makeDatabase()
        let pool = try Pool(configuration: PoolConfiguration(connectionString: url, size: 4))
        _ = try await Migrator(migrations: Migrations.all).migrate(pool)
        let breakers = (0..<2).map { _ in
            CircuitBreaker(
                platforms: [toy], store: CircuitStore(), jobs: JobStore(), pool: pool, config: LiveConfig(),
                effects: clock.effects, log: HouseLog(area: "test", logger: LogLines().logger))
        }
        try await body(breakers, clock, pool)
        await pool.close()
    }

    private static func call(_ failure: PlatformError?, begun: Date = .distantFuture) -> ProviderCall {
        var call = ProviderCall(path: "/v1/toy/search", startedAt: begun)
        call.failure = failure
        return call
    }

    private static func admitted(_ breaker: CircuitBreaker) async -> [CircuitKey]? {
        do throws(PlatformError) {
            return try await breaker.admit("/v1/toy/search", of: toy)
        } catch {
            #expect(error.isPause)
            return nil
        }
    }

    @Test("of many calls of many hosts one is the probe, and the next one only when its host is gone")
    func oneProbe() async throws {
        try await Self.withBreakers { breakers, clock, pool in
            await breakers[0].note(
                Self.call(.outOfCredits("none")), to: "/v1/toy/search", of: Self.toy, probes: [])
            clock.advance(by: .seconds(29))
            #expect(await Self.admitted(breakers[1]) == nil)
            clock.advance(by: .seconds(1))
            func probes() async -> [[CircuitKey]] {
                await withTaskGroup(of: [CircuitKey]?.self) { group in
                    for number in 0..<20 { group.addTask { await Self.admitted(breakers[number % 2]) } }
                    return await group.reduce(into: []) { if let keys = $1 { $0.append(keys) } }
                }
            }
            let key = CircuitKey(vendor: "scrapecreators", endpoint: "")
            #expect(await probes() == [[key]])
            #expect(await probes() == [])
            try await pool.execute(Self.endLease)
            #expect(await probes() == [[key]])
            await breakers[0].note(Self.call(nil), to: "/v1/toy/search", of: Self.toy, probes: [key])
            #expect(await probes() == Array(repeating: [], count: 20))
        }
    }

    private static let probeLease = Statement(
        "tests.probe_lease",
        "SELECT extract(epoch FROM probe_lease_until - clock_timestamp())::double precision AS s FROM provider_circuits"
    )

    @Test("a host that probes counts as gone when its call cannot be under way any more, and a lease has passed")
    func probeLease() async throws {
        try await Self.withBreakers { breakers, clock, pool in
            await breakers[0].note(Self.call(.unauthorized("no")), to: "/v1/toy/search", of: Self.toy, probes: [])
            clock.advance(by: .seconds(30))
            #expect(await Self.admitted(breakers[0])?.count == 1)
            let lease = try await pool.first(Self.probeLease) { row in try row.get("s", as: Double.self) } ?? 0
            #expect((80...90).contains(lease), "60 s for the call, 30 s for the lease: \(lease)")
        }
    }

    @Test("a probe whose circuit has opened anew since says nothing of it, whether it was answered or failed")
    func lateProbe() async throws {
        let key = CircuitKey(vendor: "scrapecreators", endpoint: "")
        for late in [nil, PlatformError.unauthorized("no")] {
            try await Self.withBreakers { breakers, clock, pool in
                func note(_ failure: PlatformError?, begun: Date, probes: [CircuitKey]) async {
                    await breakers[0].note(
                        Self.call(failure, begun: begun), to: "/v1/toy/search", of: Self.toy, probes: probes)
                }
                await note(.unauthorized("no"), begun: clock.now, probes: [])
                clock.advance(by: .seconds(30))
                let first = clock.now
                #expect(await Self.admitted(breakers[0]) == [key])
                // Its host is silent for so long that another call probes, closes the circuit, and it opens anew.
                try await pool.execute(Self.endLease)
                clock.advance(by: .seconds(2))
                #expect(await Self.admitted(breakers[0]) == [key])
                await note(nil, begun: clock.now, probes: [key])
                await note(.outOfCredits("none"), begun: clock.now, probes: [])
                clock.advance(by: .seconds(30))
                #expect(await Self.admitted(breakers[0]) == [key])
                await note(late, begun: first, probes: [key])
                #expect(await breakers[0].rows().map(\.circuit.state) == [.halfOpen])
                await note(nil, begun: clock.now, probes: [key])
                #expect(await breakers[0].rows().map(\.circuit.state) == [.closed])
            }
        }
    }

    @Test("an answer to a call that is no probe closes nothing, whenever it began")
    func lateAnswer() async throws {
        try await Self.withBreakers { breakers, clock, _ in
            let before = clock.now
            await breakers[0].note(Self.call(.outOfCredits("none")), to: "/v1/toy/search", of: Self.toy, probes: [])
            clock.advance(by: .seconds(40))
            for begun in [before, clock.now] {
                await breakers[0].note(
                    Self.call(nil, begun: begun), to: "/v1/toy/search", of: Self.toy, probes: [])
            }
            #expect(await breakers[0].rows().map(\.circuit.state) == [.open])
        }
    }

    @Test("an endpoint's trouble is its own: another endpoint is called, and a refused key stops them all")
    func scope() async throws {
        try await Self.withBreakers { breakers, clock, _ in
            for _ in 0..<10 {
                await breakers[0].note(
                    Self.call(.unavailable("500")), to: "/v1/toy/search", of: Self.toy, probes: [])
            }
            #expect(await Self.admitted(breakers[0]) == nil)
            let others = try await breakers[0].admit("/v1/toy/profile", of: Self.toy)
            #expect(others == [])
            await breakers[1].note(
                Self.call(.unauthorized("no")), to: "/v1/toy/profile", of: Self.toy, probes: [])
            clock.advance(by: .seconds(2))
            await #expect(throws: PlatformError.self) {
                try await breakers[0].admit("/v1/toy/profile", of: Self.toy)
            }
            #expect(await breakers[0].rows().map(\.key.endpoint) == ["", "/v1/toy/search"])
        }
    }
}

extension TestApp {
    /// Gives the provider another plan of faults.
    func plan(_ faults: String) async throws {
        var request = HTTPRequest(method: "POST", url: standInsURL + "/_dev/scrapecreators/_control/faults")
        request.body = Array("{\"plan\":\"\(faults)\"}".utf8)
        #expect(try await HTTPClient().send(request).status == 200)
    }
}
