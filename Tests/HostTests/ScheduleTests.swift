import Effects
import Foundation
import HostTesting
import Postgres
import Synchronization
import Testing

@testable import Host

@Suite("Schedules")
struct ScheduleTests {
    private static func schedule(
        every interval: Duration = .seconds(60), _ work: @escaping @Sendable (ScheduleRun) async throws -> Void
    ) -> Schedule {
        Schedule(name: "tests", about: "Counts.", lane: .cleanUp, every: { _ in interval }, work: work)
    }

    @Test("what is due runs once, however many hosts look, and its row tells how it went")
    func once() async throws {
        try await Hosts.with { hosts in
            let runs = Atomic(0)
            let schedule = Self.schedule { run in
                runs.add(1, ordering: .relaxed)
                try await run.batch { _ in 7 }
                try await run.batch { _ in 5 }
            }
            let pair = [try await hosts.host("a", [schedule]), try await hosts.host("b", [schedule])]
            for host in pair { await host.runDue(.cleanUp) }
            #expect(runs.load(ordering: .relaxed) == 0)
            let start = hosts.clock.now
            hosts.clock.advance(by: .seconds(60))
            await withDiscardingTaskGroup { group in
                for look in 0..<8 { group.addTask { await pair[look % 2].runDue(.cleanUp) } }
            }
            #expect(runs.load(ordering: .relaxed) == 1)
            let state = try await hosts.state("tests")
            #expect(state.lastStarted == start.addingTimeInterval(60))
            #expect(state.lastEnded == start.addingTimeInterval(60))
            #expect((state.outcome, state.touched, state.isRunning) == (.succeeded, 12, false))
            #expect(state.nextDue == start.addingTimeInterval(120))
            #expect(["a", "b"].contains(state.host))
            #expect((state.every, state.error) == (.seconds(60), nil))
        }
    }

    @Test("times that were missed run once, and the next one keeps the rhythm")
    func missed() async throws {
        try await Hosts.with { hosts in
            let runs = Atomic(0)
            let host = try await hosts.host("a", [Self.schedule { _ in runs.add(1, ordering: .relaxed) }])
            let start = hosts.clock.now
            hosts.clock.advance(by: .seconds(630))
            let later = try await hosts.host("b", [Self.schedule { _ in runs.add(1, ordering: .relaxed) }])
            await host.runDue(.cleanUp)
            await later.runDue(.cleanUp)
            #expect(runs.load(ordering: .relaxed) == 1)
            #expect(try await hosts.state("tests").nextDue == start.addingTimeInterval(660))
        }
    }

    @Test("a run whose host died is taken over when its lease ends, not before, and the dead one writes no more")
    func takeover() async throws {
        try await Hosts.with { hosts in
            let runs = Atomic(0)
            let other = try await hosts.host("b", [Self.schedule { _ in runs.add(1, ordering: .relaxed) }])
            hosts.clock.advance(by: .seconds(60))
            let claim = try #require(
                try await hosts.store.claim(
                    oneOf: ["tests"], now: hosts.clock.now, host: "a", lease: .seconds(3600), on: hosts.pool))
            hosts.clock.advance(by: .seconds(600))
            await other.runDue(.cleanUp)
            #expect(runs.load(ordering: .relaxed) == 0)
            #expect(try await hosts.state("tests").isRunning)
            try await hosts.run("UPDATE schedules SET lease_until = clock_timestamp() - interval '1 second'")
            await other.runDue(.cleanUp)
            // The run that was begun, and the times that passed meanwhile: the next claim is for those.
            #expect(runs.load(ordering: .relaxed) == 1)
            let dead = ScheduleRun(
                claim: claim, now: hosts.clock.now, lease: .seconds(30), store: hosts.store, pool: hosts.pool)
            await #expect(throws: ScheduleLost.self) {
                try await dead.batch { db in
                    try await db.execute(Statement("tests.drop", "DELETE FROM schedules"))
                }
            }
            try await hosts.store.end(claim, error: "late", now: hosts.clock.now, on: hosts.pool)
            let state = try await hosts.state("tests")
            #expect((state.outcome, state.host, state.error) == (.succeeded, "b", nil))
        }
    }

    @Test("a host that stops gives its run back, and another goes on at once")
    func stopping() async throws {
        try await Hosts.with { hosts in
            let (begun, begin) = AsyncStream.makeStream(of: Void.self)
            let stuck = try await hosts.host(
                "a",
                [
                    Self.schedule { run in
                        begin.yield()
                        try await hosts.clock.effects.sleep(.seconds(1_000_000))
                    }
                ])
            hosts.clock.advance(by: .seconds(60))
            try await TestApp.running(stuck) {
                for await _ in begun { break }
            }
            let runs = Atomic(0)
            let other = try await hosts.host("b", [Self.schedule { _ in runs.add(1, ordering: .relaxed) }])
            await other.runDue(.cleanUp)
            #expect(runs.load(ordering: .relaxed) == 1)
        }
    }

    @Test("a run that fails says why, keeps the batches before, and runs again at its next time")
    func failure() async throws {
        try await Hosts.with { hosts in
            let runs = Atomic(0)
            let host = try await hosts.host(
                "a",
                [
                    Self.schedule { run in
                        try await run.batch { _ in 3 }
                        if runs.add(1, ordering: .relaxed).newValue == 1 { throw Broken() }
                    }
                ])
            hosts.clock.advance(by: .seconds(60))
            await host.runDue(.cleanUp)
            let failed = try await hosts.state("tests")
            #expect((failed.outcome, failed.error, failed.touched) == (.failed, "Broken: Broken()", 3))
            await host.runDue(.cleanUp)
            #expect(runs.load(ordering: .relaxed) == 1)
            hosts.clock.advance(by: .seconds(60))
            await host.runDue(.cleanUp)
            let mended = try await hosts.state("tests")
            #expect((mended.outcome, mended.error, runs.load(ordering: .relaxed)) == (.succeeded, nil, 2))
        }
    }

    @Test("a schedule that is set to run more often is due accordingly; one that is less often due keeps its time")
    func interval() async throws {
        try await Hosts.with { hosts in
            let start = hosts.clock.now
            func declared(every interval: Duration) async throws -> ScheduleState {
                _ = try await hosts.host("a", [Self.schedule(every: interval) { _ in }])
                return try await hosts.state("tests")
            }
            #expect(try await declared(every: .seconds(3600)).nextDue == start.addingTimeInterval(3600))
            let often = try await declared(every: .seconds(60))
            #expect((often.nextDue, often.every) == (start.addingTimeInterval(60), .seconds(60)))
            let seldom = try await declared(every: .seconds(7200))
            #expect((seldom.nextDue, seldom.every) == (start.addingTimeInterval(60), .seconds(7200)))
        }
    }

    @Test(
        "a time that a clock which ran ahead has left is not waited for; one that another clock is ahead by little is")
    func ranAhead() async throws {
        try await Hosts.with { hosts in
            let runs = Atomic(0)
            let host = try await hosts.host("a", [Self.schedule { _ in runs.add(1, ordering: .relaxed) }])
            let start = hosts.clock.now
            try await hosts.run("UPDATE schedules SET next_due = next_due + interval '59 seconds'")
            await host.runDue(.cleanUp)
            #expect(runs.load(ordering: .relaxed) == 0)
            try await hosts.run("UPDATE schedules SET next_due = next_due + interval '1 year'")
            await host.runDue(.cleanUp)
            #expect(runs.load(ordering: .relaxed) == 1)
            #expect(try await hosts.state("tests").nextDue == start.addingTimeInterval(60))
            // A host whose clock is behind sees the same, though the schedule has just run.
            try await hosts.run("UPDATE schedules SET next_due = next_due + interval '1 year'")
            await host.runDue(.cleanUp)
            #expect(runs.load(ordering: .relaxed) == 1)
            try await hosts.run("UPDATE schedules SET claimed_at = claimed_at - interval '61 seconds'")
            await host.runDue(.cleanUp)
            #expect(runs.load(ordering: .relaxed) == 2)
        }
    }

    // MARK: What admins see and do

    @Test("admins see every schedule with its last run, and run one at once; that is audited, and others are refused")
    func admins() async throws {
        let clock = ManualEffects()
        try await TestApp.run(TestApp.Options(effects: clock.effects)) { app in
            let jane = try await app.caller()
            let path = "/api/admin/schedules"
            #expect(try await jane.get(path).code == "FORBIDDEN")
            #expect(try await jane.post("\(path)/retention/run", [:]).code == "FORBIDDEN")
            #expect(try await app.stranger.get(path).code == "UNAUTHENTICATED")
            let ada = try await app.caller("ada@example.com")
            let id = try #require(try await ada.get("/api/profile").data["id"] as? String)
            try await app.database.execute(
                Statement("tests.promote", "UPDATE users SET is_admin = true WHERE id = $1"), [UUID(uuidString: id)])
            let names = [
                "circuit_probes", "idempotency_keys", "job_timeouts", "page_cache", "platform_switches", "profile_cache",
                "retention", "search_allowances", "waiting_jobs",
            ]
            let before = try await ada.get(path).list
            #expect(before.map { $0["name"] as? String } == names)
            #expect(before.map { $0["interval"] as? String } == ["8s", "1h", "2s", "1h", "8s", "1h", "1h", "1h", "8s"])
            #expect(before.allSatisfy { $0["lastStartedAt"] == nil && $0["isRunning"] as? Bool == false })
            let asked = try await ada.post("\(path)/retention/run", [:])
            #expect(asked.status == 200)
            #expect(asked.data["nextDueAt"] as? String == "2026-01-02T03:04:05.000Z")
            #expect(try await ada.post("\(path)/nothing/run", [:]).code == "NOT_FOUND")
            // The clock stands, so the host itself sleeps: another one looks.
            let other = ScheduleRunner(
                schedules: Schedules.all(
                    stores: JobStores(admission: try Hosts.admission()), keys: IdempotencyStore(),
                    sweep: PlatformSweep(of: try PlatformRegistry([ToyPlatform()]), pool: app.database),
                    config: LiveConfig(), log: HouseLog(area: "tests", logger: app.log.logger)),
                store: ScheduleStore(), pool: app.database, config: LiveConfig(), effects: clock.effects,
                host: "other", log: HouseLog(area: "tests", logger: app.log.logger))
            await other.runDue(.cleanUp)
            let run = try await ada.get(path).list.filter { $0["host"] != nil }
            #expect(run.map { $0["name"] as? String } == ["retention"])
            #expect(run.first?["lastOutcome"] as? String == "succeeded")
            #expect(run.first?["rowsTouched"] as? Int == 0)
            #expect(run.first?["host"] as? String == "other")
            #expect(run.first?["lastEndedAt"] as? String == "2026-01-02T03:04:05.000Z")
            #expect(run.first?["nextDueAt"] as? String == "2026-01-02T04:04:05.000Z")
            let audited = Statement(
                "tests.audited", "SELECT action || ' ' || subject AS text FROM audit_log WHERE actor_id = $1")
            let entries = try await app.database.query(audited, [UUID(uuidString: id)]) { row in
                try row.get("text", as: String.self)
            }
            #expect(entries == ["schedule.run schedule/retention"])
        }
    }
}

private struct Broken: Error {}
