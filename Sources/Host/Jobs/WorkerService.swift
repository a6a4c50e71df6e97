import Effects
import Foundation
import Postgres
import ServiceLifecycle
import Synchronization

/// Claims messages and runs their steps, as many at a time as one host should; `NOTIFY` wakes it, polling is the
/// safety net.
final class WorkerService: Service {
    private let runner: StepRunner
    private let listener: Listener
    private let pool: Pool
    private let stores: JobStores
    private let config: ConfigSnapshot
    private let effects: Effects
    private let log: HouseLog
    private let running = Mutex<[Message.Claim: Message]>([:])
    private let claims = Atomic(0)
    private let abandoned = Mutex<[StepAbandoned]>([])

    init(runner: StepRunner, listener: Listener) {
        self.runner = runner
        self.listener = listener
        pool = runner.pool
        stores = runner.stores
        config = runner.config
        effects = runner.effects
        log = runner.log.area("worker")
    }

    func run() async throws {
        let (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.relayNotifications(to: wake) }
                group.addTask { await self.tick(wake) }
                group.addTask { await self.keepLeases() }
                wake.yield()
                for await _ in wakes where !Task.isCancelled {
                    await self.startSteps(in: &group, wake: wake)
                }
                group.cancelAll()
            }
        }
        await giveBackAbandoned()
    }

    /// Steps that stopping has cut short: another host may take them at once.
    private func giveBackAbandoned() async {
        for step in abandoned.withLock({ $0 }) {
            do {
                try await runner.release(step)
            } catch {
                log.warned("a message comes back when its lease runs out: \(ErrorTranslation.inside(of: error))")
            }
        }
    }

    // MARK: Waking

    private func relayNotifications(to wake: AsyncStream<Void>.Continuation) async {
        for await event in listener.listen(on: ["gemz_messages"]) {
            switch event {
            case .connected, .notification: wake.yield()
            case .disconnected(let reason): log.warned("not being woken for now, polling instead: \(reason)")
            }
        }
    }

    /// Looks regularly, so that put-off messages and run-out leases are found.
    private func tick(_ wake: AsyncStream<Void>.Continuation) async {
        while !Task.isCancelled {
            do {
                try await effects.sleep(config[JobConfig.pollInterval])
            } catch {
                wake.finish()  // only cancellation ends the sleep early: the host is stopping
                return
            }
            wake.yield()
        }
        wake.finish()
    }

    // MARK: Steps

    private func startSteps(in group: inout DiscardingTaskGroup, wake: AsyncStream<Void>.Continuation) async {
        let free = config[JobConfig.stepConcurrency] - running.withLock { $0.count }
        guard free > 0 else { return }
        do {
            let taking = MessageStore.Taking(
                limit: free, lease: config[JobConfig.lease], host: runner.host,
                isPutOffFirst: claims.wrappingAdd(1, ordering: .relaxed).newValue.isMultiple(of: 2))
            let claimed = try await stores.messages.claim(taking, now: effects.now(), on: pool)
            for message in claimed {
                running.withLock { $0[message.claim] = message }
                group.addTask {
                    await self.runStep(message)
                    self.running.withLock { $0[message.claim] = nil }
                    wake.yield()
                }
            }
        } catch {
            log.warned("nothing can be claimed for now: \(ErrorTranslation.inside(of: error))")
        }
    }

    private func runStep(_ message: Message) async {
        do {
            try await runner.run(message)
        } catch let step as StepAbandoned {
            abandoned.withLock { $0.append(step) }
        } catch {
            log.with("message", message.id.text)
                .warned("a step's outcome could not be written and comes back: \(ErrorTranslation.inside(of: error))")
        }
    }

    /// Renews the leases of what is being worked on, at a third of their length.
    private func keepLeases() async {
        let lease = config[JobConfig.lease]
        while !Task.isCancelled {
            do {
                try await effects.sleep(lease / 3)
                let held = running.withLock { Array($0.values) }
                if !held.isEmpty { try await stores.messages.renew(held, lease: lease, on: pool) }
            } catch is CancellationError {
                return
            } catch {
                log.warned("leases could not be renewed: \(ErrorTranslation.inside(of: error))")
            }
        }
    }
}
