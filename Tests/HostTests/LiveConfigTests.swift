import Foundation
import HostTesting
import PlatformAPI
import Postgres
import StandIns
import Testing

@testable import Host

@Suite("Live settings")
struct LiveConfigTests {
    private static let write = Statement(
        "tests.set",
        """
        INSERT INTO system_configurations (category, key, value, value_type, changed_by, changed_at)
        VALUES (split_part($1, '.', 1), substr($1, strpos($1, '.') + 1), $2, 'number', gen_random_uuid(), now())
        ON CONFLICT (category, key) DO UPDATE SET value = excluded.value
        """)
    private static let tell = Statement("tests.tell", "SELECT pg_notify('gemz_config', '')")
    private static let clear = Statement("tests.clear", "DELETE FROM system_configurations")

    private static func set(_ key: String, _ value: String, in app: TestApp) async throws {
        try await app.database.execute(write, [key, value])
        try await app.database.execute(tell)
    }

    /// Asks again until a host answers so.
    private static func wait(until isSo: () async throws -> Bool) async throws {
        while try await !isSo() { await Task.yield() }
    }

    @Test("a setting that changes holds for requests on every host, without a restart", .timeLimit(.minutes(5)))
    func requests() async throws {
        let options = TestApp.Options(
            settings: ["polling.interval=60s", "api_limits.max_keywords=3"], faults: try FaultPlan(parsing: "hang=100%")
        )
        try await TestApp.run(options) { app in
            try await app.withSecondHost { other in
                let hosts = [try await app.caller(), try await other.caller()]
                let id = try await hosts[0].search("keyword", ["toys"], results: 10)
                func answers(_ host: Caller) async throws -> [Int?] {
                    let inputs = try await host.get("/api/platforms").list.first?["modes"] as? [[String: Any]]
                    let most = (inputs?.first?["input"] as? [String: Any])?["max"] as? Int
                    return [try await host.get("/api/jobs/\(id)").meta["pollAfterMs"] as? Int, most]
                }
                for host in hosts { #expect(try await answers(host) == [60_000, 3]) }
                try await Self.set("polling.interval", "7s", in: app)
                try await Self.set("api_limits.max_keywords", "2", in: app)
                for host in hosts { try await Self.wait { try await answers(host) == [7000, 2] } }
                // Without its row, what the process was started with stands again.
                try await app.database.execute(Self.clear)
                try await app.database.execute(Self.tell)
                for host in hosts { try await Self.wait { try await answers(host) == [60_000, 3] } }
            }
        }
    }

    @Test("a setting that changes holds for what hosts do by themselves", .timeLimit(.minutes(5)))
    func ownWork() async throws {
        let options = TestApp.Options(
            settings: ["polling.interval=50ms", "platforms.toy.running_jobs=1"],
            faults: try FaultPlan(parsing: "hang=100%"))
        try await TestApp.run(options) { app in
            let jane = try await app.caller()
            let jobs = [
                try await jane.search("keyword", ["one"], results: 10),
                try await jane.search("keyword", ["two"], results: 10),
            ]
            _ = try await app.job(jobs[0], reaches: ["processing"], as: jane)
            #expect(try await jane.job(jobs[1])["status"] as? String == "pending")
            try await Self.set("platforms.toy.running_jobs", "2", in: app)
            _ = try await app.job(jobs[1], reaches: ["processing"], as: jane)
            let every = Statement("tests.every", "SELECT every_ms FROM schedules WHERE name = 'retention'")
            try await Self.set("cleanup.interval", "90s", in: app)
            try await Self.wait {
                try await app.database.first(every) { row in try row.get("every_ms", as: Int.self) } == 90_000
            }
        }
    }

    @Test("rows that this build cannot take are passed over, and each is warned of once", .timeLimit(.minutes(5)))
    func strangers() async throws {
        let options = TestApp.Options(faults: try FaultPlan(parsing: "hang=100%"))
        try await TestApp.run(options) { app in
            let jane = try await app.caller()
            let id = try await jane.search("keyword", ["toys"], results: 10)
            func pause() async throws -> Int? { try await jane.get("/api/jobs/\(id)").meta["pollAfterMs"] as? Int }
            try await Self.set("polling.rhythm", "3", in: app)
            try await Self.set("processing.slice", "many", in: app)
            try await Self.set("polling.interval", "1h", in: app)
            // The host reads all rows each time: when the last one holds, the others were read more than once.
            for seconds in [3, 4] {
                try await Self.set("processing.max_runs", "\(seconds)", in: app)
                try await Self.set("polling.interval", "\(seconds)s", in: app)
                try await Self.wait { try await pause() == seconds * 1000 }
            }
            for stranger in ["polling.rhythm = '3' is", "processing.slice = 'many' is"] {
                #expect(app.log.all.count { $0.contains(stranger) } == 1, "\(stranger)")
            }
        }
    }

    private static let cut = Statement(
        "tests.cut",
        """
        SELECT count(pg_terminate_backend(pid)) AS ended FROM pg_stat_activity
        WHERE datname = current_database() AND query LIKE '%LISTEN "gemz_messages"%' AND pid <> pg_backend_pid()
        """)

    @Test("what was changed while a host heard nothing holds when it hears again", .timeLimit(.minutes(5)))
    func unheard() async throws {
        let clock = ManualEffects()  // it stands, so the host never looks by itself
        let options = TestApp.Options(faults: try FaultPlan(parsing: "hang=100%"), effects: clock.effects)
        try await TestApp.run(options) { app in
            let jane = try await app.caller()
            let id = try await jane.search("keyword", ["toys"], results: 10)
            for seconds in [3, 4] {
                try await app.database.execute(Self.write, ["polling.interval", "\(seconds)s"])
                try await Self.wait {
                    try await app.database.first(Self.cut) { row in try row.get("ended", as: Int.self) } ?? 0 > 0
                }
                try await Self.wait {
                    try await jane.get("/api/jobs/\(id)").meta["pollAfterMs"] as? Int == seconds * 1000
                }
            }
        }
    }

    @Test("while the database is away the last known settings stand")
    func away() async throws {
        let url = try await TestCluster.shared.makeDatabase()
        let pool = try Pool(configuration: PoolConfiguration(connectionString: url, size: 1))
        _ = try await Migrator(migrations: Migrations.all).migrate(pool)
        try await pool.execute(Self.write, ["processing.slice", "3"])
        let config = LiveConfig(ConfigSnapshot())
        #expect(config.current[JobConfig.slice] == 10)
        try await config.load(from: pool)
        #expect(config.current[JobConfig.slice] == 3)
        await pool.close()
        await #expect(throws: PostgresError.self) { try await config.load(from: pool) }
        #expect(config.current[JobConfig.slice] == 3)
    }

    @Test("of a lower limit, slots beyond it are given back when their calls end")
    func slots() {
        var lane = CallLane<Int>(limit: 2)
        let now = Date(timeIntervalSince1970: 0)
        for caller in 1...4 { _ = lane.enter(lane.takeTicket(), caller, at: now) }
        #expect(lane.wanted(at: now).of == [1, 2])
        #expect(lane.grant([1, 2], at: now).map(\.caller) == [1, 2])
        lane.limit = 1
        #expect(lane.release(2, at: now) == nil)
        #expect(lane.spent == [2])
        #expect(lane.release(1, at: now)?.caller == 3)
        lane.limit = 3
        #expect(lane.wanted(at: now).of == [3])
    }

    private static let watch = Statement(
        "tests.watch",
        """
        CREATE SEQUENCE claims;
        CREATE FUNCTION count_claim() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN PERFORM nextval('claims'); RETURN NULL; END $$;
        CREATE TRIGGER count_claims AFTER UPDATE OF lease_token ON messages
            FOR EACH ROW EXECUTE FUNCTION count_claim();
        """)

    @Test("a lease that is made shorter runs out under no step that its host works on", .timeLimit(.minutes(5)))
    func lease() async throws {
        let options = TestApp.Options(
            settings: ["polling.interval=50ms"], faults: try FaultPlan(parsing: "latency=500ms"))
        try await TestApp.run(options) { app in
            let jane = try await app.caller()
            try await app.database.run(script: Self.watch)
            try await Self.set("timeouts.lease", "300ms", in: app)
            try await Self.set("api_limits.max_keywords", "2", in: app)
            try await Self.wait {
                let modes = try await jane.get("/api/platforms").list.first?["modes"] as? [[String: Any]]
                return (modes?.first?["input"] as? [String: Any])?["max"] as? Int == 2
            }
            let id = try await jane.search("keyword", ["toys-1"], results: 1)
            #expect(try await app.job(id, as: jane)["status"] as? String == "completed")
            let claims = Statement("tests.claims", "SELECT last_value AS n FROM claims")
            #expect(try await app.database.first(claims) { row in try row.get("n", as: Int.self) } == 1)
        }
    }
}
