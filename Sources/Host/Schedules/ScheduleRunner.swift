import Effects
import Foundation
import Postgres
import ServiceLifecycle
import Synchronization

/// Runs what is due, one schedule after another in each lane. Any number of hosts does so side by side: a schedule is
/// run by the one that claims it, and by another if that one dies.
final class ScheduleRunner: Service {
    private let schedules: [Schedule]
    private let store: ScheduleStore
    private let pool: Pool
    private let config: ConfigSnapshot
    private let effects: Effects
    private let host: String
    private let log: HouseLog
    private let cutShort = Mutex<[ScheduleClaim]>([])
    private let busy = Mutex<Set<Schedule.Lane>>([])

    init(
        schedules: [Schedule], store: ScheduleStore, pool: Pool, config: ConfigSnapshot, effects: Effects, host: String,
        log: HouseLog
    ) {
        self.schedules = schedules
        self.store = store
        self.pool = pool
        self.config = config
        self.effects = effects
        self.host = host
        self.log = log
    }

    /// Sees to it that every schedule has its row; before ``run()``.
    func declare() async throws {
        var batch = Batch()
        // Hosts that start together write in one order, and so never wait for each other in a circle.
        for schedule in schedules.sorted(by: { $0.name < $1.name }) {
            try store.declare(schedule, now: effects.now(), in: &batch)
        }
        _ = try await pool.run(batch)
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in await self.work(in: &group) }
        }
        for claim in cutShort.withLock({ $0 }) {
            do {
                try await store.giveBack(claim, on: pool)
            } catch {
                log.warned("\(claim.name) goes on when its lease ends: \(ErrorTranslation.inside(of: error))")
            }
        }
    }

    /// Looks for all lanes at once, so that a host with nothing to do asks once in a while, over one connection.
    private func work(in group: inout DiscardingTaskGroup) async {
        while !Task.isCancelled {
            let began = effects.now()
            await startDue(in: &group)
            // What a pass takes, a moved clock included, does not put the next one off.
            let passed = Duration.seconds(effects.now().timeIntervalSince(began))
            do {
                try await effects.sleep(max(.zero, config[JobConfig.pollInterval] - passed))
            } catch {
                return  // only cancellation ends the sleep early: the host is stopping
            }
        }
    }

    /// Starts what is due in each lane where nothing runs; the lane then goes on by itself until nothing is due.
    private func startDue(in group: inout DiscardingTaskGroup) async {
        while !Task.isCancelled {
            let free = busy.withLock { busy in Schedule.Lane.allCases.filter { !busy.contains($0) } }
            guard let due = await claim(in: free) else { return }
            busy.withLock { _ = $0.insert(due.schedule.lane) }
            group.addTask {
                await self.run(due)
                await self.runDue(due.schedule.lane)
                self.busy.withLock { _ = $0.remove(due.schedule.lane) }
            }
        }
    }

    /// Runs what is due in a lane until nothing is.
    func runDue(_ lane: Schedule.Lane) async {
        while !Task.isCancelled, let due = await claim(in: [lane]) { await run(due) }
    }

    private struct Due: Sendable {
        var schedule: Schedule
        var claim: ScheduleClaim
        var now: Date
    }

    /// The right to run what is due longest; `nil` where nothing is, or nobody can say.
    private func claim(in lanes: [Schedule.Lane]) async -> Due? {
        let own = schedules.filter { lanes.contains($0.lane) }
        guard !own.isEmpty else { return nil }
        let now = effects.now()
        do {
            let claim = try await store.claim(
                oneOf: own.map(\.name), now: now, host: host, lease: config[JobConfig.lease], on: pool)
            guard let claim, let schedule = own.first(where: { $0.name == claim.name }) else { return nil }
            return Due(schedule: schedule, claim: claim, now: now)
        } catch {
            if !Task.isCancelled {
                log.warned("no schedule can be claimed for now: \(ErrorTranslation.inside(of: error))")
            }
            return nil
        }
    }

    private func run(_ due: Due) async {
        let claim = due.claim
        var failure: String?
        do {
            try await due.schedule.work(
                ScheduleRun(claim: claim, now: due.now, lease: config[JobConfig.lease], store: store, pool: pool))
        } catch is ScheduleLost {
            return log.warned("\(claim.name) took longer than its lease; another host goes on with it")
        } catch {
            guard !Task.isCancelled else { return cutShort.withLock { $0.append(claim) } }
            failure = ErrorTranslation.inside(of: error)
            log.failed("\(claim.name) failed and runs again at its next time: \(failure ?? "")")
        }
        do {
            try await store.end(claim, error: failure, now: effects.now(), on: pool)
        } catch {
            if Task.isCancelled { return cutShort.withLock { $0.append(claim) } }
            log.warned("\(claim.name) runs again when its lease ends: \(ErrorTranslation.inside(of: error))")
        }
    }
}
