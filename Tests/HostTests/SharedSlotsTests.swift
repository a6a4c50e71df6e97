import Effects
import Foundation
import HTTPTesting
import HostTesting
import PlatformAPI
import Postgres
import Synchronization
import Testing

@testable import Host

@Suite("Slots for provider calls, shared by all hosts")
struct SharedSlotsTests {
    // MARK: Whole hosts

    /// A provider of five toys a term that holds each call until it has seen one too many at a time, or ten
    /// milliseconds long.
    private final class Provider: Sendable {
        private let condition = NSCondition()
        private nonisolated(unsafe) var present = 0  // under the condition's lock
        private nonisolated(unsafe) var most = 0  // under the condition's lock
        let limit: Int

        init(limit: Int) { self.limit = limit }

        var peak: Int {
            condition.lock()
            defer { condition.unlock() }
            return most
        }

        func script(_ request: ScriptedServer.Request) -> [ScriptedServer.Step] {
            condition.lock()
            present += 1
            most = max(most, present)
            if most > limit { condition.broadcast() }
            let end = Date(timeIntervalSinceNow: 0.01)
            while most <= limit, condition.wait(until: end) {}
            present -= 1
            condition.unlock()
            let word = request.target.split(separator: "=").last.map(String.init) ?? ""
            guard request.target.hasPrefix("/v1/toy/search") else {
                return [.answer(text: #"{"id":"\#(word)","handle":"\#(word)","bio":"a toy"}"#)]
            }
            let items = (1...5).map { #"{"id":"\#(word)-\#($0)","handle":"\#(word)-\#($0)"}"# }
            return [.answer(text: #"{"creators":[\#(items.joined(separator: ","))]}"#)]
        }
    }

    @Test("two hosts make no more calls at a time than the setting says, and all searches are completed")
    func twoHosts() async throws {
        let provider = Provider(limit: 2)
        let server = try ScriptedServer(provider.script)
        let options = TestApp.Options(
            settings: ["platforms.toy.call_concurrency=2", "processing.step_concurrency=2"], providerURL: server.url)
        try await TestApp.run(options) { first in
            try await first.withSecondHost { _ in
                let jane = try await first.caller()
                var jobs: [String] = []
                for number in 1...5 { jobs.append(try await jane.search("keyword", ["toys\(number)"], results: 5)) }
                for id in jobs {
                    let job = try await first.job(id, as: jane)
                    #expect(job["status"] as? String == "completed")
                    #expect(job["processedResults"] as? Int == 5)
                }
            }
        }
        server.stop()
        #expect(provider.peak == 2)
        #expect(server.tally.requests.count == 30)
    }

    // MARK: The slots alone

    private static let toy = ToyPlatform.descriptor

    /// Locks of this database's slots.
    private static let locks = """
        FROM pg_locks JOIN pg_database d ON d.oid = database
        WHERE datname = current_database() AND locktype = 'advisory' AND objsubid = 2
        """
    private static let waiting = Statement("tests.waiting", "SELECT count(*) AS n \(locks) AND objid = 0")
    private static let held = Statement("tests.held", "SELECT count(*) AS n \(locks) AND objid > 0")
    private static let kill = Statement(
        "tests.kill", "SELECT pg_terminate_backend(pid) AS is_killed \(locks) AND objid = $1")

    /// Hosts' slots, two for all of them, on one database and one clock, which runs and can be put forward.
    private final class Hosts: Sendable {
        let pool: Pool
        private let databaseURL: String
        private let ahead = Mutex(TimeInterval(0))

        private init(databaseURL: String) throws {
            self.databaseURL = databaseURL
            pool = try Pool(configuration: PoolConfiguration(connectionString: databaseURL, size: 2))
        }

        static func with(_ body: (Hosts) async throws -> Void) async throws {
            let hosts = try Hosts(databaseURL: try await TestCluster.shared.makeDatabase())
            try await body(hosts)
            await hosts.pool.close()
        }

        func putForward(by seconds: TimeInterval) { ahead.withLock { $0 += seconds } }

        /// Runs a host's slots for as long as a body lasts.
        func host(_ body: @escaping @Sendable (SharedSlots) async throws -> Void) async throws {
            let settings = try ConfigSnapshot(
                settings: ["platforms.toy.call_concurrency=2", "platforms.toy.provider_timeout=10s"],
                catalog: ConfigCatalog(platforms: [toy]))
            var effects = Effects.live
            effects.now = { Date().addingTimeInterval(self.ahead.withLock { $0 }) }
            let slots = SharedSlots(
                platforms: [toy], databaseURL: databaseURL, config: LiveConfig(settings), effects: effects,
                log: HouseLog(area: "test", logger: LogLines().logger))
            try await TestApp.running(slots) { try await body(slots) }
        }

        /// Returns once so many hosts are seen to wait.
        func areWaiting(_ count: Int) async throws { while try await number(waiting) != count {} }

        /// Returns once so many slots are held.
        func areHeld(_ count: Int) async throws { while try await number(held) != count {} }

        private func number(_ statement: Statement) async throws -> Int? {
            try await pool.first(statement) { row in try row.get("n", as: Int.self) }
        }
    }

    private static func slot(_ slots: SharedSlots) async -> Int? {
        if case .slot(let slot) = await slots.acquire(of: toy.id) { slot } else { nil }
    }

    @Test("no slot is given twice; what is released goes to who waits, on the same host or another")
    func given() async throws {
        try await Hosts.with { hosts in
            try await hosts.host { first in
                try await hosts.host { second in
                    let taken = [await Self.slot(first), await Self.slot(second)]
                    #expect(Set(taken) == [1, 2])
                    async let here = Self.slot(first)
                    try await hosts.areWaiting(1)
                    first.release(1, of: Self.toy.id)
                    #expect(await here == 1)
                    async let there = Self.slot(second)
                    try await hosts.areWaiting(1)
                    first.release(1, of: Self.toy.id)
                    #expect(await there == 1)
                    second.release(1, of: Self.toy.id)
                    second.release(2, of: Self.toy.id)
                    try await hosts.areHeld(0)
                }
            }
        }
    }

    @Test("a host that ends leaves no slot taken, and its callers are told")
    func ends() async throws {
        try await Hosts.with { hosts in
            try await hosts.host { second in
                try await hosts.host { first in
                    #expect(await [Self.slot(first), Self.slot(first)] == [1, 2])
                }
                #expect(await [Self.slot(second), Self.slot(second)] == [1, 2])
            }
        }
    }

    @Test("a killed host's slots are free, and one whose connection was lost goes on with another")
    func killed() async throws {
        try await Hosts.with { hosts in
            try await hosts.host { second in
                try await hosts.host { first in
                    #expect(await [Self.slot(first), Self.slot(first)] == [1, 2])
                    async let there = Self.slot(second)
                    try await hosts.areWaiting(1)
                    try await hosts.pool.execute(Self.kill, [1])
                    #expect(await there == 1)
                    second.release(1, of: Self.toy.id)
                    first.release(1, of: Self.toy.id)
                    first.release(2, of: Self.toy.id)
                    try await hosts.areHeld(0)
                    let again = await [Self.slot(first), Self.slot(second)]
                    #expect(Set(again) == [1, 2])
                }
            }
        }
    }

    @Test("a host that has passed a slot on for its second steps aside for another that waits, then has its turn again")
    func turns() async throws {
        try await Hosts.with { hosts in
            try await hosts.host { first in
                try await hosts.host { second in
                    #expect(await [Self.slot(first), Self.slot(first)] == [1, 2])
                    async let here = Self.slot(first)
                    async let there = Self.slot(second)
                    try await hosts.areWaiting(2)
                    hosts.putForward(by: 2)
                    first.release(1, of: Self.toy.id)
                    #expect(await there == 1)
                    second.release(1, of: Self.toy.id)
                    #expect(await here == 1)
                }
            }
        }
    }

    @Test("whoever waits can be cancelled, and is told to come back after as long as a call may take")
    func patience() async throws {
        try await Hosts.with { hosts in
            try await hosts.host { slots in
                #expect(await [Self.slot(slots), Self.slot(slots)] == [1, 2])
                let lane = PlatformSlots(shared: slots, platform: Self.toy.id)
                func call() async -> PlatformError? {
                    do throws(PlatformError) { try await lane.run {} } catch { return error }
                    return nil
                }
                let cancelled = Task { await call() }
                let late = Task { await call() }
                try await hosts.areWaiting(1)
                cancelled.cancel()
                #expect(await cancelled.value == .cancelled)
                hosts.putForward(by: 11)
                #expect(await late.value?.isPause == true)
                try await hosts.areWaiting(0)
                slots.release(1, of: Self.toy.id)
                #expect(await call() == nil)
            }
        }
    }
}
