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
    private let config: LiveConfig
    private let effects: Effects
    private let host: String
    private let log: HouseLog
    private let cutShort = Mutex<[ScheduleClaim]>([])
    /// How often each is to run, as this host last wrote it down.
    private let declared = Mutex<[String: Duration]>([:])

    init(
        schedules: [Schedule], store: ScheduleStore, pool: Pool, config: LiveConfig, effects: Effects, host: String,
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

    /// Sees to it that every schedule has its row, with how often it runs; before ``run()``, and again where a setting
    /// says otherwise by now.
    func declare() async throws {
        let config = config.current
        let wanted = Dictionary(schedules.map { ($0.name, $0.every(config)) }, uniquingKeysWith: { first, _ in first })
        guard wanted != declared.withLock({ $0 }) else { return }
        var batch = Batch()
        // Hosts that write together do so in one order, and so never wait for each other in a circle.
        for (name, interval) in wanted.sorted(by: { $0.key < $1.key }) {
            try store.declare(name, every: interval, now: effects.now(), in: &batch)
        }
        _ = try await pool.run(batch)
        declared.withLock { $0 = wanted }
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                for lane in Schedule.Lane.allCases { group.addTask { await self.work(lane) } }
            }
        }
        for claim in cutShort.withLock({ $0 }) {
            do {
                try await store.giveBack(claim, on: pool)
            } catch {
                log.warned("\(claim.name) goes on when its lease ends: \(ErrorTranslation.inside(of: error))")
            }
        }
    }

    private func work(_ lane: Schedule.Lane) async {
        while !Task.isCancelled {
            let began = effects.now()
            await runDue(lane)
            // What a pass takes, a moved clock included, does not put the next one off.
            let passed = Duration.seconds(effects.now().timeIntervalSince(began))
            do {
                try await effects.sleep(max(.zero, config.current[JobConfig.pollInterval] - passed))
            } catch {
                return  // only cancellation ends the sleep early: the host is stopping
            }
        }
    }

    /// Runs what is due in a lane until nothing is.
    func runDue(_ lane: Schedule.Lane) async {
        let own = schedules.filter { $0.lane == lane }
        do {
            try await declare()
            while !Task.isCancelled {
                let (now, lease) = (effects.now(), config.current[JobConfig.lease])
                let claim = try await store.claim(
                    oneOf: own.map(\.name), now: now, host: host, lease: lease, on: pool)
                guard let claim, let schedule = own.first(where: { $0.name == claim.name }) else { return }
                await run(schedule, under: claim, lease: lease, now: now)
            }
        } catch {
            guard !Task.isCancelled else { return }
            log.warned("no schedule can be claimed for now: \(ErrorTranslation.inside(of: error))")
        }
    }

    private func run(_ schedule: Schedule, under claim: ScheduleClaim, lease: Duration, now: Date) async {
        var failure: String?
        do {
            try await schedule.work(
                ScheduleRun(claim: claim, now: now, lease: lease, store: store, pool: pool))
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
