import Effects
import Foundation
import HostTesting
import Postgres
import Testing

@testable import Host

/// Hosts that share one database and one clock, as far as schedules go.
struct Hosts {
    let pool: Pool
    let clock = ManualEffects()
    let store = ScheduleStore()
    let config = LiveConfig()
    let log = HouseLog(area: "schedules", logger: LogLines().logger)

    static func with(_ body: (Hosts) async throws -> Void) async throws {
        let url = try await TestCluster.shared.makeDatabase()
        let pool = try Pool(configuration: PoolConfiguration(connectionString: url, size: 4))
        _ = try await Migrator(migrations: Migrations.all).migrate(pool)
        try await body(Hosts(pool: pool))
        await pool.close()
    }

    /// A host with its schedules' rows in place.
    func host(_ name: String, _ schedules: [Schedule]) async throws -> ScheduleRunner {
        let runner = ScheduleRunner(
            schedules: schedules, store: store, pool: pool, config: config, effects: clock.effects, host: name,
            log: log)
        try await runner.declare()
        return runner
    }

    /// The schedules that every host has.
    func own() throws -> [Schedule] {
        Schedules.all(
            stores: JobStores(admission: try Self.admission()), keys: IdempotencyStore(),
            sweep: PlatformSweep(of: try PlatformRegistry([ToyPlatform()]), pool: pool), config: config,
            log: log)
    }

    /// Limits that no test reaches.
    static func admission() throws -> AdmissionStore {
        AdmissionStore(config: LiveConfig(), registry: try PlatformRegistry([ToyPlatform()]))
    }

    func state(_ name: String) async throws -> ScheduleState {
        try #require(try await store.list([name], on: pool).first)
    }

    func count(_ sql: String) async throws -> Int {
        let statement = Statement("tests.count", "SELECT count(*) AS n FROM \(sql)")
        return try await pool.first(statement) { row in try row.get("n", as: Int.self) } ?? -1
    }

    func run(_ sql: String) async throws { try await pool.run(script: Statement("tests.script", sql)) }
}
