import Effects
import Foundation
import Postgres
import ServiceLifecycle
import Synchronization

/// Claims messages and runs their steps, as many at a time as one host should; `NOTIFY` wakes it, polling is the
/// safety net. Where a carrier delivers messages, it runs what comes to the desk instead.
final class WorkerService: Service {
    private let runner: StepRunner
    private let listener: Listener
    private let deliveries: DeliveryService?
    private let pool: Pool
    private let stores: JobStores
    private let config: LiveConfig
    private let effects: Effects
    private let log: HouseLog
    /// Steps under way, each with what cuts it short.
    private let running = Mutex<[Message.Claim: AsyncStream<Void>.Continuation]>([:])
    private let claims = Atomic(0)
    /// What messages are claimed under. Changes only when leases have been renewed: one claimed for a shorter while than
    /// the keeper sleeps by would run out.
    private let lease: Mutex<Duration>
    private let isStopping = Atomic(false)
    private let abandoned = Mutex<[StepAbandoned]>([])

    /// - Parameter deliveries: where messages come from, unless the worker looks for them itself.
    init(runner: StepRunner, listener: Listener, deliveries: DeliveryService? = nil) {
        self.deliveries = deliveries
        self.runner = runner
        self.listener = listener
        pool = runner.pool
        stores = runner.stores
        config = runner.config
        lease = Mutex(runner.config.current[JobConfig.lease])
        effects = runner.effects
        log = runner.log.area("worker")
    }

    func run() async throws {
        let (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let (stepEnds, stepEnded) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.relayNotifications(to: wake) }
                group.addTask { await self.tick(wake) }
                group.addTask { await self.keepLeases() }
                wake.yield()
                for await _ in wakes where !Task.isCancelled && !self.isStopping.load(ordering: .acquiring) {
                    await self.startSteps(in: &group) {
                        wake.yield()
                        stepEnded.yield()
                    }
                }
                group.addTask { await self.endGrace(stepEnded) }
                stepEnded.yield()
                for await _ in stepEnds where self.running.withLock(\.isEmpty) { break }
                group.cancelAll()
            }
        } onGracefulShutdown: {
            self.isStopping.store(true, ordering: .releasing)
            self.deliveries?.desk.close()
            wake.finish()
        }
        await giveBackAbandoned()
        deliveries?.desk.close()
    }

    /// Steps that are still running when the host has been stopping for so long are cut short.
    private func endGrace(_ stepEnded: AsyncStream<Void>.Continuation) async {
        // Cancelled when the last step has ended before, or when nothing may wait any more.
        try? await effects.sleep(config.current[JobConfig.shutdownGrace])
        stepEnded.finish()
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
        if let desk = deliveries?.desk {
            for await _ in desk.arrivals { wake.yield() }
            return
        }
        for await event in listener.listen(on: [HostChannel.messages]) {
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
                try await effects.sleep(config.current[JobConfig.pollInterval])
            } catch {
                wake.finish()  // only cancellation ends the sleep early: the host is stopping
                return
            }
            wake.yield()
        }
        wake.finish()
    }

    // MARK: Steps

    private func startSteps(in group: inout DiscardingTaskGroup, onEnd: @escaping @Sendable () -> Void) async {
        let free = config.current[JobConfig.stepConcurrency] - running.withLock { $0.count }
        guard free > 0 else { return }
        do {
            let claimed = try await claim(free)
            for message in claimed {
                let (losses, lost) = AsyncStream.makeStream(of: Void.self)
                running.withLock { $0[message.claim] = lost }
                group.addTask {
                    let moved = await self.runStep(message, until: losses)
                    // The next claim need not wait for the news. Once no step runs, a host that is to stop waits for nothing.
                    let isWaitedFor = self.isStopping.load(ordering: .acquiring)
                    if isWaitedFor, let moved { await self.runner.announce(moved) }
                    self.running.withLock { $0[message.claim] = nil }
                    onEnd()
                    if !isWaitedFor, let moved { await self.runner.announce(moved) }
                }
            }
        } catch {
            log.warned("nothing can be claimed for now: \(ErrorTranslation.inside(of: error))")
        }
    }

    private func claim(_ limit: Int) async throws -> [Message] {
        let lease = lease.withLock { $0 }
        if let deliveries {
            return await deliveries.desk.take(limit) { try await deliveries.claim($0, lease: lease) }
        }
        let taking = ClaimStore.Taking(
            limit: limit, lease: lease, host: runner.host,
            capabilities: runner.capabilities,
            isPutOffFirst: claims.wrappingAdd(1, ordering: .relaxed).newValue.isMultiple(of: 2))
        return try await stores.claims.claim(taking, now: effects.now(), on: pool)
    }

    /// - Returns: the job whose next step is to be announced.
    private func runStep(_ message: Message, until losses: AsyncStream<Void>) async -> UUID? {
        let desk = deliveries?.desk
        do {
            let moved = try await runner.run(message, until: losses)
            desk?.ended(message.claim)
            return moved
        } catch let step as StepAbandoned {
            let isSettled = await isSettled(step)
            if !isSettled { abandoned.withLock { $0.append(step) } }
            desk?.ended(message.claim, isSettled ? nil : DeliveryRefused.noHandFree)
        } catch {
            desk?.ended(message.claim, error)
            log.with("message", message.id.text)
                .warned("a step's outcome could not be written and comes back: \(ErrorTranslation.inside(of: error))")
        }
        return nil
    }

    /// Books what a step has spent that was cut short since its lease is gone; false where it is the host that stops.
    private func isSettled(_ step: StepAbandoned) async -> Bool {
        guard !Task.isCancelled else { return false }
        do {
            try await runner.release(step)
            return true
        } catch {
            return false  // once more at the end
        }
    }

    /// Renews the leases of what is being worked on, at a third of their length. A step whose lease is gone, as of a job
    /// that was cancelled, is cut short: it would spend credits for nothing.
    private func keepLeases() async {
        while !Task.isCancelled {
            do {
                try await effects.sleep(lease.withLock { $0 } / 3)
                let lease = config.current[JobConfig.lease]
                self.lease.withLock { $0 = lease }
                let held = running.withLock { Array($0.keys) }
                guard !held.isEmpty else { continue }
                for gone in try await stores.claims.renew(held, lease: lease, on: pool) {
                    log.with("message", gone.id.text).debug("the step's lease is gone; it is cut short")
                    running.withLock { $0[gone]?.finish() }
                }
            } catch is CancellationError {
                return
            } catch {
                log.warned("leases could not be renewed: \(ErrorTranslation.inside(of: error))")
            }
        }
    }
}
